"""Mini-batches: cut as torch's DataLoader cuts them, every sample once an epoch."""

import numpy as np
import pytest
import torch
from torch.utils.data import BatchSampler, DataLoader, TensorDataset

from engine.problems.batches import Batches


def _epoch(batches: Batches, batch_size: int) -> list[torch.Tensor]:
    epoch, taken = batches.epoch, []
    while batches.epoch == epoch and batches.position < batches.samples:
        taken.append(batches.next(batch_size))
    return taken


@pytest.mark.parametrize(("samples", "batch_size"), [(10, 1), (10, 3), (10, 5), (10, 10), (7, 100)])
def test_batches_of_an_epoch_equal_the_dataloaders(samples: int, batch_size: int) -> None:
    order = np.random.Generator(np.random.PCG64([3, 2, 0])).permutation(samples).tolist()
    sampler = BatchSampler(order, batch_size, drop_last=False)
    loader = DataLoader(TensorDataset(torch.arange(samples)), batch_sampler=sampler)
    expected = [batch.tolist() for (batch,) in loader]
    assert [batch.tolist() for batch in _epoch(Batches(samples, 3), batch_size)] == expected


def test_each_epoch_is_a_new_permutation() -> None:
    batches = Batches(50, seed=1)
    epochs = [torch.cat([batches.next(8) for _ in range(7)]) for _ in range(3)]
    for order in epochs:
        assert sorted(order.tolist()) == list(range(50))
    assert not torch.equal(epochs[0], epochs[1])
    assert not torch.equal(epochs[1], epochs[2])


def test_order_depends_on_the_seed_alone() -> None:
    assert Batches(50, 0).next(50).tolist() == Batches(50, 0).next(50).tolist()
    assert Batches(50, 0).next(50).tolist() != Batches(50, 1).next(50).tolist()


@pytest.mark.parametrize("taken", [0, 1, 6, 7, 8, 20])
def test_restored_cursor_continues_identically(taken: int) -> None:
    first = Batches(50, 4)
    for _ in range(taken):
        first.next(8)
    second = Batches(50, 4)
    second.restore(first.state())
    assert [first.next(8).tolist() for _ in range(9)] == [second.next(8).tolist() for _ in range(9)]


def test_new_batch_size_continues_within_the_epoch() -> None:
    batches = Batches(10, 0)
    sizes = [len(batches.next(size)) for size in (4, 4, 1, 3, 3)]
    assert sizes == [4, 4, 1, 1, 3]
