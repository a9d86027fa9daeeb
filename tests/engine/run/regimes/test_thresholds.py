"""Thresholds: each rule just below and just above its number, in windows whose numbers are round."""

import math
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from engine.catalog.methods import OPTIMIZERS
from engine.run.regimes import Conditions
from engine.run.regimes.causes import of_slowness
from engine.run.regimes.fluctuation import noise_explains, oscillating
from engine.run.regimes.history import RowHistory, Sample
from engine.run.regimes.motion import crawling, diverging, plateau, stalled, unbounded
from engine.run.regimes.rest import at_rest, balanced
from engine.run.regimes.situation import Situation
from engine.run.regimes.surroundings import Surroundings

ROWS = 24
DIAGONAL = math.hypot(2, 2)
Place = tuple[float, float]
Hessian = tuple[float, float, float]
SGD = OPTIMIZERS.named("sgd")
SETTINGS = SGD.params().model_dump()


def ground(hessian: Hessian = (1.0, 0.0, 1.0), slope: float = 0.0) -> Surroundings:
    """Square of side 2 about the origin, with one Hessian everywhere and typical height 1 if ``slope`` is."""

    def plain(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return slope * (x + 1) + 0.0 * y

    problem: Any = SimpleNamespace(
        domain=((-1.0, 1.0), (-1.0, 1.0)),
        known_minima=list,
        lowest_everywhere="",
        curvature=lambda x, y: hessian,  # noqa: ARG005
    )
    return Surroundings(problem, plain)


def steady(loss: float = 0.5, fall: float = 0.0) -> list[float]:
    """Losses that fall evenly by ``fall`` and end at ``loss``."""
    return [loss + fall * (ROWS - 1 - index) / (ROWS - 1) for index in range(ROWS)]


def straight(length: float = 0.01) -> list[Place]:
    """A straight way of this length that ends at the middle."""
    return [(length * (index + 1 - ROWS) / (ROWS - 1), 0.0) for index in range(ROWS)]


def situation(
    losses: Sequence[float] = (),
    places: Sequence[Place] = (),
    gradient: float = 0.0,
    *,
    steepest: float = 0.0,
    rate: float = 0.1,
    conditions: Conditions | None = None,
    surroundings: Surroundings | None = None,
    current: str = "descending",
) -> Situation:
    """The situation after ``ROWS`` points, whose gradients point along x."""
    history = RowHistory(0, steepest)
    for loss, (x, y) in zip(losses or steady(), places or straight(), strict=True):
        history.add(Sample(x, y, 0.0, loss, loss, gradient, gradient, 0.0))
    return Situation(
        history,
        rate,
        conditions or Conditions(settings=SETTINGS),
        surroundings,
        DIAGONAL,
        SGD.stability if surroundings else None,
        lambda: None,
        1e-13,
        current,
    )


def holds(rule: Callable[[Situation], object], s: Situation) -> bool:
    return rule(s) is not None


@pytest.mark.parametrize(
    ("steepest", "gradient", "flat"),
    [(0.0199, 0.001, False), (0.0201, 0.00099, True), (1.0, 0.00099, True), (1.0, 0.00101, False)],
)
def test_small_gradient_is_a_plateau(steepest: float, gradient: float, flat: bool) -> None:
    s = situation(gradient=gradient, steepest=steepest)
    s.history.start = 0.0  # no typical slope but the run's
    assert (holds(plateau, s), holds(crawling, s)) == (flat, not flat and gradient > 0.05 * steepest)


@pytest.mark.parametrize(("fall", "hardly"), [(0.0098, True), (0.0102, False)])
def test_crawling_falls_by_less_than_a_hundredth(fall: float, hardly: bool) -> None:
    s = situation(steady(1 - fall, fall), gradient=1.0)
    assert holds(crawling, s) == hardly


@pytest.mark.parametrize(("share", "far"), [(0.051, True), (0.049, False)])
def test_crawling_has_a_twentieth_of_the_slope(share: float, far: bool) -> None:
    assert holds(crawling, situation(gradient=share, steepest=1.0)) == far


@pytest.mark.parametrize(("moved", "still"), [(0, True), (1, False)])
def test_stalled_stands_for_the_whole_window(moved: int, still: bool) -> None:
    places = [(0.1, 0.0)] * moved + [(0.0, 0.0)] * (ROWS - moved)
    assert holds(stalled, situation(places=places, gradient=1.0)) == still


@pytest.mark.parametrize(("share", "rests"), [(0.98e-3, True), (1.02e-3, False)])
def test_rest_moves_by_a_thousandth_of_the_diagonal(share: float, rests: bool) -> None:
    way = straight(share * DIAGONAL * (ROWS - 1))
    s = situation(places=way, gradient=1e-9, steepest=1.0, surroundings=ground())
    assert holds(at_rest, s) == rests


@pytest.mark.parametrize(("gradient", "rests"), [(0.99e-6, True), (1.01e-6, False)])
def test_rest_has_a_millionth_of_the_slope(gradient: float, rests: bool) -> None:
    for around in (None, ground()):
        s = situation(gradient=gradient, steepest=1.0, surroundings=around)
        assert holds(at_rest, s) == rests


@pytest.mark.parametrize(
    ("hessian", "name"),
    [
        ((1.0, 0.0, 1.02e-7), "local_minimum"),
        ((1.0, 0.0, 0.98e-7), "plateau"),
        ((1.0, 0.0, -1.02e-7), "saddle"),
        ((-1.0, 0.0, -1.02e-7), "maximum"),
    ],
)
def test_curvature_below_a_ten_millionth_decides_nothing(hessian: Hessian, name: str) -> None:
    """The function itself is level here, so a place that its curvature does not decide is a plateau."""
    claim = at_rest(situation([0.0] * ROWS, steepest=1.0, surroundings=ground(hessian)))
    assert claim is not None
    assert claim.name == name


@pytest.mark.parametrize(("below", "far"), [(2.98, False), (3.02, True)])
def test_unbounded_is_three_heights_below(below: float, far: bool) -> None:
    s = situation(steady(-below, 0.1), gradient=1.0, surroundings=ground(slope=1.0))
    s.history.start = 0.0
    assert s.surroundings is not None
    assert (s.surroundings.lowest, s.surroundings.height) == (0.0, 1.0)
    assert holds(unbounded, s) == far


@pytest.mark.parametrize(("share", "explained"), [(0.99, True), (1.01, False)])
def test_noise_explains_three_times_its_size(share: float, explained: bool) -> None:
    noisy = Conditions(noise="gradient noise", gradient_noise=0.1)
    history = RowHistory()
    gradient = share * 3 * math.sqrt(2) * 0.1
    for index in range(ROWS):
        history.add(Sample(0.0, 0.0, 0.0, 1.0, 1.0, gradient, gradient * (-1) ** index, 0.0))
    s = Situation(history, 0.1, noisy, ground(), DIAGONAL, None, lambda: None, 1e-13, "descending")
    assert noise_explains(s) == explained


def test_noise_explains_nothing_at_the_limit_itself() -> None:
    """One rate below the limit, 2 (1 + momentum) / curvature, their products are rounded to one number."""
    curvatures = [1.1 + index / 100 for index in range(10)]
    alike = [one for one in curvatures if math.nextafter(2.2 / one, 0) * one == 2.2 / one * one]
    assert alike
    settings = SETTINGS | {"momentum": 0.1}
    noisy = Conditions(noise="gradient noise", gradient_noise=0.1, settings=settings)
    for curvature in alike:
        around = ground((curvature, 0.0, curvature))
        s = situation(rate=math.nextafter(2.2 / curvature, 0), conditions=noisy, surroundings=around)
        assert s.limit == pytest.approx(2.2 / curvature, rel=1e-15)
        assert not noise_explains(s)


def zigzag(reversals: int) -> list[Place]:
    """A way of 23 moves, so many of which go back, whose ends are a third of its length apart."""
    way, place, sign = [(0.0, 0.0)], 0.0, 1.0
    for move in range(ROWS - 1):
        turns = move * reversals // (ROWS - 2) > (move - 1) * reversals // (ROWS - 2)
        sign = -sign if move and turns else sign
        place += 0.01 * (2.0 if sign > 0 else 1.0) * sign
        way.append((place, 0.0))
    return way


@pytest.mark.parametrize(
    ("reversals", "current", "told"),
    [
        (14, "descending", True),  # 14 of 23 are 61 %
        (13, "descending", False),  # 57 %
        (7, "oscillating", True),  # 30.4 %
        (6, "oscillating", False),  # 26 %
    ],
)
def test_most_moves_go_back(reversals: int, current: str, told: bool) -> None:
    s = situation(steady(0.5, 0.2), zigzag(reversals), 1.0, current=current)
    assert s.window.whole.reversals == reversals
    assert 0.25 < s.displacement / s.window.whole.path < 0.5  # neither a loop nor straight
    assert holds(oscillating, s) == told


@pytest.mark.parametrize(
    ("share", "current", "told"),
    [
        (0.51, "descending", True),
        (0.49, "descending", False),
        (0.21, "oscillating", True),
        (0.19, "oscillating", False),
    ],
)
def test_swings_rise_by_a_share_of_their_falls(share: float, current: str, told: bool) -> None:
    """One rise of ``share`` after falls of 1 in all."""
    falls = [2.0 - index / (ROWS - 2) for index in range(ROWS - 1)]
    losses = [*falls, falls[-1] + share]
    assert holds(oscillating, situation(losses, gradient=1.0, current=current)) == told


@pytest.mark.parametrize(
    ("share", "current", "told"),
    [
        (0.09, "descending", True),
        (0.11, "descending", False),
        (0.24, "oscillating", True),
        (0.26, "oscillating", False),
    ],
)
def test_loop_ends_near_its_beginning(share: float, current: str, told: bool) -> None:
    """A circle of which a chord is left open, of this share of the way."""
    gap = 0.0
    while 2 * math.sin(gap / 2) < share * (2 * math.pi - gap):
        gap += 1e-4
    angle = (2 * math.pi - gap) / (ROWS - 1)
    way = [(0.2 * math.cos(angle * index), 0.2 * math.sin(angle * index)) for index in range(ROWS)]
    assert holds(oscillating, situation(steady(0.5, 0.2), way, 1.0, current=current)) == told


@pytest.mark.parametrize(("grown", "told"), [(0.101, True), (0.099, False)])
def test_divergence_is_above_the_start(grown: float, told: bool) -> None:
    s = situation(steady(1.1, -0.5), gradient=1.0)
    s.history.start = 1.2 - grown
    assert holds(diverging, s) == told


@pytest.mark.parametrize(("share", "told"), [(0.099, True), (0.101, False)])
def test_rate_of_a_tenth_of_the_limit_is_too_small(share: float, told: bool) -> None:
    s = situation(gradient=1.0, rate=share * 2.0, surroundings=ground())
    cause = of_slowness(s)
    assert cause.evidence["stability_limit"] == pytest.approx(2.0)
    assert ("too small" in cause.words) == cause.proven == told


@pytest.mark.parametrize(("along", "told"), [(0.099, True), (0.101, False)])
def test_floor_of_a_ravine_is_ten_times_flatter(along: float, told: bool) -> None:
    cause = of_slowness(situation(gradient=1.0, rate=1.0, surroundings=ground((along, 0.0, 1.0))))
    assert ("floor of a ravine" in cause.words) == cause.proven == told


@pytest.mark.parametrize(("share", "told"), [(0.098, True), (0.102, False)])
def test_decay_and_step_cancel_within_a_tenth(share: float, told: bool) -> None:
    """At distance 1 a decay of 0.1 pulls by rate x 0.1."""
    decaying = Conditions(decoupled_decay=0.1)
    step = share * 0.01 * 0.1
    way = [(1.0 - step * (ROWS - 1 - index), 0.0) for index in range(ROWS)]
    s = situation(places=way, gradient=1.0, rate=0.01, conditions=decaying, surroundings=ground())
    assert holds(balanced, s) == told
