"""Catalog: the families of entries that make up an experiment, one file per entry.

>>> from engine.catalog import OPTIMIZERS, SURFACES
>>> "rosenbrock" in SURFACES.names, "adam" in OPTIMIZERS.names
(True, True)
>>> SURFACES.named("bowl").title
'Bowl'
"""

from .datasets import DATASETS
from .initializers import INITIALIZERS
from .losses import LOSSES
from .methods import OPTIMIZERS, PRESETS
from .models import ACTIVATIONS, MODELS, NORMALIZATIONS
from .planes import PLANES
from .schedules import SCHEDULES
from .surfaces import SURFACES

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "INITIALIZERS",
    "LOSSES",
    "MODELS",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "PLANES",
    "PRESETS",
    "SCHEDULES",
    "SURFACES",
]
