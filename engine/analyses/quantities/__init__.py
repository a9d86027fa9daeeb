"""Quantities: what instruments measure of a network. The list is the menu."""

from ...core.registry import Registry
from .activations import ACTIVATION_HISTOGRAMS
from .backpropagation import BACKPROPAGATION
from .base import Quantity, Stand
from .boundary import BOUNDARY
from .gradient_noise import GRADIENT_NOISE
from .layer_gradients import LAYER_GRADIENTS
from .learning import LEARNING
from .plane_fidelity import PLANE
from .roughness import ROUGHNESS
from .sharpness import SHARPNESS
from .units import UNITS
from .weight_graph import LINKS

QUANTITIES: Registry[Quantity] = Registry(
    "quantity",
    [
        BOUNDARY,
        UNITS,
        LAYER_GRADIENTS,
        SHARPNESS,
        LEARNING,
        GRADIENT_NOISE,
        LINKS,
        ACTIVATION_HISTOGRAMS,
        BACKPROPAGATION,
        ROUGHNESS,
        PLANE,
    ],
)

__all__ = ["QUANTITIES", "Quantity", "Stand"]
