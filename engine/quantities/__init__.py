"""Quantities: what instruments measure of a network. The list is the menu."""

from ..registry import Registry
from .activations import ACTIVATION_HISTOGRAMS
from .base import Quantity, Stand
from .boundary import BOUNDARY
from .layer_gradients import LAYER_GRADIENTS
from .links import LINKS
from .sharpness import SHARPNESS

QUANTITIES: Registry[Quantity] = Registry(
    "quantity", [BOUNDARY, LAYER_GRADIENTS, SHARPNESS, LINKS, ACTIVATION_HISTOGRAMS]
)

__all__ = ["QUANTITIES", "Quantity", "Stand"]
