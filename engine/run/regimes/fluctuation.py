"""Rules of fluctuation: a loss or a place that goes to and fro, because of noise or without it."""

import math

from ...core.text import number
from . import causes
from .phrases import between, span
from .situation import Claim, Situation

LEVEL, STILL_LEVEL = 0.25, 0.5
"""A loss is level if the means of the window's ends differ by less than this share of its range."""

STRAIGHT = 0.5
"""A path is straight if its ends are farther apart than this share of its length."""

NOISY_FALL = 0.05
"""A path that goes to and fro descends, all the same, if the loss falls by this share."""

EXPLAINED = 3.0
"""Noise explains a mean slope up to this many times its own size, times what a stable rate makes of it."""

DRIFT = 0.7
"""Noise does not explain slopes whose mean vector is longer than this share of their mean length."""

OPPOSED = -0.5
"""Mean cosine between consecutive moves below which steps overshoot; noise alone gives 0 to -0.5."""

REVERSALS = 0.6
"""Steps overshoot if at least this share of the moves points against the move before; 0.3 once it is told."""

SWINGS = 0.5
"""A loss swings if its rises sum up to this share of its falls; 0.2 once it is told."""

LOOP = 0.1
"""A path goes round if its ends are closer than this share of its length; 0.25 once it is told."""


def noise_floor(s: Situation) -> Claim | None:
    """Loss and place fluctuate about a level, and the noise explains it."""
    if not fluctuates(s) or not noise_explains(s) or s.displacement >= STRAIGHT * s.window.whole.path:
        return None
    level = abs(s.trend) <= (STILL_LEVEL if s.current == "noise_floor" else LEVEL) * s.spread
    stays = s.fall < NOISY_FALL * s.scale
    return fluctuating(s) if level or stays or _rises_by_noise(s) else None


def fluctuates(s: Situation) -> bool:
    """Whether there is noise, and loss or place go to and fro."""
    if not s.conditions.noise or s.window.whole.rows < 5:
        return False
    swings = s.window.whole.rise > 0.0 and s.drops > 0.0 and s.spread > s.rounding
    return swings or (s.window.whole.turns >= 2 and _moves(s))


def _rises_by_noise(s: Situation) -> bool:
    """Whether the loss rises from below the level at which known noise holds it."""
    return s.conditions.gradient_noise > 0.0 and not s.falls and s.trend < 0.0


def noise_explains(s: Situation) -> bool:
    """Whether the noise is as large as what it has to explain."""
    whole = s.window.whole
    if s.surroundings is None:
        return s.mean_cosine > OPPOSED
    noise, drift = s.conditions.gradient_noise, math.hypot(whole.gx, whole.gy)
    if noise == 0.0:
        return s.mean_cosine > OPPOSED and drift <= DRIFT * whole.gradient
    gain = _gain(s)
    if gain is None or drift > noise * whole.rows:
        return False
    return whole.mean_gradient <= EXPLAINED * math.sqrt(2) * noise * max(1.0, gain)


def _gain(s: Situation) -> float | None:
    """Size of the slope that noise of size 1 keeps up at this rate; None if the rate is not stable.

    With momentum b the stationary variance of a weight on a quadratic of curvature c is
    rate (1 + b) / (c (1 - b) (2 (1 + b) - rate c)).
    """
    sharpness, limit, b = s.sharpness, s.limit, s.momentum
    if sharpness is None or limit is None:
        return 1.0
    product, most = s.rate * sharpness, limit * sharpness
    if product >= most or b >= 1.0:
        return None
    return math.sqrt(product * (1 + b) / ((1 - b) * (most - product)))


def fluctuating(s: Situation) -> Claim:
    """The claim that the loss fluctuates about a level because of noise."""

    def tell() -> tuple[str, dict[str, float]]:
        w, noise = s.window, s.conditions.gradient_noise
        size = f" of size {number(noise)}" if noise else ""
        words = (
            f"At its noise floor: {span(s)} fluctuates between {between(s)}, about "
            f"{number(w.whole.mean_loss)}, moved by {s.conditions.noise}{size}. The mean slope is "
            f"{number(w.whole.mean_gradient)}."
        )
        own: dict[str, float | None] = {
            "lowest": w.low,
            "highest": w.high,
            "mean_loss": w.whole.mean_loss,
            "mean_gradient": w.whole.mean_gradient,
            "mean_cosine": s.mean_cosine,
            "noise": noise or None,
            "stability_limit": s.limit,
        }
        return words, s.evidence(**own)

    return Claim("noise_floor", tell)


def oscillating(s: Situation) -> Claim | None:
    """Changes of direction that noise does not explain."""
    if s.window.whole.rows < 5:
        return None
    if s.conditions.noise and (noise_explains(s) or s.conditions.gradient_noise == 0.0):
        return to_and_fro(s) if s.mean_cosine <= OPPOSED and not s.falls else None
    return to_and_fro(s) if _swings(s) or _overshoots(s) or _goes_round(s) else None


def _told(s: Situation) -> bool:
    return s.current == "oscillating"


def _swings(s: Situation) -> bool:
    if s.spread <= 4 * s.rounding or s.drops <= 0.0:
        return False
    return s.window.whole.rise >= (0.2 if _told(s) else SWINGS) * s.drops


def _overshoots(s: Situation) -> bool:
    whole = s.window.whole
    enough = (0.3 if _told(s) else REVERSALS) * (whole.rows - 1)
    return whole.reversals >= max(2.0, enough) and s.displacement < 0.5 * whole.path and _moves(s)


def _goes_round(s: Situation) -> bool:
    whole = s.window.whole
    if whole.turns < 2 or not _moves(s):
        return False
    return s.displacement < (0.25 if _told(s) else LOOP) * whole.path


def _moves(s: Situation) -> bool:
    """Whether its moves are longer than rounding."""
    return s.window.step > s.place_rounding


def to_and_fro(s: Situation) -> Claim:
    """The claim that the racer changes its direction."""

    def tell() -> tuple[str, dict[str, float]]:
        w, cause = s.window, causes.of_swings(s)
        whole = w.whole
        words = f"Oscillating: {span(s)} went between {between(s)}, and {_directions(s)}.{cause.words}"
        own: dict[str, float | None] = {
            "lowest": w.low,
            "highest": w.high,
            "reversals": whole.reversals,
            "turns": whole.turns,
            "rises": whole.rise,
            "falls": s.drops,
            **cause.evidence,
        }
        return words, s.evidence(**own)

    return Claim("oscillating", tell)


def _directions(s: Situation) -> str:
    whole = s.window.whole
    if whole.reversals >= REVERSALS * (whole.rows - 1):
        return f"{whole.reversals:.0f} of its {whole.rows - 1:.0f} moves went back against the move before"
    if whole.turns:
        return f"its direction along x or y changed {whole.turns:.0f} times"
    return "it has risen after a fall"
