"""Presets: well-known names that stand for settings of an optimizer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from ...core.params import Params
from .default_rate import RateRule


@final
@dataclass(frozen=True, kw_only=True)
class Preset:
    """Preset: an optimizer with some of its parameters set.

    Attributes:
        name: also the key of its learning rates.
        title: also the label of a racer with these settings.
        summary: one plain sentence.
        optimizer: the optimizer's name.
        params: the settings.
        default_rate: its learning rate on a surface on which it was not measured.
    """

    name: str
    title: str
    summary: str
    optimizer: str
    params: Mapping[str, Any]
    default_rate: RateRule

    def matches(self, params: Params) -> bool:
        """Whether ``params`` switches on the same settings as the preset (neither zero nor False)."""
        return all(bool(getattr(params, name)) == bool(value) for name, value in self.params.items())

    def describe(self) -> dict[str, Any]:
        """The preset as the catalog shows it."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "optimizer": self.optimizer,
            "params": dict(self.params),
        }
