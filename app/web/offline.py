"""Offline file: one HTML file with landscape, trajectories and player, without server or network."""

import base64
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, final

import jinja2
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool

from engine import __version__
from engine.catalog_document import catalog, experiment_facts
from engine.landscape.grid import Landscape
from engine.render.build_scene import RESOLUTION
from engine.run.trajectory import COLUMNS, Event
from engine.spec.experiment import MAX_STEPS, Experiment

from ..core.assets import Assets
from ..core.paths import TEMPLATES
from ..core.problem_details import ProblemError
from ..jobs.services import Services
from ..ws.frames import landscape_frame, trajectory_frame
from .inline_modules import inline_modules
from .json_script import json_script
from .offline_size import PointsMeter

ENTRY = "js/offline/offline.js"
STAND_INS = {"js/plots/plotly.js": "js/offline/canvas-backend.js"}
SHEETS = ("tokens", "base", "controls", "picture", "offline")
MAX_BYTES = 2_500_000
"""Maximum size of a file: it fits into a mail, and a phone opens it quickly."""

MIN_COLUMNS = 6
"""x, y, loss, lr, grad_norm and off_plane: used if the file with all columns is too large."""

RAW = -15


@final
class Recorded:
    """Recorded experiment: its landscape, the paths of its racers and their regimes."""

    def __init__(
        self, land: Landscape, racers: Sequence[NDArray[np.float64]], events: Sequence[Event]
    ) -> None:
        """``racers`` has one array of shape (columns, points) per racer."""
        self.land = land
        self.racers = racers
        self.events = events


async def recorded(services: Services, experiment: Experiment) -> Recorded:
    """Compute a completed experiment. Call it within ``services.computing()``.

    Raises:
        ProblemError: 413 as soon as so many points are there that they do not fit into a file.
    """
    job = services.run_job(experiment)
    others = await run_in_threadpool(_overhead, services.assets, experiment)
    meter = PointsMeter(MAX_BYTES - others, MIN_COLUMNS)
    async for block in job.blocks():
        await run_in_threadpool(meter.add, block.racers)
        if (steps := meter.steps_that_fit) is not None:
            raise _too_large(steps)
    whole = await job.complete()
    land = await services.landscape_job(experiment, RESOLUTION).complete()
    return Recorded(land, whole.racers, job.events(0, MAX_STEPS + 2))


def offline_file(assets: Assets, experiment: Experiment, run: Recorded) -> bytes:
    """Write the HTML file of a completed experiment from its computed result; returns UTF-8 bytes.

    Raises:
        ProblemError: 413 if the file would be larger than ``MAX_BYTES``.
    """
    for columns in (len(COLUMNS), MIN_COLUMNS):
        content = _written(assets, experiment, _record(experiment, run, columns))
        if len(content) <= MAX_BYTES:
            return content
    others = _overhead(assets, experiment)
    raise _too_large(int(experiment.steps * (MAX_BYTES - others) / (len(content) - others)))


def _too_large(steps: int) -> ProblemError:
    """The problem of a file that is too large, of which about so many steps would fit."""
    return ProblemError(
        413,
        f"The file would have more than {MAX_BYTES:,} bytes, the most there may be. "
        f"Take fewer steps, about {max(1, steps):,} fit, or fewer racers.",
    )


def _overhead(assets: Assets, experiment: Experiment) -> int:
    """Bytes of a file besides landscape, points and regimes."""
    return len(_written(assets, experiment, _facts(experiment)))


def _written(assets: Assets, experiment: Experiment, record: dict[str, Any]) -> bytes:
    title = experiment.problem.title()
    text = _template().render(
        title=title,
        version=__version__,
        steps=experiment.steps,
        sheets=[Markup(assets.get(f"css/{name}.css").content.decode()) for name in SHEETS],
        import_map=json_script(inline_modules(assets, ENTRY, STAND_INS)),
        record=json_script(record),
        entry=json_script(ENTRY),
    )
    return text.encode()


def _facts(experiment: Experiment) -> dict[str, Any]:
    """The data that are known before anything is computed."""
    known = catalog()
    titles = {
        family: [{"name": entry["name"], "title": entry["title"]} for entry in known[family]]
        for family in ("surfaces", "models")
    }
    return {
        "title": experiment.problem.title(),
        "experiment": experiment.model_dump(mode="json"),
        "catalog": titles | experiment_facts(),
    }


def _record(experiment: Experiment, run: Recorded, columns: int) -> dict[str, Any]:
    """The data that ``static/js/offline/payload.js`` reads."""
    land = run.land
    return _facts(experiment) | {
        "landscape": {
            "x": land.x,
            "y": land.y,
            "logScale": land.log_scale,
            "domain": land.info.domain,
            "minima": land.info.minima,
            "exact": land.info.exact,
            "plane": land.info.plane,
        },
        "columns": COLUMNS[:columns],
        "heights": _deflated(landscape_frame(0, land.z)),
        "points": _deflated(trajectory_frame(0, 0, [racer[:columns] for racer in run.racers])),
        "regimes": [asdict(event) for event in run.events],
    }


def _deflated(frame: bytes) -> str:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, RAW)
    return base64.b64encode(squeeze.compress(frame) + squeeze.flush()).decode()


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("offline.html")
