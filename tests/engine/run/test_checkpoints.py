"""Checkpoint store: which checkpoint serves an experiment, and what is dropped at the limits."""

import pytest
from engine_builders import experiment, racer, surface

from engine.run.checkpoints import CheckpointStore
from engine.spec.experiment import Experiment


def edited(*edits: tuple[int, float]) -> Experiment:
    changes = [{"step": step, "racer": 0, "set": {"lr": lr}} for step, lr in edits]
    return experiment(surface("rosenbrock"), [racer("adam", lr=0.05)], 120, edits=changes)


PLAIN = edited()


def test_closed_store_stays_empty() -> None:
    store = CheckpointStore()
    store.add(PLAIN, 10, b"10")
    store.close()
    assert store.nearest(PLAIN, 20) is None
    store.add(PLAIN, 20, b"20")
    assert store.nearest(PLAIN, 20) is None
    assert store.nbytes == 0


def test_checkpoint_serves_experiments_with_equal_earlier_edits() -> None:
    store = CheckpointStore()
    for step in (10, 20, 30):
        store.add(PLAIN, step, b"%d" % step)
    assert store.nearest(PLAIN, 29) == (20, b"20")
    assert store.nearest(PLAIN, 9) is None
    assert store.nearest(edited((15, 0.1)), 30) == (10, b"10")
    assert store.nearest(edited((20, 0.1)), 30) == (20, b"20")  # in force from point 20 on
    store.add(edited((15, 0.1)), 20, b"other")
    assert store.nearest(edited((15, 0.1)), 30) == (20, b"other")
    assert store.nearest(edited((15, 0.2)), 30) == (10, b"10")
    assert store.nearest(PLAIN, 29) == (20, b"20")
    assert store.has(edited((15, 0.1)), 20)
    assert not store.has(edited((15, 0.2)), 20)


def test_one_per_step_replaces_checkpoints_after_other_edits() -> None:
    store = CheckpointStore(one_per_step=True)
    store.add(PLAIN, 10, b"10")
    store.add(PLAIN, 20, b"20")
    store.add(edited((15, 0.1)), 20, b"other")
    assert store.nearest(PLAIN, 30) == (10, b"10")
    assert store.nearest(edited((15, 0.1)), 30) == (20, b"other")
    assert store.nbytes == 7


def test_bytes_stay_within_the_limit() -> None:
    store = CheckpointStore(4 * 2**20)
    for step in range(100):
        store.add(PLAIN, step, bytes(200_000))
    assert store.nbytes <= 4 * 2**20
    assert store.nearest(PLAIN, 100) is not None


def test_single_checkpoint_beyond_the_limit_stays() -> None:
    store = CheckpointStore(10)
    store.add(PLAIN, 10, bytes(100))
    assert store.nearest(PLAIN, 10) == (10, bytes(100))


@pytest.mark.parametrize("count", [12, 13, 14, 40, 41])
def test_every_second_is_dropped_and_the_last_stays(count: int) -> None:
    store = CheckpointStore(max_count=12)
    for step in range(count):
        store.add(PLAIN, 10 * step, b"x")
    steps = sorted({found[0] for step in range(10 * count) if (found := store.nearest(PLAIN, step))})
    assert len(steps) <= 12
    assert steps[-1] == 10 * (count - 1)
    assert store.nbytes == len(steps)
