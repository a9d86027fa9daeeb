"""Names that people look for, as settings of the optimizers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final


@final
@dataclass(frozen=True)
class Preset:
    """An optimizer with some of its parameters set; ``name`` is also the key of its learning rates."""

    name: str
    title: str
    summary: str
    optimizer: str
    params: Mapping[str, Any]

    def describe(self) -> dict[str, Any]:
        """The preset as the catalog shows it."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "optimizer": self.optimizer,
            "params": dict(self.params),
        }


PRESETS = (
    Preset(
        "gd", "Gradient descent", "One step against the gradient, and no memory.", "sgd", {"momentum": 0.0}
    ),
    Preset(
        "momentum",
        "Momentum",
        "A ball with a velocity: v = 0.9 v + g; x = x - lr v.",
        "sgd",
        {"momentum": 0.9, "nesterov": False},
    ),
    Preset(
        "nesterov",
        "Nesterov",
        "Momentum that looks one step ahead before it turns.",
        "sgd",
        {"momentum": 0.9, "nesterov": True},
    ),
)
"""SGD under the three names it goes by."""
