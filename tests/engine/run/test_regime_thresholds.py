"""Regime thresholds: each rule just below and just above its number, on problems whose numbers are round."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from engine.run.regime_rules import Observation, RunHistory, classify

ROWS = 24
DIAGONAL = math.hypot(2, 2)
Hessian = tuple[float, float, float]


def problem(hessian: Hessian | None, minima: tuple[tuple[float, float, float], ...] = ()) -> Any:
    """A problem of two weights on [-1, 1] x [-1, 1] with one Hessian everywhere."""
    return SimpleNamespace(
        dim=2,
        domain=((-1.0, 1.0), (-1.0, 1.0)),
        known_minima=lambda: list(minima),
        curvature=lambda x, y: hessian,  # noqa: ARG005
    )


def history(first: float = 1.0, lowest: float = 0.0, steepest: float = 0.0) -> RunHistory:
    return RunHistory(first=first, lowest=lowest, steepest=steepest)


def rows(
    losses: list[float],
    places: list[tuple[float, float]] | None = None,
    gradient: tuple[float, float] = (0.0, 0.0),
) -> list[Observation]:
    """A window on a straight way that ends at the middle, unless told."""
    way = places or [(0.02 * (index - ROWS + 1) / ROWS, 0.0) for index in range(ROWS)]
    return [
        Observation(*place, loss, math.hypot(*gradient), *gradient)
        for place, loss in zip(way, losses, strict=True)
    ]


def named(
    problem: Any, rows: list[Observation], past: RunHistory, current: str = "descending", index: int = 1_000
) -> str:
    return classify(problem, rows, past, index, current, True)


def steady(loss: float, fall: float = 0.0) -> list[float]:
    """Losses that fall evenly by ``fall`` and end at ``loss``."""
    return [loss + fall * (ROWS - 1 - index) / (ROWS - 1) for index in range(ROWS)]


SLOPE = 1.0 / DIAGONAL
"""The typical slope: the fall of the run, 1, over the diagonal."""


@pytest.mark.parametrize(("share", "name"), [(0.0099, "plateau"), (0.0101, "descending")])
def test_plateau_has_less_than_a_hundredth_of_the_slope(share: float, name: str) -> None:
    assert named(problem(None), rows(steady(0.5), gradient=(share * SLOPE, 0.0)), history()) == name


@pytest.mark.parametrize(("fall", "name"), [(0.0299, "plateau"), (0.0301, "descending")])
def test_plateau_falls_by_less_than_three_hundredths(fall: float, name: str) -> None:
    assert named(problem(None), rows(steady(0.5, fall)), history()) == name


@pytest.mark.parametrize(("share", "name"), [(0.0299, "saddle"), (0.0301, "descending")])
def test_saddle_is_near_within_three_hundredths_of_the_diagonal(share: float, name: str) -> None:
    bend = 0.01 / (share * DIAGONAL)
    window = rows(steady(0.5), gradient=(0.0, 0.01))
    assert named(problem((1.0, 0.0, -bend)), window, history()) == name


@pytest.mark.parametrize(("share", "name"), [(0.049, "saddle"), (0.051, "descending")])
def test_saddle_has_a_twentieth_of_the_steepest_slope(share: float, name: str) -> None:
    window = rows(steady(0.5), gradient=(0.0, share * 2.0))
    assert named(problem((1.0, 0.0, -2.0)), window, history(steepest=2.0)) == name


@pytest.mark.parametrize(("share", "name"), [(0.0099, "plateau"), (0.0101, "saddle")])
def test_saddle_leads_down_by_more_than_a_plateau(share: float, name: str) -> None:
    bend = share * SLOPE / (0.03 * DIAGONAL)
    assert named(problem((1.0, 0.0, -bend)), rows(steady(0.5), gradient=(0.0, 1e-6)), history()) == name


@pytest.mark.parametrize(("away", "name"), [(1.49, "descending"), (1.51, "diverged")])
def test_divergence_is_far_outside(away: float, name: str) -> None:
    way = [(away * DIAGONAL - 0.1 * (ROWS - 1 - index), 0.0) for index in range(ROWS)]
    losses = [20.0 + index for index in range(ROWS)]
    assert named(problem(None), rows(losses, way, (1.0, 0.0)), history()) == name


@pytest.mark.parametrize(("loss", "name"), [(10.99, "descending"), (11.01, "diverged")])
def test_divergence_is_ten_falls_above_the_start(loss: float, name: str) -> None:
    way = [(10.0 + 0.1 * index, 0.0) for index in range(ROWS)]
    losses = [loss - 0.1 * (ROWS - 1 - index) for index in range(ROWS)]
    assert named(problem(None), rows(losses, way, (1.0, 0.0)), history()) == name


@pytest.mark.parametrize(("above", "name"), [(0.99e-4, "converged"), (1.01e-4, "descending")])
def test_rest_without_a_trend_is_within_a_ten_thousandth(above: float, name: str) -> None:
    slope = math.sqrt(2 * above)  # half its square lies between here and the bottom
    window = rows(steady(above), gradient=(slope, 0.0))
    assert named(problem((1.0, 0.0, 1.0)), window, history()) == name


@pytest.mark.parametrize(("above", "name"), [(0.8e-6, "converged"), (1.1e-6, "descending")])
def test_rest_with_a_trend_is_within_a_millionth(above: float, name: str) -> None:
    window = rows(steady(above, 1e-8), gradient=(math.sqrt(2 * above), 0.0))
    assert named(problem((1.0, 0.0, 1.0)), window, history()) == name


@pytest.mark.parametrize(("height", "name"), [(0.00198, "global_minimum"), (0.00202, "local_minimum")])
def test_global_minimum_is_as_low_within_two_thousandths(height: float, name: str) -> None:
    known = problem((1.0, 0.0, 1.0), ((0.05, 0.0, 0.0),))
    window = rows(steady(height), [(0.0, 0.0)] * ROWS)
    assert named(known, window, history(lowest=height)) == name


@pytest.mark.parametrize(("share", "name"), [(0.0299, "global_minimum"), (0.0301, "local_minimum")])
def test_global_minimum_is_near_within_three_hundredths(share: float, name: str) -> None:
    known = problem((1.0, 0.0, 1.0), ((share * DIAGONAL, 0.0, 0.0),))
    assert named(known, rows(steady(1e-5)), history()) == name


@pytest.mark.parametrize(("share", "name"), [(0.0099, "global_minimum"), (0.0101, "descending")])
def test_kink_is_near_within_a_hundredth(share: float, name: str) -> None:
    known = problem(None, ((share * DIAGONAL, 0.0, 0.0),))
    assert named(known, rows(steady(5e-5), [(0.0, 0.0)] * ROWS, (1.0, 0.0)), history()) == name


@pytest.mark.parametrize(("height", "name"), [(0.99e-4, "global_minimum"), (1.01e-4, "descending")])
def test_kink_is_low_within_a_ten_thousandth(height: float, name: str) -> None:
    known = problem(None, ((0.0, 0.0, 0.0),))
    assert named(known, rows(steady(height), [(0.0, 0.0)] * ROWS, (1.0, 0.0)), history()) == name


@pytest.mark.parametrize(("share", "name"), [(0.99, "converged"), (1.01, "descending")])
def test_rest_lasts_within_ten_rooms_of_the_loss(share: float, name: str) -> None:
    up_and_down = [0.5 + share * 1e-3 * 0.5 * (index % 2) for index in range(ROWS)]
    window = rows(up_and_down, gradient=(1.0, 0.0))
    assert named(problem(None), window, history(), "converged") == name


@pytest.mark.parametrize(("share", "name"), [(0.0299, "converged"), (0.0301, "descending")])
def test_rest_lasts_within_three_hundredths_of_the_diagonal(share: float, name: str) -> None:
    way = [(share * DIAGONAL * index / (ROWS - 1), 0.0) for index in range(ROWS)]
    assert named(problem(None), rows(steady(0.5), way, (1.0, 0.0)), history(), "converged") == name


def zigzag(turns: int) -> list[tuple[float, float]]:
    """A way of 23 moves with so many reversals among its 22 pairs of moves, whose ends lie apart."""
    way, place, sign = [(0.0, 0.0)], 0.0, 1.0
    for move in range(ROWS - 1):
        sign = -sign if 1 <= move <= turns else sign
        place += 0.01 * (3.0 if sign > 0 else 1.0) * sign
        way.append((place, 0.0))
    return way


@pytest.mark.parametrize(
    ("turns", "current", "name"),
    [
        (14, "descending", "oscillating"),  # 14 of 22 are 64 %
        (13, "descending", "descending"),  # 59 %
        (7, "oscillating", "oscillating"),  # 32 %
        (6, "oscillating", "descending"),  # 27 %
    ],
)
def test_reversals_at_every_other_step_oscillate(turns: int, current: str, name: str) -> None:
    window = rows(steady(0.5, 0.2), zigzag(turns), (1.0, 0.0))
    assert named(problem(None), window, history(), current) == name


@pytest.mark.parametrize(("share", "name"), [(0.09, "oscillating"), (0.11, "descending")])
def test_loop_ends_within_a_tenth_of_its_length(share: float, name: str) -> None:
    total = 2 * math.pi / (1 + 0)  # a circle of which a chord is left open
    open_angle = 0.0
    while 2 * math.sin(open_angle / 2) < share * (total - open_angle):
        open_angle += 1e-4
    turn = (total - open_angle) / (ROWS - 1)
    way = [(0.2 * math.cos(turn * index), 0.2 * math.sin(turn * index)) for index in range(ROWS)]
    window = rows(steady(0.5, 0.2), way, (1.0, 0.0))
    assert named(problem(None), window, history()) == name


def swung(rise: float, gap: int = 5) -> RunHistory:
    """A run that fell by 1 and rose and fell by ``rise`` twice, the second time ``gap`` points later."""
    past = RunHistory()
    losses = [1.0, 0.0, rise, 0.0, *[0.0] * (gap - 2), rise, 0.0]
    for index, loss in enumerate(losses):
        past.update(index, loss, 1.0)
    return past


@pytest.mark.parametrize(("rise", "swings"), [(0.0199, False), (0.0201, True)])
def test_rise_of_two_hundredths_is_a_swing(rise: float, swings: bool) -> None:
    assert swung(rise).oscillates(12) == swings


@pytest.mark.parametrize(("index", "swings"), [(102, True), (103, False)])
def test_swings_count_for_a_hundred_points(index: int, swings: bool) -> None:
    past = swung(0.5)
    assert past.swings[0] == 3
    assert past.oscillates(index) == swings


def test_one_swing_is_no_oscillation() -> None:
    past = RunHistory()
    for index, loss in enumerate([1.0, 0.0, 0.5, 0.0]):
        past.update(index, loss, 1.0)
    assert not past.oscillates(3)


MANY = SimpleNamespace(dim=17)


def levels(before: float, after: float) -> list[Observation]:
    """A window whose halves have these losses."""
    losses = [before] * (ROWS // 2) + [after] * (ROWS // 2)
    return rows(losses, gradient=(0.001, 0.0))


@pytest.mark.parametrize(("change", "name"), [(1.9e-4, "converged"), (2.1e-4, "descending")])
def test_network_rests_if_its_loss_changes_little(change: float, name: str) -> None:
    window = levels(0.0, change)
    assert named(MANY, window, history(steepest=1.0)) == name


@pytest.mark.parametrize(("change", "name"), [(0.99e-5, "plateau"), (1.01e-5, "descending")])
def test_network_on_a_plateau_is_measured_by_its_first_loss(change: float, name: str) -> None:
    window = levels(1.0, 1.0 - change)
    assert named(MANY, window, history(lowest=1.0 - change, steepest=1.0)) == name


@pytest.mark.parametrize(("lowest", "name"), [(0.71, "plateau"), (0.69, "converged")])
def test_network_that_has_not_fallen_is_on_a_plateau(lowest: float, name: str) -> None:
    assert named(MANY, levels(lowest, lowest), history(lowest=lowest, steepest=1.0)) == name


@pytest.mark.parametrize(("steepest", "name"), [(0.051, "converged"), (0.049, "plateau")])
def test_network_at_rest_has_a_fiftieth_of_its_slope(steepest: float, name: str) -> None:
    assert named(MANY, levels(0.0, 0.0), history(steepest=steepest)) == name


@pytest.mark.parametrize(("fall", "name"), [(1.9e-5, "converged"), (2.1e-5, "descending")])
def test_network_that_still_falls_is_on_its_way(fall: float, name: str) -> None:
    """An even fall changes the mean of the halves by 12 of 23 parts: by a hundred thousandth of the run."""
    window = rows(steady(0.0, fall), gradient=(0.001, 0.0))
    assert named(MANY, window, history(steepest=1.0)) == name
