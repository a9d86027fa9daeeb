"""Rules of motion: a racer that falls, hardly moves, stands still on a slope, or rises or falls endlessly."""

from ...core.text import number, percent
from . import causes
from .history import WINDOW_ROWS
from .phrases import change, fallen, own_loss, span
from .situation import SMALL_SHARE, Claim, Situation

FAR_BELOW = 3.0
"""Unbounded: as many typical heights below the lowest known loss."""

MOSTLY = 4.0
"""Diverging: all rises together are this many times as large as all falls, or the mean grows."""

GROWTH = 1.3
"""Diverging: so many times is the mean of the window's last quarter above that of its first."""


def at_start(s: Situation) -> Claim:
    """No step is taken yet."""
    words = f"At the start, before its first step: loss {number(s.last.loss, 4)}."
    return Claim("at_start", lambda: (words, s.evidence()))


def stalled(s: Situation) -> Claim | None:
    """It stands still on a slope: the rate is zero, or its steps are below rounding."""
    history = s.history
    still = s.window.end + 1 - history.still_since
    long_enough = min(WINDOW_ROWS, history.rows) if s.rate != 0.0 else 2
    if s.gradient_is_small or s.gradient == 0.0:
        return None
    if still < max(2, long_enough):
        return _lost_in_rounding(s)

    def tell() -> tuple[str, dict[str, float]]:
        cause = causes.of_standstill(s)
        words = (
            f"Stalled: it has stood still since step {history.still_since}, on a slope of "
            f"{number(s.gradient)}.{cause.words}"
        )
        return words, s.evidence(still=float(still - 1), **cause.evidence)

    return Claim("stalled", tell)


def _lost_in_rounding(s: Situation) -> Claim | None:
    """The claim that no step is longer than the last digit of the weights, where it is not crawling."""
    crawls = s.gradient > SMALL_SHARE * s.history.steepest
    if crawls or s.steps < WINDOW_ROWS - 1 or s.window.step > s.last_digit:
        return None

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"Stalled: over {s.steps} steps none was longer than {number(s.window.step)}, the last digit of "
            f"its place, on a slope of {number(s.gradient)}."
        )
        return words, s.evidence(still=float(s.steps))

    return Claim("stalled", tell)


def unbounded(s: Situation) -> Claim | None:
    """Far below every known value, and the slope does not fall."""
    ground = s.surroundings
    if ground is None or s.conditions.penalized or not s.falls:
        return None
    lowest = min(ground.lowest, s.history.start)
    height = max(ground.height, s.history.start - lowest, 1e-3 * abs(lowest))
    if (
        s.now > lowest - FAR_BELOW * height
        or s.window.tail.mean_gradient < 0.95 * s.window.head.mean_gradient
    ):
        return None

    def tell() -> tuple[str, dict[str, float]]:
        words = (
            f"Without a floor so far: its loss, {number(s.now)}, is far below the lowest known one in the "
            f"picture, {number(lowest)}, and the slope does not fade ({number(s.gradient)})."
        )
        return words, s.evidence(known_lowest=lowest)

    return Claim("unbounded", tell)


def diverging(s: Situation) -> Claim | None:
    """The loss grows over the window, and is above that of the start."""
    w = s.window
    if not (s.now > w.edge_high + s.rounding and s.now > s.history.start and s.trend < 0.0):
        return None
    low = min(s.history.lowest, w.low)
    growing = w.tail.mean_loss - low > GROWTH * (w.head.mean_loss - low)
    if w.whole.rise < MOSTLY * s.drops and not growing:
        return None
    return rising(s)


def rising(s: Situation) -> Claim:
    """The claim that the loss grows and is above that of the start."""

    def tell() -> tuple[str, dict[str, float]]:
        cause = causes.of_swings(s)
        if not cause.words and s.conditions.decoupled_decay:
            cause = causes.Cause(" Decoupled weight decay shrinks its weights, whatever the loss does.")
        words = f"Diverging: {span(s)} rose from {change(s)}, above its start, {number(s.history.start)}."
        alone = own_loss(s) if s.conditions.penalized else ""
        return words + cause.words + alone, s.evidence(start_loss=s.history.start, **cause.evidence)

    return Claim("diverging", tell)


def crawling(s: Situation) -> Claim | None:
    """The loss hardly falls although there is slope."""
    if not s.hardly_falls or s.gradient_is_small or s.gradient_fades or s.gradient == 0.0:
        return None
    small = s.gradient <= SMALL_SHARE * s.history.steepest
    if small and not causes.slowness_is_proven(s):
        return None
    return hardly_moves(s)


def hardly_moves(s: Situation) -> Claim:
    """The claim that the loss hardly falls although there is slope."""
    share = s.gradient / s.history.steepest if s.history.steepest else 0.0

    def tell() -> tuple[str, dict[str, float]]:
        cause = causes.of_slowness(s)
        fall = percent(max(s.fall, 0.0) / (abs(s.window.before) or 1.0))
        words = (
            f"Crawling: {span(s)} fell by only {fall}, though the gradient is {number(s.gradient)}, "
            f"{percent(share)} of the run's largest."
        )
        return words + cause.words + own_loss(s), s.evidence(**cause.evidence)

    return Claim("crawling", tell)


def plateau(s: Situation) -> Claim | None:
    """Hardly any slope, and no minimum near."""
    if not s.gradient_is_small or not s.hardly_falls or s.gradient_fades:
        return None
    return None if s.is_near_minimum else hardly_any_slope(s)


def hardly_any_slope(s: Situation) -> Claim:
    """The claim that the gradient is small."""

    def tell() -> tuple[str, dict[str, float]]:
        most = s.history.steepest
        share = f", {percent(s.gradient / most)} of the run's largest" if most > s.gradient else ""
        words = f"On a plateau: hardly any slope, the gradient is {number(s.gradient)}{share}."
        cause = " The learning rate is 0." if s.rate == 0.0 else ""
        return words + cause + own_loss(s), s.evidence()

    return Claim("plateau", tell)


def descending(s: Situation) -> Claim | None:
    """The loss is lower at the window's end than at its beginning."""
    return falling(s) if s.falls else None


def falling(s: Situation) -> Claim:
    """The claim that the loss falls."""

    def tell() -> tuple[str, dict[str, float]]:
        return f"Descending: {fallen(s)}.{own_loss(s)}", s.evidence()

    return Claim("descending", tell)
