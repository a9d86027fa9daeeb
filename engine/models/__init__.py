"""Models: what is trained. The list is the menu."""

from ..registry import Registry
from .activations import ACTIVATIONS, Activation
from .base import Layer, Model
from .cnn import CNN
from .line import LINE
from .linear_chain import LINEAR_CHAIN
from .logistic_neuron import LOGISTIC_NEURON
from .mlp import MLP
from .normalizations import EPSILON, NORMALIZATIONS, Normalization
from .skip import Skip

MODELS: Registry[Model] = Registry("model", [LINE, LOGISTIC_NEURON, LINEAR_CHAIN, MLP, CNN])

__all__ = [
    "ACTIVATIONS",
    "EPSILON",
    "MODELS",
    "NORMALIZATIONS",
    "Activation",
    "Layer",
    "Model",
    "Normalization",
    "Skip",
]
