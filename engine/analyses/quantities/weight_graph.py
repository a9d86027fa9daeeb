"""Weight graph: the weights of a small network as links between units."""

from itertools import pairwise
from typing import Any, final

import torch
from pydantic import BaseModel, Field

from ...problems.grid_loss import unflatten
from ...problems.network import NetworkProblem
from .base import MeasureContext, Quantity, Rows

MAX_LINKS = 6_000
"""Limit on the links drawn: with more, single links cannot be seen."""


@final
class WeightGraphFacts(BaseModel):
    """Weight graph: weights as links between columns of units."""

    units: list[int] = Field(description="Units of each column, the inputs first.")
    layers: list[Rows] = Field(description="Weights of each layer: (units, units before).")


def _dense(problem: NetworkProblem) -> list[int]:
    return [k for k, shape in enumerate(problem.shapes) if len(shape) == 2]


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    dense = _dense(problem)
    links = sum(problem.shapes[k][0] * problem.shapes[k][1] for k in dense)
    chained = all(problem.shapes[b][1] == problem.shapes[a][0] for a, b in pairwise(dense))
    if not dense or not chained or any(len(shape) > 2 for shape in problem.shapes):
        return "Its layers are no plain chain of units, so its weights are no links between columns of them."
    if links > MAX_LINKS:
        return f"It has {links:,} links; up to {MAX_LINKS:,} can be told apart."
    return None


def _measure(context: MeasureContext) -> dict[str, Any]:
    own = unflatten(torch.from_numpy(context.weights), context.problem.shapes)
    dense = _dense(context.problem)
    return {
        "units": [own[dense[0]].shape[1], *(own[k].shape[0] for k in dense)],
        "layers": [own[k].numpy() for k in dense],
    }


ENTRY = Quantity(
    facts=WeightGraphFacts,
    name="links",
    title="Weights",
    summary="Every weight as a link from unit to unit: as wide as it is large, one colour for positive and "
    "one for negative.",
    reference="Smilkov et al. 2017",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
