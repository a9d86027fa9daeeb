"""Row history: its windows against NumPy over all rows, however many there are."""

import math

import numpy as np
import pytest

from engine.core.codec import pack, unpack
from engine.run.regimes.history import MAX_BLOCKS, RowHistory, Sample

Rows = np.ndarray


def rows(count: int, every: int = 1) -> Rows:
    """Random rows: x, y, distance from the plane, loss, norm of the gradient, its coordinates, measured."""
    random = np.random.default_rng(count + every)
    walk = random.normal(size=(count, 3)).cumsum(0)
    gradient = random.normal(size=(count, 2))
    measured = np.arange(count) % every == 0
    loss = (10 + random.normal(size=count).cumsum())[np.arange(count) // every * every]
    norm = np.linalg.norm(gradient, axis=1)
    return np.column_stack([walk, loss, norm, gradient, measured])


def filled(data: Rows) -> RowHistory:
    history = RowHistory()
    for x, y, off, loss, norm, gx, gy, measured in data.tolist():
        history.add(Sample(x, y, off, loss, loss, norm, gx, gy, bool(measured)))
    return history


@pytest.mark.parametrize("count", [1, 2, 9, 24, 25, 63, 64, 65, 130, 1_000, 4_097])
@pytest.mark.parametrize("every", [1, 7])
def test_window_is_that_of_all_rows(count: int, every: int) -> None:
    data = rows(count, every)
    history = filled(data)
    window = history.window()
    wanted = min(count, max(24, math.ceil(count / 5)))
    block = 2 ** max(0, math.ceil(math.log2(count / (MAX_BLOCKS - 1)))) if count >= MAX_BLOCKS else 1
    assert wanted <= window.end - window.begin + 1 <= wanted + block
    assert (window.end, history.rows) == (count - 1, count)
    part = data[window.begin :]
    losses, known = part[:, 3], part[:, 7] == 1
    assert window.whole.rows == len(part)
    assert window.whole.measured == known.sum()
    assert window.whole.gradient == pytest.approx(part[:, 4].sum())
    assert (window.x, window.y) == tuple(part[0, :2])
    assert (window.x_low, window.y_high) == (part[:, 0].min(), part[:, 1].max())
    assert window.gradient_high == part[:, 4].max()
    assert history.steepest == data[:, 4].max()
    if known.any():
        assert (window.low, window.high) == (losses[known].min(), losses[known].max())
        assert window.whole.mean_loss == pytest.approx(losses[known].mean())
    if every == 1:
        assert window.before == losses[0]
        assert window.edge_low <= losses[0] <= window.edge_high


@pytest.mark.parametrize("count", [50, 300, 2_500])
def test_moves_are_counted_as_in_the_path(count: int) -> None:
    data = rows(count)
    window = filled(data).window()
    moves = np.diff(data[window.begin :, :3], axis=0)
    lengths = np.linalg.norm(moves, axis=1)
    assert window.whole.path == pytest.approx(lengths.sum())
    assert window.step == pytest.approx(lengths.max())
    before = np.diff(data[max(0, window.begin - 2) :, :2], axis=0)
    dots = (before[1:] * before[:-1]).sum(1)
    assert window.whole.reversals == (dots < 0).sum()
    signs = np.sign(before)
    assert window.whole.turns == (signs[1:] != signs[:-1]).sum()
    rises = np.diff(data[window.begin :, 3])
    assert window.whole.rise == pytest.approx(rises[rises > 0].sum())


def test_standing_still_is_noticed() -> None:
    data = rows(80)
    data[50:, :3] = data[50, :3]
    history = filled(data)
    assert history.still_since == 50
    assert history.window().recent_step == 0.0
    data[79, 2] += 1e-9  # away from the plane, which the picture does not show
    assert filled(data).still_since == 79


@pytest.mark.parametrize("at", [1, 63, 64, 500])
def test_restored_history_goes_on_alike(at: int) -> None:
    data = rows(700)
    history, again = filled(data[:at]), RowHistory()
    again.restore(unpack(pack(history.state())))
    for one in (history, again):
        for x, y, off, loss, norm, gx, gy, _ in data[at:].tolist():
            one.add(Sample(x, y, off, loss, loss, norm, gx, gy))
    assert again.window() == history.window()
    assert pack(again.state()) == pack(history.state())


def test_state_stays_small() -> None:
    assert len(pack(filled(rows(20_001)).state())) < 16_000


def test_infinite_sums_raise_nothing() -> None:
    history = RowHistory()
    for k in range(200):
        history.add(Sample(1e200, -1e200, 0.0, 1e308, 1e308, 1e300, 1e308 * (-1) ** k, 0.0))
    assert history.window().high == 1e308
