"""Regimes: what a racer is doing, as a word, a sentence and the facts that were measured."""

from .conditions import Conditions, conditions_of
from .detector import NAMES, Regime, Regimes
from .history import Sample

__all__ = ["NAMES", "Conditions", "Regime", "Regimes", "Sample", "conditions_of"]
