"""Training state: what a racer's loss depends on besides weights and batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from torch import Tensor


@final
@dataclass
class TrainingState:
    """Training state of one racer's network.

    Attributes:
        values: network settings that edits may change, by name, such as the dropout rate.
        statistics: running averages of its normalization layers; training updates them in place.
        step: the present step. Dropout masks are a function of seed and step alone.
    """

    values: dict[str, Any]
    statistics: list[Tensor] = field(default_factory=list)
    step: int = 0

    def set(self, name: str, value: Any) -> bool:
        """Set a value if the network has this setting; return whether it has."""
        known = name in self.values
        if known:
            self.values[name] = value
        return known

    def at(self, step: int) -> "TrainingState":
        """Copy for an evaluation at this step that must not change the racer's own statistics."""
        return TrainingState(dict(self.values), [tensor.clone() for tensor in self.statistics], step)

    def state(self) -> dict[str, Any]:
        """Values and statistics for a checkpoint: the objects themselves, not copies."""
        return {"values": self.values, "statistics": self.statistics}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore what ``state`` has returned. It does not contain ``step``, which the caller sets."""
        self.values = dict(state["values"])
        self.statistics = list(state["statistics"])
