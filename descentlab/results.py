"""What experiments yield: frozen, as NumPy arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final, overload

import numpy as np
from numpy.typing import NDArray

from .address import iframe, state_fragment
from .backend import Array, Backend, RunResult, as_json
from .figure import landscape_figure, mimebundle, runs_figure

EMBED = (720, 480)


@final
@dataclass(frozen=True)
class Regime:
    """What a racer was doing in the end, from ``step`` on."""

    name: str
    sentence: str
    step: int


@final
@dataclass(frozen=True, eq=False)
class Landscape:
    """The loss on a grid.

    Attributes:
        x, y: places of the grid lines, of shape (columns,) and (rows,).
        z: ``z[i, j]`` is the loss at (x[j], y[i]); NaN where it is not finite.
        log_scale: whether heights are best shown by their logarithm.
        minima: known ones inside the domain as (x, y, value).
        exact: whether this is the whole weight space, not a plane through it.
        plane: what is known of the plane; None where there is none.
    """

    x: Array
    y: Array
    z: Array
    log_scale: bool
    minima: Sequence[Sequence[float]]
    exact: bool
    plane: Mapping[str, Any] | None

    def figure(self) -> Any:
        """A Plotly figure; needs plotly."""
        return landscape_figure(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mimebundle(repr(self), self.figure)

    def __repr__(self) -> str:
        rows, columns = self.z.shape
        return (
            f"Landscape({columns} x {rows} places, loss {np.nanmin(self.z):.4g} to {np.nanmax(self.z):.4g})"
        )


@final
@dataclass(frozen=True, eq=False)
class Run:
    """The path of one racer. Element 0 of every array is the start.

    Attributes:
        label: the racer's.
        steps: int64 of shape (points,); all other arrays are float64 of the same shape.
        x, y: the weights themselves where there are two, else their place on the plane.
        loss: the true loss, without noise; on the whole set for a network.
        lr: the learning rate of the step that leaves the point.
        grad_norm: norm of the gradient that the optimizer saw, before noise.
        off_plane: distance from the plane; None where two weights are all there is.
        regime: the last one.
        id: of the experiment.
        experiment: completed, as JSON: everything that the numbers depend on.
        number: which of the experiment's racers this is, from 0.
    """

    label: str
    steps: NDArray[np.int64]
    x: Array
    y: Array
    loss: Array
    lr: Array
    grad_norm: Array
    off_plane: Array | None
    regime: Regime
    id: str
    experiment: Mapping[str, Any]
    number: int
    _backend: Backend = field(repr=False)

    @property
    def url(self) -> str:
        """Address of the page that shows the experiment (on this machine's default port without a server)."""
        return f"{self._backend.page}#s={state_fragment(self.experiment)}"

    def embed_html(self, width: int = EMBED[0], height: int = EMBED[1]) -> str:
        """An iframe that shows the experiment; a lab must be running where ``url`` leads."""
        address = f"{self._backend.page}embed#s={state_fragment(self.experiment)}"
        return iframe(address, f"Descent Lab: {self.label}", width, height)

    def to_dataframe(self) -> Any:
        """All columns as a pandas DataFrame, indexed by step; needs pandas."""
        try:
            import pandas
        except ImportError:
            raise ImportError("pandas is not installed: pip install pandas.") from None
        return pandas.DataFrame(self.columns(), index=pandas.Index(self.steps, name="step"))

    def columns(self) -> dict[str, Array]:
        """The float columns by name."""
        shown = {name: getattr(self, name) for name in ("x", "y", "loss", "lr", "grad_norm", "off_plane")}
        return {name: column for name, column in shown.items() if column is not None}

    def landscape(self, resolution: int = 101) -> Landscape:
        """The landscape that the path lies on."""
        return fetch_landscape(self._backend, {**self.experiment, "resolution": resolution})

    def pytorch(self) -> str:
        """A plain PyTorch script that prints the numbers of the whole experiment, bit for bit."""
        from .local import pytorch  # imports torch

        return pytorch(as_json(self.experiment))

    def png(
        self, step: int | None = None, *, width: int = 960, height: int = 480, theme: str = "light"
    ) -> bytes:
        """A PNG file of the whole experiment at a step, by default the last: for slides and papers."""
        options: dict[str, str | int] = {"width": width, "height": height, "theme": theme}
        return self._backend.picture(
            as_json(self.experiment), options if step is None else {**options, "step": step}
        )

    def figure(self) -> Any:
        """A Plotly figure of the path on its landscape, and of the loss; needs plotly."""
        return runs_figure([self])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        page = self.embed_html() if self._backend.reachable else None
        return mimebundle(repr(self), self.figure, page)

    def __repr__(self) -> str:
        last = int(self.steps[-1])
        return (
            f"Run({self.label!r}: {last} steps to ({self.x[-1]:.6g}, {self.y[-1]:.6g}), "
            f"loss {self.loss[-1]:.6g}, {self.regime.name})"
        )


@final
@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Sequence[Run]):
    """Several racers on one problem: a sequence of runs."""

    runs: tuple[Run, ...]

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Run]: ...
    def __getitem__(self, index: int | slice) -> Run | Sequence[Run]:
        return self.runs[index]

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    @property
    def url(self) -> str:
        """Address of the page that shows the race."""
        return self.runs[0].url

    def embed_html(self, width: int = EMBED[0], height: int = EMBED[1]) -> str:
        """An iframe that shows the race."""
        return self.runs[0].embed_html(width, height)

    def to_dataframe(self) -> Any:
        """All runs below one another, indexed by label and step; needs pandas."""
        frames = {run.label: run.to_dataframe() for run in self.runs}
        import pandas

        return pandas.concat(frames, names=["racer"])

    def png(
        self, step: int | None = None, *, width: int = 960, height: int = 480, theme: str = "light"
    ) -> bytes:
        """A PNG file of the race at a step, by default the last."""
        return self.runs[0].png(step, width=width, height=height, theme=theme)

    def pytorch(self) -> str:
        """A plain PyTorch script that prints the same numbers, bit for bit."""
        return self.runs[0].pytorch()

    def figure(self) -> Any:
        """A Plotly figure of all paths on their landscape, and of their losses; needs plotly."""
        return runs_figure(self.runs)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        page = self.embed_html() if self.runs[0]._backend.reachable else None
        return mimebundle(repr(self), self.figure, page)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.runs))


def build_runs(result: RunResult, backend: Backend) -> tuple[Run, ...]:
    """The runs of an result; their arrays cannot be written to."""
    runs = []
    for number, (track, regime) in enumerate(zip(result.tracks, result.regimes, strict=True)):
        for column in track.values():
            column.setflags(write=False)
        columns: Mapping[str, Any] = {"off_plane": None, **track}
        runs.append(
            Run(
                label=result.experiment["racers"][number]["label"],
                **columns,
                regime=Regime(**regime),
                id=result.id,
                experiment=result.experiment,
                number=number,
                _backend=backend,
            )
        )
    return tuple(runs)


def fetch_landscape(backend: Backend, request: Mapping[str, Any]) -> Landscape:
    """The landscape for the body of ``POST /landscapes``."""
    x, y, z, facts = backend.landscape(as_json(request))
    known = {name: facts[name] for name in ("log_scale", "minima", "exact", "plane")}
    return Landscape(x=x, y=y, z=z, **known)
