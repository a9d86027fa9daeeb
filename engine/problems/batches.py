"""Mini-batches: a new shuffle in each epoch, a function of seed and epoch alone."""

from typing import final

import torch
from torch import Tensor

from ..core.rng import BATCHES, generator


@final
class Batches:
    """Batch cursor: one racer's position in the shuffled samples.

    Every racer of a race sees the same shuffles. The last batch of an epoch is short if the batch size does
    not divide the set, as with ``DataLoader(drop_last=False)``. The batch size may change at any step.

    Args:
        samples: size of the training set.
        seed: seed of the experiment.
        least: if fewer samples than this remain in an epoch, the batch before takes them too.
    """

    def __init__(self, samples: int, seed: int, least: int = 1) -> None:
        self.samples = samples
        self.seed = seed
        self.least = least
        self.epoch = 0
        self.position = 0
        self._order = self._shuffle()

    def next(self, batch_size: int) -> Tensor:
        """Take the next batch: sample indices, int64 of shape (batch_size,).

        At the end of an epoch there are fewer of them or, because of ``least``, more.
        """
        if self.position >= self.samples:
            self.epoch += 1
            self.position = 0
            self._order = self._shuffle()
        end = self.position + batch_size
        if self.samples - end < self.least:
            end = self.samples
        batch = self._order[self.position : end]
        self.position += len(batch)
        return batch

    def state(self) -> tuple[int, int]:
        """Epoch and position, for a checkpoint."""
        return self.epoch, self.position

    def restore(self, state: tuple[int, int]) -> None:
        """Continue at an epoch and position that ``state`` has returned."""
        self.epoch, self.position = state
        self._order = self._shuffle()

    def _shuffle(self) -> Tensor:
        return torch.from_numpy(generator(self.seed, BATCHES, self.epoch).permutation(self.samples))
