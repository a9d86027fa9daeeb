"""Phrases: parts of sentences about the window, in few digits."""

from ...core.text import number, percent
from .situation import Situation


def fallen(s: Situation) -> str:
    """From where to where what is descended fell, and in which steps; the end of a sentence."""
    share = s.fall / abs(s.window.before) if s.window.before else 0.0
    percentage = f" ({percent(share)})" if 0.0 < share <= 1.0 else ""
    return f"{span(s)} fell from {change(s)}{percentage}"


def span(s: Situation) -> str:
    """The steps of the window, and what is descended; the beginning of a clause."""
    what = s.conditions.objective if s.conditions.penalized else "the loss"
    return f"over steps {s.window.begin} to {s.window.end} {what}"


def change(s: Situation) -> str:
    """From where to where what is descended went."""
    return " to ".join(_digits(s.window.before, s.now))


def own_loss(s: Situation) -> str:
    """What the loss alone did, where penalties are descended with it."""
    if s.conditions.penalized:
        before, after = s.window.loss_before, s.last.loss
        verb = "rose" if after > before else "fell"
        return f" The loss alone {verb} from {number(before, 4)} to {number(after, 4)}."
    if s.conditions.decoupled_decay:
        return " Decoupled weight decay also shrinks its weights."
    return ""


def between(s: Situation) -> str:
    """The lowest and the highest objective of the window, with as many digits as tell them apart."""
    return " and ".join(_digits(s.window.low, s.window.high))


def _digits(first: float, second: float) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart, twelve at most."""
    digits = 3
    while digits < 12 and number(first, digits) == number(second, digits):
        digits += 3
    return number(first, digits), number(second, digits)
