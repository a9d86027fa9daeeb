"""How rough the plane's landscape is."""

from typing import Any

from ...landscape.roughness import roughness
from ...problems.network import NetworkProblem
from .base import Quantity, Stand


def _lacks(problem: NetworkProblem) -> str | None:
    return None if problem.axes is not None else "It has two weights: there is no plane to judge."


def _measure(stand: Stand) -> dict[str, Any]:
    told = roughness(stand.problem)
    return {
        "minima": told.minima,
        "negative": told.negative,
        "negative_inside": told.negative_inside,
        "radius": told.radius,
        "rays": told.rays,
        "falling": told.falling.tolist(),
    }


ROUGHNESS = Quantity(
    name="roughness",
    title="How rough the land is",
    summary="The loss along forty rays from the plane's origin; those that go down again on their way "
    "out stand out. Beside them the minima of the plane, and how much of its inner half bends down.",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, Visualizing the loss landscape of neural nets",
    lacks=_lacks,
    measure=_measure,
)
