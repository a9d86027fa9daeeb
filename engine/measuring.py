"""Quantities at a point of a racer's path, from arguments that cross processes."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray

from .course import Course, course_of
from .quantities import QUANTITIES, Stand


@final
@dataclass(frozen=True)
class Measurement:
    """What is to be measured, and where.

    Attributes:
        experiment: a completed experiment about a network, as JSON.
        racer: its index.
        step: the point; where the racer ended before, its last.
        quantities: names in ``QUANTITIES``.
    """

    experiment: str
    racer: int
    step: int
    quantities: tuple[str, ...]


def measure(wanted: Measurement) -> dict[str, Any]:
    """The step where the racer stands, and each quantity's facts by its name.

    A quantity that cannot be measured there gives ``{"lacks": sentence}``. Off the stepping path:
    the race that streams is another, and nothing of it is touched.
    """
    course = course_of(wanted.experiment, wanted.racer)
    course.go(wanted.step)
    ball, problem = course.ball, course.problem
    step = ball.step
    batch = ball.coming()
    group = ball.optimizer.param_groups[0]
    settings = {key: _plain(value) for key, value in group.items() if key != "params"}
    stand = Stand(
        problem,
        course.weights,
        ball.entry.name,
        settings,
        batch,
        ball.batch_size,
        lambda: _after(course, step),
        lambda: course.path(step),
    )
    facts: dict[str, Any] = {}
    for name in wanted.quantities:
        quantity = QUANTITIES.named(name)
        lacks = quantity.lacks(problem)
        facts[name] = {"lacks": lacks} if lacks else quantity.measure(stand)
    return {"step": step, "quantities": facts}


def _after(course: Course, step: int) -> NDArray[np.float64] | None:
    """The weights at the next point; None where there is none."""
    settled = course.problem.statistics
    course.go(step + 1)
    course.problem.settle(settled)  # whatever else is measured is measured here
    return course.weights if course.ball.step == step + 1 else None


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, torch.Tensor) else value
