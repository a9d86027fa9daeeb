"""Measurements: computes quantities of a network at one point of a racer's trajectory."""

from typing import Annotated, Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from ..core.errors import InvalidSpec
from ..landscape.replay import RacerReplay, replay_of
from .base import Analysis, StepRequest
from .quantities import QUANTITIES, MeasureContext, Quantity

TOO_LARGE = "The numbers are too large here to be measured. Look at an earlier step."


@final
class QuantitiesRequest(StepRequest):
    """Quantities request: a racer, a step, and the quantities to measure."""

    quantities: Annotated[list[str], Field(min_length=1, max_length=len(QUANTITIES))]


@final
class Unavailable(BaseModel):
    """Unavailable quantity: why it cannot be measured here, in a sentence."""

    lacks: str


QuantityFacts = TypedDict(  # type: ignore[misc]
    "QuantityFacts", {quantity.name: quantity.facts | Unavailable for quantity in QUANTITIES}, total=False
)


@final
class QuantitiesResponse(BaseModel):
    """Quantities response: the measured facts."""

    step: int = Field(description="The requested step, or the racer's last one if it ended before.")
    quantities: QuantityFacts = Field(
        description="Facts by the name of the quantity; `lacks` says why this network does not have it."
    )


def check_quantities(request: QuantitiesRequest) -> None:
    """Check that the problem has quantities and that those asked for exist; raises ``InvalidSpec``."""
    if (reason := request.experiment.problem.quantities_refusal) is not None:
        raise InvalidSpec("/experiment/problem/kind", reason)
    for place, name in enumerate(request.quantities):
        if name not in QUANTITIES.names:
            detail = f"There is no quantity {name!r}. Known: {', '.join(QUANTITIES.names)}."
            raise InvalidSpec(f"/quantities/{place}", detail)


def measure(request: QuantitiesRequest) -> dict[str, Any]:
    """Measure quantities: returns the step, and each quantity's values by its name.

    A quantity that cannot be measured here gives ``{"lacks": reason}``. The race is replayed for this, so
    the race that streams to the page is neither changed nor slowed down.

    Raises:
        WrongKind: if the experiment has no network.
    """
    replay = replay_of(request.experiment, request.racer)
    quantities = [quantity for quantity in QUANTITIES if quantity.name in request.quantities]
    traces = {q.name: _traced(replay, q, request.step) for q in quantities if q.points}
    replay.seek(request.step)
    step = replay.racer.step
    context = _context(replay)
    facts: dict[str, Any] = {}
    for quantity in quantities:
        reason = quantity.unavailable_reason(replay.problem.network)
        try:
            with np.errstate(all="ignore"):  # overflow is reported as TOO_LARGE
                facts[quantity.name] = (
                    {"lacks": reason} if reason else traces.get(quantity.name) or quantity.measure(context)
                )
        except np.linalg.LinAlgError:
            facts[quantity.name] = {"lacks": TOO_LARGE}
        except Exception as error:  # the other quantities are measured all the same
            facts[quantity.name] = {"lacks": f"{quantity.title} could not be measured here: {error}."}
    return {"step": step, "quantities": _in_rows(facts)}


def _traced(replay: RacerReplay, quantity: Quantity, step: int) -> dict[str, Any]:
    """The quantity's values as lists over ``steps``: evenly spaced points up to this one, and this one.

    Measurements at the evenly spaced points are cached with the replay.
    """
    even = {round(k * replay.steps / quantity.points) for k in range(quantity.points + 1)}
    measured = replay.cache.setdefault(quantity.name, {})
    for at in sorted({*(at for at in even if at <= step), step} - measured.keys()):
        replay.seek(at)
        measured[replay.racer.step] = quantity.measure(_context(replay))
        if replay.racer.step < at:  # the racer ended there
            break
    shown = {at: measured[at] for at in sorted(measured) if at <= step}
    for at in measured.keys() - even:
        del measured[at]
    names = next(iter(shown.values()))
    return {"steps": list(shown)} | {name: [facts[name] for facts in shown.values()] for name in names}


def _context(replay: RacerReplay) -> MeasureContext:
    """Context of a measurement at the replay's current point, after the edits that are due there."""
    racer, step = replay.racer, replay.racer.step
    racer.apply_edits()
    batch = racer.peek_batch()
    settings = {key: _plain(value) for key, value in racer.method.settings().items()}
    training = None if racer.training is None else racer.training.at(step)
    return MeasureContext(
        replay.problem.network,
        replay.weights,
        racer.entry.name,
        settings,
        batch,
        racer.live.batch_size,
        lambda: _after(replay, step),
        lambda: replay.path(step),
        lambda: training and training.at(step),
    )


def _after(replay: RacerReplay, step: int) -> NDArray[np.float64] | None:
    """The weights at the next point, or None after the last.

    The replay stays there; only the running statistics are set back.
    """
    settled = replay.problem.network.statistics
    replay.seek(step + 1)
    replay.problem.network.set_running_stats(settled)  # other quantities are measured at this point
    return replay.weights if replay.racer.step == step + 1 else None


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, torch.Tensor) else value


def _in_rows(value: Any) -> Any:
    """Make all arrays C-contiguous, which the JSON encoder requires."""
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value)
    if isinstance(value, dict):
        return {key: _in_rows(one) for key, one in value.items()}
    return [_in_rows(one) for one in value] if isinstance(value, list) else value


ENTRY = Analysis(
    name="quantities",
    title="Measure a network",
    summary=(
        "Decision boundary, gradient by layer, sharpness... of a network at one point of a racer's path, on "
        "the whole training set. The measurement does not slow down a run that streams."
    ),
    params=QuantitiesRequest,
    function=measure,
    facts=QuantitiesResponse,
    example={
        "experiment": {
            "problem": {
                "kind": "network",
                "model": {"name": "mlp", "params": {"hidden": [8]}},
                "dataset": {"name": "moons", "params": {}},
            },
            "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
            "steps": 20,
        },
        "racer": 0,
        "step": 10,
        "quantities": ["layer_gradients", "sharpness"],
    },
    duration="long",
    check=check_quantities,
)
