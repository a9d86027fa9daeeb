"""Decay rule: what weight decay does to what an optimizer descends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, final


class Decay(NamedTuple):
    """Decay in force.

    Attributes:
        coupled: factor of the weights that is added to the gradient: the optimizer descends
            loss + coupled / 2 |w|^2.
        decoupled: factor by which the weights shrink by themselves, times the learning rate. There is no
            function that is descended then.
    """

    coupled: float = 0.0
    decoupled: float = 0.0


@final
@dataclass(frozen=True)
class DecayRule:
    """Decay rule of an optimizer.

    Attributes:
        names: settings whose sum is the decay; a setting that the optimizer lacks counts as 0.
        decoupled: whether it acts on the weights alone, or the name of the setting that says so.
    """

    names: tuple[str, ...] = ("weight_decay",)
    decoupled: bool | str = False

    def of(self, settings: Mapping[str, Any]) -> Decay:
        """The decay that these settings mean."""
        size = float(sum(settings.get(name, 0.0) for name in self.names))
        flag = self.decoupled
        apart = bool(settings.get(flag)) if isinstance(flag, str) else flag
        return Decay(decoupled=size) if apart else Decay(coupled=size)

    def describe(self) -> dict[str, Any]:
        """The rule as the catalog shows it."""
        return {"names": list(self.names), "decoupled": self.decoupled}


COUPLED = DecayRule()
"""The setting ``weight_decay``, where there is one, acts through the gradient."""
