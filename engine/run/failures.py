"""Failures: what is said of a racer whose optimizer or schedule has raised an exception."""

from collections.abc import Callable
from typing import NamedTuple

from ..core.method import StepFailed

MAX_REASON_CHARACTERS = 200
"""Length of an exception's message in the sentence of a regime."""


class Failure(NamedTuple):
    """Failure of a step.

    Attributes:
        reason: completes the sentence of the regime.
        diverged: whether numbers grew beyond bounds; otherwise the racer has only stopped.
    """

    reason: str
    diverged: bool = False


def failure_of_step(
    error: Exception, by_closure: bool, has_grown: Callable[[], bool], rate: float
) -> Failure:
    """Why a method could not take a step.

    Args:
        error: what it raised.
        by_closure: whether it calls the loss itself.
        has_grown: whether the loss has grown; asked only if arithmetic failed.
        rate: its learning rate.
    """
    if isinstance(error, StepFailed):
        return Failure(str(error))
    if isinstance(error, IndexError) and by_closure:
        # PyTorch's line search raises it if all its values are not finite
        return Failure("its line search found only values that are not finite", diverged=True)
    if not isinstance(error, ArithmeticError) and "overflow" not in str(error):
        return Failure(f"its optimizer could not take the next step ({_words_of(error)})")
    if has_grown():
        return Failure("its optimizer's arithmetic overflowed", diverged=True)
    where = " at a learning rate of 0" if rate == 0.0 else ""
    return Failure(
        f"its optimizer's arithmetic failed{where} ({_words_of(error)}), though the loss is finite"
    )


def failure_of_schedule(error: Exception) -> Failure:
    """Why a schedule could not set the next learning rate."""
    return Failure(f"its schedule could not set the next learning rate ({_words_of(error)})")


def _words_of(error: Exception) -> str:
    """The exception's type and the first line of its message."""
    message = next(iter(str(error).splitlines()), "")[:MAX_REASON_CHARACTERS]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
