"""Random streams: one seed, and an independent generator for every purpose.

A purpose never shifts another's numbers: more samples leave the weights as they were, another
initializer leaves the batches.
"""

import numpy as np
import torch
from numpy.random import PCG64, Generator

DATA = 0
WEIGHTS = 1
BATCHES = 2
NOISE = 3
PLANE = 4
DROPOUT = 5
SPREAD = 6


def generator(seed: int, purpose: int, *more: int) -> Generator:
    """NumPy's generator for a purpose, and for a part of it (an epoch, a block)."""
    return Generator(PCG64([seed, purpose, *more]))


def torch_seed(seed: int, purpose: int, *more: int) -> int:
    """A number to seed torch with for the same."""
    state = np.random.SeedSequence([seed, purpose, *more]).generate_state(1, np.uint64)
    # torch takes signed 64-bit seeds
    return int(state[0] >> 1)


def torch_generator(seed: int, purpose: int, *more: int) -> torch.Generator:
    """Torch's generator for the same."""
    return torch.Generator().manual_seed(torch_seed(seed, purpose, *more))
