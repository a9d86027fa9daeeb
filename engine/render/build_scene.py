"""Scene building: collects what a picture shows from an experiment, its landscape and its trajectories."""

from collections.abc import Sequence

from ..core.types import Array
from ..landscape.grid import Landscape
from ..run.trajectory import Event
from ..spec.experiment import Experiment
from .citation import provenance, racer_details
from .scene import Path, Scene

RESOLUTION = 101
"""Grid points per side of the landscape; the page's resolution, so that both share a cached one."""


def build_scene(
    experiment: Experiment, land: Landscape, racers: Sequence[Array], events: Sequence[Event]
) -> Scene:
    """Build the scene of an experiment.

    Args:
        experiment: completed.
        land: its landscape.
        racers: for each racer, an array of shape (columns, points) in the order of ``COLUMNS``.
        events: all regime changes.
    """
    ended = {event.racer for event in events if event.name == "diverged"}
    paths = [
        Path(
            racer.label or "",
            columns[0],
            columns[1],
            columns[2],
            number in ended,
            racer_details(experiment, number),
        )
        for number, (racer, columns) in enumerate(zip(experiment.racers, racers, strict=True))
    ]
    return Scene(
        title=experiment.problem.title(),
        x=land.x,
        y=land.y,
        z=land.z,
        log_scale=land.log_scale,
        paths=paths,
        steps=experiment.steps,
        minima=land.info.minima,
        exact=land.info.exact,
        foot=provenance(experiment),
    )
