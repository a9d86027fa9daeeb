"""Roughness: how rough the loss on the plane is."""

from typing import Any, final

from pydantic import BaseModel, Field

from ...landscape.roughness import roughness
from ...problems.network import NetworkProblem
from .base import MeasureContext, Quantity, Rows


@final
class RoughnessFacts(BaseModel):
    """Roughness: the loss along rays in the plane."""

    minima: int = Field(description="Grid points lower than their eight neighbors.")
    negative: float = Field(description="Share of the plane with a negative curvature.")
    negative_inside: float = Field(description="The same of its inner half.")
    radius: float = Field(description="Length of the rays.")
    rays: Rows = Field(description="Losses along each ray, from the origin outwards.")
    falling: list[bool] = Field(description="Whether the loss falls again along the ray.")


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    return None if problem.axes is not None else "It has two weights: there is no plane to judge."


def _measure(context: MeasureContext) -> dict[str, Any]:
    measured = roughness(context.problem)
    return {
        "minima": measured.minima,
        "negative": measured.negative,
        "negative_inside": measured.negative_inside,
        "radius": measured.radius,
        "rays": measured.rays,
        "falling": measured.falling.tolist(),
    }


ENTRY = Quantity(
    facts=RoughnessFacts,
    name="roughness",
    title="How rough the land is",
    summary="The loss along forty rays from the plane's origin; those that go down again on their way "
    "out stand out. Beside them the minima of the plane, and how much of its inner half bends down.",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss landscape of neural nets",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
