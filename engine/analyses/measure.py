"""Quantities at a point of a racer's path, from arguments that cross processes."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray

from ..landscape.replay import RacerReplay, replay_of
from .quantities import QUANTITIES, MeasureContext, Quantity

TOO_LARGE = "The numbers are too large here to be measured. Look at an earlier step."


@final
@dataclass(frozen=True)
class MeasureRequest:
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


def measure(wanted: MeasureRequest) -> dict[str, Any]:
    """The step where the racer stands, and each quantity's facts by its name.

    A quantity that cannot be measured there gives ``{"lacks": sentence}``. Off the stepping path:
    the race that streams is another, and nothing of it is touched.
    """
    replay = replay_of(wanted.experiment, wanted.racer)
    quantities = [QUANTITIES.named(name) for name in wanted.quantities]
    traces = {q.name: _traced(replay, q, wanted.step) for q in quantities if q.points}
    replay.seek(wanted.step)
    step = replay.racer.step
    context = _context(replay)
    facts: dict[str, Any] = {}
    for quantity in quantities:
        reason = quantity.unavailable_reason(replay.network)
        try:
            with np.errstate(all="ignore"):  # what has grown too large is told of
                facts[quantity.name] = (
                    {"lacks": reason} if reason else traces.get(quantity.name) or quantity.measure(context)
                )
        except np.linalg.LinAlgError:
            facts[quantity.name] = {"lacks": TOO_LARGE}
    return {"step": step, "quantities": _in_rows(facts)}


def _traced(replay: RacerReplay, quantity: Quantity, step: int) -> dict[str, Any]:
    """The quantity's facts as lists over ``steps``: even points of the run up to this one, and this one.

    What was measured at the even points is kept with the replay.
    """
    even = {round(k * replay.steps / quantity.points) for k in range(quantity.points + 1)}
    kept = replay.cache.setdefault(quantity.name, {})
    for at in sorted({*(at for at in even if at <= step), step} - kept.keys()):
        replay.seek(at)
        kept[replay.racer.step] = quantity.measure(_context(replay))
        if replay.racer.step < at:  # it ended there
            break
    told = {at: kept[at] for at in sorted(kept) if at <= step}
    for at in kept.keys() - even:
        del kept[at]
    names = next(iter(told.values()))
    return {"steps": list(told)} | {name: [facts[name] for facts in told.values()] for name in names}


def _context(replay: RacerReplay) -> MeasureContext:
    """The network where the course's ball stands."""
    ball, step = replay.racer, replay.racer.step
    ball.apply_edits()
    batch = ball.peek_batch()
    group = ball.optimizer.param_groups[0]
    settings = {key: _plain(value) for key, value in group.items() if key != "params"}
    training = None if ball.training is None else ball.training.at(step)
    return MeasureContext(
        replay.network,
        replay.weights,
        ball.entry.name,
        settings,
        batch,
        ball.batch_size,
        lambda: _after(replay, step),
        lambda: replay.path(step),
        lambda: training and training.at(step),
    )


def _after(replay: RacerReplay, step: int) -> NDArray[np.float64] | None:
    """The weights at the next point; None where there is none."""
    settled = replay.network.statistics
    replay.seek(step + 1)
    replay.network.set_running_stats(settled)  # whatever else is measured is measured here
    return replay.weights if replay.racer.step == step + 1 else None


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, torch.Tensor) else value


def _in_rows(value: Any) -> Any:
    """Facts whose arrays lie row by row in memory, as encoders want them."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    if isinstance(value, dict):
        return {key: _in_rows(one) for key, one in value.items()}
    return [_in_rows(one) for one in value] if isinstance(value, list) else value
