"""Models: the family of networks that can be trained, in the menu's order."""

from ...core.registry import Registry
from . import clip_cnn, cnn, line, linear_chain, logistic_neuron, mlp, recurrent, transformer
from .activations import ACTIVATIONS, Activation
from .base import Layer, Model
from .normalizations import EPSILON, NORMALIZATIONS, Normalization
from .residual import Residual

MODELS: Registry[Model] = Registry(
    "model",
    [
        line.ENTRY,
        logistic_neuron.ENTRY,
        linear_chain.ENTRY,
        mlp.ENTRY,
        cnn.ENTRY,
        recurrent.ENTRY,
        transformer.ENTRY,
        clip_cnn.ENTRY,
    ],
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
