"""Random generators: one independent generator for each purpose, all from one seed.

The numbers of one purpose never depend on those of another: more samples do not change the initial weights,
and another initializer does not change the batches.
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
METHOD = 7


def generator(seed: int, purpose: int, *more: int) -> Generator:
    """NumPy generator for a purpose; ``more`` selects a part of it, such as an epoch or a block."""
    return Generator(PCG64([seed, purpose, *more]))


def torch_seed(seed: int, purpose: int, *more: int) -> int:
    """Seed for ``torch.manual_seed`` for the same purpose and part."""
    state = np.random.SeedSequence([seed, purpose, *more]).generate_state(1, np.uint64)
    # torch takes signed 64-bit seeds
    return int(state[0] >> 1)


def torch_generator(seed: int, purpose: int, *more: int) -> torch.Generator:
    """Torch generator for the same purpose and part."""
    return torch.Generator().manual_seed(torch_seed(seed, purpose, *more))
