"""Backend: computes experiments, with the engine in this process or on a server."""

import json
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@final
class LabError(ValueError):
    """Lab error: an experiment cannot be run, or a server cannot be reached; the message says why.

    Attributes:
        detail: the sentence that says what is wrong.
        faults: (JSON pointer into the experiment, sentence) for each wrong field.
        status: HTTP status of the server's answer; None if there is none.
        retry_after: seconds after which the same request may succeed; None if it would fail again.
    """

    def __init__(
        self,
        detail: str,
        faults: Sequence[tuple[str, str]] = (),
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        lines = [f"{pointer}: {sentence}" for pointer, sentence in faults if sentence != detail]
        places = f" ({faults[0][0]})" if len(faults) == 1 and not lines and faults[0][0] else ""
        super().__init__("\n".join([detail + places, *lines]))
        self.detail = detail
        self.faults = tuple(faults)
        self.status = status
        self.retry_after = retry_after


@final
@dataclass(frozen=True, eq=False)
class RunResult:
    """Run result: what a backend computes for an experiment.

    Attributes:
        id: id of the completed experiment.
        experiment: the completed experiment as JSON.
        tracks: for each racer ``steps`` (int64) and, as float64, ``x``, ``y``, ``loss``, ``lr``,
            ``grad_norm`` and, if there is a plane, ``off_plane``; all of shape (points,).
        regimes: for each racer name, sentence, step and evidence of its last regime.
        marks: for each racer the marks of each point, see ``Run.marks``; None if they were not wanted.
        waiting: the question on which the experiment waits, see ``Run.waiting``; None if it does not.
    """

    id: str
    experiment: Mapping[str, Any]
    tracks: Sequence[Mapping[str, NDArray[Any]]]
    regimes: Sequence[Mapping[str, Any]]
    marks: Sequence[Sequence[Mapping[str, Any]]] | None = None
    waiting: Mapping[str, Any] | None = None


@final
@dataclass(frozen=True, eq=False)
class RunChunk:
    """Run chunk: consecutive points of all racers, as soon as they are computed.

    Attributes:
        start: step of its first point.
        end: step after its last point.
        total: number of steps of the experiment.
        racers: for each racer its columns by name, as in ``RunResult.tracks``; shorter, or empty, if it
            ended. Numbers that are not finite come from a server as NaN.
    """

    start: int
    end: int
    total: int
    racers: tuple[Mapping[str, NDArray[Any]], ...]


class Backend(ABC):
    """Backend: computes experiments. Every method raises ``LabError`` if a server does not answer."""

    page: str
    """Address of the page, with a slash at the end."""

    reachable: bool
    """Whether a server is known to run at that address."""

    @abstractmethod
    def trajectory(self, experiment: str, marks: bool = False) -> RunResult:
        """Compute an experiment, which is JSON text; raises ``LabError`` if it cannot be run.

        With ``marks``, the result has marks, and tracks have the column ``queries``.
        """

    @abstractmethod
    def stream(self, experiment: str, marks: bool = False) -> Generator[RunChunk, None, RunResult]:
        """Compute an experiment in chunks, and return what ``trajectory`` does, bit for bit."""

    @abstractmethod
    def landscape(self, request: str) -> tuple[Array, Array, Array, dict[str, Any]]:
        """Compute a landscape for the JSON text of the body of ``POST /landscapes``.

        Returns x of shape (columns,), y of shape (rows,), z of shape (rows, columns), and the facts about
        the landscape. Raises ``LabError``.
        """

    @abstractmethod
    def picture(self, experiment: str, options: Mapping[str, str | int]) -> bytes:
        """Draw an experiment, which is JSON text, as a PNG file; raises ``LabError``.

        ``options`` are ``width`` and ``height`` in pixels, ``theme`` and, optionally, ``step``.
        """

    @abstractmethod
    def analyze(self, name: str, request: str) -> dict[str, Any]:
        """Answer a question about a run: the facts of an analysis, for its request as JSON text.

        Raises ``LabError`` if there is no analysis of this name, or if it has no answer.
        """

    @abstractmethod
    def table(self, content: bytes, choices: str) -> dict[str, Any]:
        """Read a table, and keep it if it is too large to travel with an experiment.

        ``choices`` is JSON text: what ``POST /tables`` takes besides a file. Returns what it answers. Raises
        ``LabError`` if the table cannot be read or kept.
        """

    @abstractmethod
    def save(self, experiment: str) -> str:
        """Save an experiment, which is JSON text. Returns its short link.

        Raises ``LabError`` if it cannot be saved, as always without a server.
        """

    @abstractmethod
    def load(self, id: str) -> dict[str, Any]:
        """Load the experiment with this id; raises ``LabError`` if there is none, or no server to ask."""

    @abstractmethod
    def catalog(self) -> dict[str, Any]:
        """The catalog, as ``GET /catalog`` sends it."""


def as_json(value: Any) -> str:
    """Encode plain and NumPy values as JSON; raises ``LabError`` for a value that JSON cannot hold."""
    try:
        return json.dumps(value, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise LabError(f"This cannot be part of an experiment: {error}.") from None


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers, torch's tensors
        return value.tolist()
    raise TypeError(f"a {type(value).__name__} is neither a number, a text, a list nor a mapping")
