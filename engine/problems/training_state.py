"""What a racer's steps depend on besides its weights, its optimizer and its samples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from torch import Tensor


@final
@dataclass
class TrainingState:
    """How one racer's network is being trained. Each racer has its own.

    Attributes:
        values: settings of the network that edits may change, by name: the rate of dropout...
        statistics: the running averages of its normalization layers; training moves them in place.
        step: the point that is being left. What is drawn at random is a function of seed and step alone.
    """

    values: dict[str, Any]
    statistics: list[Tensor] = field(default_factory=list)
    step: int = 0

    def set(self, name: str, value: Any) -> bool:
        """Set it if it is one of the network's; whether it is."""
        known = name in self.values
        if known:
            self.values[name] = value
        return known

    def at(self, step: int) -> "TrainingState":
        """The same at a point, with statistics of its own: what is tried there moves nobody's."""
        return TrainingState(dict(self.values), [tensor.clone() for tensor in self.statistics], step)

    def state(self) -> dict[str, Any]:
        """All that a checkpoint needs."""
        return {"values": self.values, "statistics": self.statistics}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from where ``state`` was taken."""
        self.values = dict(state["values"])
        self.statistics = list(state["statistics"])
