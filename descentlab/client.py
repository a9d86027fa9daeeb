"""The lab from Python."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, final

from .backend import Backend, as_json
from .results import Comparison, Landscape, Run, build_runs, fetch_landscape
from .spec_builder import NameOrSpec, experiment_spec, problem_spec

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
        self._backend = _open_backend(url, timeout)

    @cached_property
    def catalog(self) -> Mapping[str, Any]:
        """What there is to choose from: family -> entries with their parameters, as the API tells it."""
        return self._backend.catalog()

    def run(
        self,
        problem: NameOrSpec,
        optimizer: NameOrSpec = "sgd",
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: NameOrSpec | None = None,
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
        problem: NameOrSpec,
        racers: Sequence[NameOrSpec],
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: NameOrSpec | None = None,
        **params: Any,
    ) -> Comparison:
        """Roll several balls from one start.

        Args:
            problem: as for ``run``.
            racers: each a name, or ``{"optimizer": "adam", "lr": 0.05, "schedule": "cosine"}``.
            start, steps, seed, noise, edits, plane: as for ``run``.
            params: what holds for every racer that does not say otherwise.
        """
        spec = experiment_spec(
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
        return Comparison(build_runs(self._backend.trajectory(as_json(experiment)), self._backend))

    def save(self, experiment: Mapping[str, Any]) -> str:
        """Keep an experiment, such as ``run.experiment``, on the server for ever the same: its short link.

        Raises:
            LabError: without a server, where it keeps nothing or no more, and for what cannot be run.
        """
        return self._backend.save(as_json(experiment))

    def open(self, link: str) -> Comparison:
        """Run what was saved under a short link, or under its id.

        Raises:
            LabError: without a server, or where it has nothing under this id.
        """
        return self.race(self._backend.load(link.rstrip("/").rpartition("/")[2]))

    def landscape(
        self,
        problem: NameOrSpec,
        *,
        resolution: int = 101,
        domain: Sequence[Sequence[float]] | None = None,
        plane: NameOrSpec | None = None,
        seed: int | None = None,
    ) -> Landscape:
        """The loss on a grid, over the problem's own domain or over another: ((x0, x1), (y0, y1))."""
        request = {
            "problem": problem_spec(problem),
            "resolution": resolution,
            "domain": domain,
            "plane": {"name": plane} if isinstance(plane, str) else plane,
            "seed": seed,
        }
        return fetch_landscape(
            self._backend, {name: value for name, value in request.items() if value is not None}
        )

    def __repr__(self) -> str:
        return f"Client({self._backend.page!r})" if self._backend.reachable else "Client()"


def _open_backend(url: str | None, timeout: float) -> Backend:
    if url is None:
        from .local import LocalBackend  # imports torch

        return LocalBackend()
    from .remote import RemoteBackend

    return RemoteBackend(url, timeout)
