"""Results: runs and landscapes as read-only NumPy arrays."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final, overload

import numpy as np
from numpy.typing import NDArray

from .address import iframe, state_fragment
from .backend import Array, Backend, RunResult, as_json
from .figure import landscape_figure, runs_figure
from .land_picture import land_png
from .marks import PointMarks
from .notebook_output import NotebookOutput

if TYPE_CHECKING:
    from pandas import DataFrame
    from plotly.graph_objects import Figure

EMBED = (720, 480)
SHOWN = (720, 360)
"""Pixels of the picture beside a figure in a notebook."""

COLUMNS = ("x", "y", "loss", "lr", "grad_norm", "off_plane", "queries")
"""Columns of a run; the last two are None where there is no plane, or where marks were not wanted."""


@final
@dataclass(frozen=True)
class Regime:
    """Regime: the last state of a racer, such as ``converged``, since step ``step``.

    Attributes:
        name, sentence: what it does.
        step: the point at which that was found.
        evidence: the facts on which it rests, as measured at that point; empty from a server that is older.
    """

    name: str
    sentence: str
    step: int
    evidence: Mapping[str, float] = field(default_factory=dict)


@final
@dataclass(frozen=True, eq=False)
class Landscape(NotebookOutput):
    """Landscape: the loss on a grid.

    Attributes:
        x, y: positions of the grid lines, of shape (columns,) and (rows,).
        z: ``z[i, j]`` is the loss at (x[j], y[i]); NaN where it is not finite.
        log_scale: whether heights are best shown by their logarithm.
        minima: known minima inside the domain, each (x, y, value).
        exact: whether the grid covers all weights; otherwise it is a plane through them.
        plane: facts about the plane; None if there is no plane.
    """

    x: Array
    y: Array
    z: Array
    log_scale: bool
    minima: Sequence[Sequence[float]]
    exact: bool
    plane: Mapping[str, Any] | None

    def figure(self) -> "Figure":
        """Draw a Plotly contour map; raises ``ImportError`` if plotly is not installed."""
        return landscape_figure(self)

    def _picture(self) -> bytes:
        return land_png(self)

    def __repr__(self) -> str:
        rows, columns = self.z.shape
        known = self.z[~np.isnan(self.z)]
        losses = f"loss {known.min():.4g} to {known.max():.4g}" if known.size else "no loss known"
        return f"Landscape({columns} x {rows} places, {losses})"


class RaceOutput(NotebookOutput):
    """Race output: page, picture, figure and script of an experiment, as a run and a comparison show them."""

    @abstractmethod
    def _shown(self) -> "Sequence[Run]":
        """The runs whose paths a figure shows; at least one."""

    @property
    def _first(self) -> "Run":
        return self._shown()[0]

    @property
    def url(self) -> str:
        """Address of the page that shows the experiment; without a server, on port 8000 of this machine."""
        return f"{self._first._backend.page}#s={state_fragment(self._first.experiment)}"

    def embed_html(self, width: int = EMBED[0], height: int = EMBED[1]) -> str:
        """HTML of an iframe that shows the experiment; a server must run at the address in ``url``.

        Args:
            width, height: size in CSS pixels.
        """
        address = f"{self._first._backend.page}embed#s={state_fragment(self._first.experiment)}"
        return iframe(address, f"Descent Lab: {self._first.label}", width, height)

    def pytorch(self) -> str:
        """Write a plain PyTorch script of the whole experiment, with all its racers.

        It prints step, loss and learning rate, and x and y if there are two weights. With the same torch
        version and the same kind of processor, these numbers are those of the run, bit for bit. Needs torch
        in this process, even if the run was computed on a server.

        Raises:
            LabError: if this version cannot complete the experiment.
        """
        from .local import pytorch  # imports torch

        return pytorch(as_json(self._first.experiment))

    def png(
        self, step: int | None = None, *, width: int = 960, height: int = 480, theme: str = "light"
    ) -> bytes:
        """Draw the whole experiment as a PNG file, for slides and papers.

        Args:
            step: the step to draw; by default the last.
            width, height: size in pixels.
            theme: ``light`` or ``dark``.

        Raises:
            LabError: if there is no such size or theme, or a server does not answer.
        """
        options: dict[str, str | int] = {"width": width, "height": height, "theme": theme}
        return self._first._backend.picture(
            as_json(self._first.experiment), options if step is None else {**options, "step": step}
        )

    def figure(self) -> "Figure":
        """Draw a Plotly figure: the paths on their landscape, and the losses over the steps.

        Raises:
            ImportError: if plotly is not installed.
            LabError: if the landscape cannot be computed.
        """
        return runs_figure(self._shown())

    def _picture(self) -> bytes:
        return self.png(width=SHOWN[0], height=SHOWN[1])

    def _page(self) -> str | None:
        return self.embed_html() if self._first._backend.reachable else None


@final
@dataclass(frozen=True, eq=False)
class Run(RaceOutput):
    """Run: the path of one racer. Element 0 of every array is the start.

    Runs are equal if they are the same racer of equal experiments.

    >>> from descentlab import Client
    >>> run = Client().run("bowl", "gd", lr=0.5, start=(2, -1), steps=3)
    >>> run.steps
    array([0, 1, 2, 3])
    >>> run.x
    array([2.  , 1.  , 0.5 , 0.25])
    >>> run.regime.name
    'finished'

    Attributes:
        label: name of the racer, such as ``Adam``.
        steps: int64 of shape (points,); all other arrays are float64 of the same shape.
        x, y: the two weights; with more than two, the position of their projection on the plane.
        loss: the loss without noise; for a network, on the whole training set. It is measured at every
            ``measure_every``-th point (by default at each) and at the last; the points between repeat the
            value before.
        lr: learning rate of the step that starts at the point.
        grad_norm: norm of the gradient, before noise; for a network, of the loss that the step uses, such
            as that of a mini-batch.
        off_plane: distance from the plane; None if there are only two weights.
        queries: losses that the method has asked for without a gradient; None without ``marks=True``.
        marks: for each point what the method shows beside the ball, in the step that leaves it; None
            without ``marks=True``. Each entry has its ``step``, the ``points`` (n, 2) that were tried, the
            losses there as ``values`` (n,), ``arrows`` (m, 4) as x0, y0, x1, y1, and as ``ellipse`` (5,) mean
            x and y and the covariances xx, xy, yy of a normal distribution, or None.
        waiting: the question on which the experiment waits: ``racer``, ``step`` and ``question``. An edit
            at this step brings the answer. None if it does not wait.
        regime: the last regime.
        id: id of the experiment.
        experiment: the completed experiment as JSON; with one torch version and kind of processor, the
            numbers depend on nothing else.
        number: index of the racer in the experiment, from 0.
    """

    label: str
    steps: NDArray[np.int64]
    x: Array
    y: Array
    loss: Array
    lr: Array
    grad_norm: Array
    off_plane: Array | None
    queries: Array | None
    marks: Sequence[PointMarks] | None
    waiting: Mapping[str, Any] | None
    regime: Regime
    id: str
    experiment: Mapping[str, Any]
    number: int
    _backend: Backend = field(repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Run):
            return NotImplemented
        return (self.id, self.number) == (other.id, other.number)

    def __hash__(self) -> int:
        return hash((self.id, self.number))

    def _shown(self) -> "Sequence[Run]":
        return (self,)

    def to_dataframe(self) -> "DataFrame":
        """All columns as a pandas DataFrame, indexed by step.

        Raises:
            ImportError: if pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise ImportError("pandas is not installed: pip install pandas.") from None
        return pandas.DataFrame(self.columns(), index=pandas.Index(self.steps, name="step"))

    def columns(self) -> dict[str, Array]:
        """The float64 columns by name, each of shape (points,), without those that are None."""
        shown = {name: getattr(self, name) for name in COLUMNS}
        return {name: column for name, column in shown.items() if column is not None}

    def landscape(self, resolution: int = 101) -> Landscape:
        """Compute the landscape under the path, with ``resolution`` grid points per side.

        Raises:
            LabError: if it cannot be computed; the message says why.
        """
        return fetch_landscape(self._backend, {**self.experiment, "resolution": resolution})

    def __repr__(self) -> str:
        last = int(self.steps[-1])
        return (
            f"Run({self.label!r}: {last} steps to ({self.x[-1]:.6g}, {self.y[-1]:.6g}), "
            f"loss {self.loss[-1]:.6g}, {self.regime.name})"
        )


@final
@dataclass(frozen=True, repr=False)
class Comparison(RaceOutput, Sequence[Run]):
    """Comparison: the runs of several racers on one problem, as a sequence; ``race["Adam"]`` is one by label.

    >>> from descentlab import Client
    >>> race = Client().compare("rosenbrock", ["gd", "adam", "lbfgs"], steps=30)
    >>> min(race, key=lambda run: run.loss[-1]).label
    'L-BFGS'
    >>> len(race), [len(run.loss) for run in race]
    (3, [31, 31, 31])
    >>> race["Adam"] == race[1]
    True
    """

    runs: tuple[Run, ...]

    @overload
    def __getitem__(self, index: int | str) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Run]: ...
    def __getitem__(self, index: int | str | slice) -> Run | Sequence[Run]:
        if not isinstance(index, str):
            return self.runs[index]
        for run in self.runs:
            if run.label == index:
                return run
        raise KeyError(f"There is no {index!r} among {', '.join(repr(run.label) for run in self.runs)}.")

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def _shown(self) -> Sequence[Run]:
        return self.runs

    def to_dataframe(self) -> "DataFrame":
        """All runs in one pandas DataFrame, indexed by label and step.

        Raises:
            ImportError: if pandas is not installed.
        """
        frames = {run.label: run.to_dataframe() for run in self.runs}
        import pandas

        return pandas.concat(frames, names=["racer"])

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.runs))


def build_runs(result: RunResult, backend: Backend) -> tuple[Run, ...]:
    """Make the runs of a result; its arrays are used without a copy and become read-only."""
    runs = []
    for number, (track, regime) in enumerate(zip(result.tracks, result.regimes, strict=True)):
        for column in track.values():
            column.setflags(write=False)
        columns: Mapping[str, Any] = {"off_plane": None, "queries": None, **track}
        runs.append(
            Run(
                label=result.experiment["racers"][number]["label"],
                **columns,
                marks=None if result.marks is None else result.marks[number],
                waiting=result.waiting,
                regime=Regime(**regime),
                id=result.id,
                experiment=result.experiment,
                number=number,
                _backend=backend,
            )
        )
    return tuple(runs)


def fetch_landscape(backend: Backend, request: Mapping[str, Any]) -> Landscape:
    """Compute the landscape of a request, which is written as the body of ``POST /landscapes``.

    Raises:
        LabError: if it cannot be computed; the message says why.
    """
    x, y, z, facts = backend.landscape(as_json(request))
    known = {name: facts[name] for name in ("log_scale", "minima", "exact", "plane")}
    return Landscape(x=x, y=y, z=z, **known)
