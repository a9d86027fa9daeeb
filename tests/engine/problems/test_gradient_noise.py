"""Gradient noise of a surface: size, independence of its draws, and what they follow from."""

import numpy as np
import pytest
import torch
from engine_builders import experiment, racer, surface

from engine.landscape.build import build_problem

SIZE, STEPS = 0.5, 2500


def drawn(seed: int = 0, size: float = SIZE) -> np.ndarray:
    """The noise of each step, shape (steps, 2)."""
    problem = build_problem(experiment(surface("bowl", noise=size), [racer("sgd", lr=0.1)], STEPS, seed=seed))
    found = [problem.noise(step) for step in range(STEPS)]
    return torch.stack([one[0] for one in found if one is not None]).numpy()


def test_noise_has_the_size_that_is_set() -> None:
    for noise in drawn().T:
        assert noise.mean() == pytest.approx(0.0, abs=4 * SIZE / STEPS**0.5)
        assert noise.std() == pytest.approx(SIZE, rel=0.06)


def test_noise_is_never_repeated() -> None:
    """No two steps have the same draw, and draws at any distance are independent."""
    noise = drawn()
    assert len(np.unique(noise)) == noise.size
    for first in noise.T:
        for other in noise.T:
            for lag in range(1, STEPS // 2):
                after = other[lag:]
                assert abs(np.corrcoef(first[: len(after)], after)[0, 1]) < 6 / len(after) ** 0.5, lag


def test_noise_follows_from_seed_and_size() -> None:
    np.testing.assert_array_equal(drawn(3), drawn(3))
    np.testing.assert_allclose(drawn(3, 2 * SIZE), 2 * drawn(3), rtol=1e-15)
    assert not np.isin(drawn(4), drawn(3)).any()
