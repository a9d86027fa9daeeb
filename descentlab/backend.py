"""Backend: computes experiments, with the engine in this process or on a server."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@final
class LabError(ValueError):
    """An experiment that cannot be run, or a server that cannot be reached; the message says why.

    ``faults`` holds (JSON pointer into the experiment, sentence) for each field at fault.
    """

    def __init__(self, detail: str, faults: Sequence[tuple[str, str]] = ()) -> None:
        lines = [f"{pointer}: {sentence}" for pointer, sentence in faults if sentence != detail]
        places = f" ({faults[0][0]})" if len(faults) == 1 and not lines and faults[0][0] else ""
        super().__init__("\n".join([detail + places, *lines]))
        self.detail = detail
        self.faults = tuple(faults)


@final
@dataclass(frozen=True, eq=False)
class RunResult:
    """The pure result of an experiment.

    Attributes:
        id: of the completed experiment.
        experiment: completed, as JSON.
        tracks: for each racer ``steps`` (int64) and the columns (float64), all of shape (points,).
        regimes: for each racer name, sentence and step of its last regime.
    """

    id: str
    experiment: Mapping[str, Any]
    tracks: Sequence[Mapping[str, NDArray[Any]]]
    regimes: Sequence[Mapping[str, Any]]


class Backend(ABC):
    """Computes experiments."""

    page: str
    """Address of the lab's page, with a slash at the end."""

    reachable: bool
    """Whether a server is known to stand there."""

    @abstractmethod
    def trajectory(self, experiment: str) -> RunResult:
        """The result of an experiment given as JSON; raises ``LabError``."""

    @abstractmethod
    def landscape(self, request: str) -> tuple[Array, Array, Array, dict[str, Any]]:
        """x, y, z and the facts of a landscape, for the body of ``POST /landscapes`` as JSON."""

    @abstractmethod
    def picture(self, experiment: str, options: Mapping[str, str | int]) -> bytes:
        """A PNG file of an experiment in JSON; ``options``: width, height, theme and, if wanted, step."""

    @abstractmethod
    def save(self, experiment: str) -> str:
        """Save an experiment in JSON. Returns its short address; ``LabError`` if it cannot be saved."""

    @abstractmethod
    def load(self, id: str) -> dict[str, Any]:
        """The experiment that was saved under an id; raises ``LabError`` where there is none."""

    @abstractmethod
    def catalog(self) -> dict[str, Any]:
        """What there is to choose from, as ``GET /catalog`` answers it."""


def as_json(value: Any) -> str:
    """JSON of plain values and of NumPy's; raises ``LabError`` for what JSON cannot hold."""
    try:
        return json.dumps(value, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise LabError(f"This cannot be part of an experiment: {error}.") from None


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers, torch's tensors
        return value.tolist()
    raise TypeError(f"a {type(value).__name__} is neither a number, a text, a list nor a mapping")
