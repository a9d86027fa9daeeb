"""Sharpness: the largest Hessian eigenvalue, and the largest one that is stable at this learning rate."""

from typing import Any, final

from pydantic import BaseModel

from .base import MeasureContext, Number, Quantity

TOLERANCE = 1e-3


@final
class SharpnessFacts(BaseModel):
    """Sharpness: largest curvature, and the largest that the step's settings allow."""

    sharpness: Number
    lr: Number
    bearable: Number


def stability_threshold(optimizer: str, settings: dict[str, Any]) -> float | None:
    """Largest curvature of a quadratic at which this optimizer is stable; None if it is not known.

    (2 + 2 momentum) / lr for SGD with heavy-ball momentum, and (2 + 2 momentum) / ((1 + 2 momentum) lr) with
    Nesterov momentum, minus the weight decay. None with dampening, and for adaptive optimizers, where it
    depends on the preconditioner. Cohen et al. 2021, appendix B.
    """
    lr: float = settings.get("lr", 0.0)  # a method without learning rate has no threshold
    if optimizer != "sgd" or lr <= 0 or settings.get("dampening"):
        return None
    momentum: float = settings.get("momentum", 0.0)
    decay: float = settings.get("weight_decay", 0.0)
    most = (2 + 2 * momentum) / lr
    if settings.get("nesterov"):
        most /= 1 + 2 * momentum
    return most - decay


def _measure(context: MeasureContext) -> dict[str, Any]:
    return {
        "sharpness": context.derivatives.sharpness(context.weights, TOLERANCE),
        "lr": context.lr,
        "bearable": stability_threshold(context.optimizer, context.settings),
    }


ENTRY = Quantity(
    facts=SharpnessFacts,
    name="sharpness",
    title="Sharpness",
    summary="The largest eigenvalue of the Hessian. Above 2 / lr gradient descent overshoots in that "
    "direction; full-batch training tends to climb up to this edge and stay there.",
    formula=r"\lambda_{\max}(H) \quad\text{against}\quad 2 / \eta",
    reference="Cohen, Kaur, Li, Kolter & Talwalkar 2021, Gradient descent on neural networks typically "
    "occurs at the edge of stability",
    measure=_measure,
)
