"""Versions: of the product, and of what its numbers depend on."""

import platform

import torch

from engine import __version__
from engine.spec.experiment import ENGINE_VERSION


def versions() -> dict[str, str]:
    """Versions by the name of what they are of. Torch's names the build, such as ``+cpu``."""
    return {
        "product": __version__,
        "engine": ENGINE_VERSION,
        "torch": str(torch.__version__),
        "python": platform.python_version(),
    }
