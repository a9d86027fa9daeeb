"""The lab from Python."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, final

from .backend import Source, as_json
from .results import Comparison, Land, Run, land, runs_of
from .spec_builder import Words, experiment_of, problem_of

DEFAULT_TIMEOUT_S = 120.0


@final
class Client:
    """Runs experiments, in this process or on a server; both give the same bits.

    >>> lab = Client()
    >>> run = lab.run("rosenbrock", "adam", lr=0.05, steps=200)
    >>> run.x[-1], run.loss[-1], run.regime.name
    """

    def __init__(self, url: str | None = None, timeout: float = DEFAULT_TIMEOUT_S) -> None:
        """``url`` is a lab's address; None computes here. ``timeout`` is in seconds, for a server."""
        self._source = _source(url, timeout)

    @cached_property
    def catalog(self) -> Mapping[str, Any]:
        """What there is to choose from: family -> entries with their parameters, as the API tells it."""
        return self._source.catalog()

    def run(
        self,
        problem: Words,
        optimizer: Words = "sgd",
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: Words | None = None,
        **params: Any,
    ) -> Run:
        """Roll one ball.

        Args:
            problem: a surface's name, a formula such as ``"x**2 + 3*sin(y)"``, or a problem as the API
                writes it (``{"kind": "network", ...}``).
            optimizer: a name (``adam``), a preset (``gd``, ``momentum``, ``nesterov``), or as the API
                writes it.
            start: x and y; the surface's own if left out.
            steps, seed, noise, edits, plane: as in the API, with its defaults.
            params: the optimizer's parameters, under PyTorch's names; also ``schedule`` (a name, or
                ``{"name": ..., "params": ...}``) and ``label``.

        Raises:
            LabError: if the experiment cannot be run, with a sentence that says why.
        """
        return self.compare(
            problem,
            [optimizer if isinstance(optimizer, str) else {"optimizer": optimizer}],
            start=start,
            steps=steps,
            seed=seed,
            noise=noise,
            edits=edits,
            plane=plane,
            **params,
        )[0]

    def compare(
        self,
        problem: Words,
        racers: Sequence[Words],
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: Words | None = None,
        **params: Any,
    ) -> Comparison:
        """Roll several balls from one start.

        Args:
            problem: as for ``run``.
            racers: each a name, or ``{"optimizer": "adam", "lr": 0.05, "schedule": "cosine"}``.
            start, steps, seed, noise, edits, plane: as for ``run``.
            params: what holds for every racer that does not say otherwise.
        """
        spec = experiment_of(
            problem,
            racers,
            self.catalog["presets"],
            start=start,
            steps=steps,
            seed=seed,
            noise=noise,
            edits=edits,
            plane=plane,
            shared=params,
        )
        return self.race(spec)

    def race(self, experiment: Mapping[str, Any]) -> Comparison:
        """Run an experiment as the API writes it."""
        return Comparison(runs_of(self._source.trajectory(as_json(experiment)), self._source))

    def save(self, experiment: Mapping[str, Any]) -> str:
        """Keep an experiment, such as ``run.experiment``, on the server for ever the same: its short link.

        Raises:
            LabError: without a server, where it keeps nothing or no more, and for what cannot be run.
        """
        return self._source.keep(as_json(experiment))

    def open(self, link: str) -> Comparison:
        """Run what was saved under a short link, or under its id.

        Raises:
            LabError: without a server, or where it has nothing under this id.
        """
        return self.race(self._source.kept(link.rstrip("/").rpartition("/")[2]))

    def landscape(
        self,
        problem: Words,
        *,
        resolution: int = 101,
        domain: Sequence[Sequence[float]] | None = None,
        plane: Words | None = None,
        seed: int | None = None,
    ) -> Land:
        """The loss on a grid, over the problem's own domain or over another: ((x0, x1), (y0, y1))."""
        told = {
            "problem": problem_of(problem),
            "resolution": resolution,
            "domain": domain,
            "plane": {"name": plane} if isinstance(plane, str) else plane,
            "seed": seed,
        }
        return land(self._source, {name: value for name, value in told.items() if value is not None})

    def __repr__(self) -> str:
        return f"Client({self._source.page!r})" if self._source.reachable else "Client()"


def _source(url: str | None, timeout: float) -> Source:
    if url is None:
        from .local import InProcess  # torch: only for who computes here

        return InProcess()
    from .remote import Remote

    return Remote(url, timeout)
