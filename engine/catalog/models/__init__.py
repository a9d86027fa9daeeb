"""Models: what is trained. The list is the menu."""

from ...core.registry import Registry
from .activations import ACTIVATIONS, Activation
from .base import Layer, Model
from .clip_cnn import CLIP_CNN
from .cnn import CNN
from .line import LINE
from .linear_chain import LINEAR_CHAIN
from .logistic_neuron import LOGISTIC_NEURON
from .mlp import MLP
from .normalizations import EPSILON, NORMALIZATIONS, Normalization
from .recurrent import RECURRENT
from .residual import Residual
from .transformer import TRANSFORMER

MODELS: Registry[Model] = Registry(
    "model", [LINE, LOGISTIC_NEURON, LINEAR_CHAIN, MLP, CNN, RECURRENT, TRANSFORMER, CLIP_CNN]
)

__all__ = [
    "ACTIVATIONS",
    "EPSILON",
    "MODELS",
    "NORMALIZATIONS",
    "Activation",
    "Layer",
    "Model",
    "Normalization",
    "Residual",
]
