"""The largest curvature of the loss, against what the learning rate can bear."""

from typing import Any

from .base import Quantity, Stand

TOLERANCE = 1e-3


def bearable(optimizer: str, settings: dict[str, Any]) -> float | None:
    """The curvature above which a quadratic makes this optimizer oscillate ever more; None if none is known.

    (2 + 2 momentum) / lr for SGD with heavy-ball momentum; Nesterov's bears
    (2 + 2 momentum) / ((1 + 2 momentum) lr). Dampening changes that, and adaptive optimizers bear what
    their preconditioner makes of it: no number is told for them. Cohen et al. 2021, appendix B.
    """
    lr: float = settings["lr"]
    if optimizer != "sgd" or lr <= 0 or settings.get("dampening"):
        return None
    momentum: float = settings.get("momentum", 0.0)
    decay: float = settings.get("weight_decay", 0.0)
    most = (2 + 2 * momentum) / lr
    if settings.get("nesterov"):
        most /= 1 + 2 * momentum
    return most - decay


def _measure(stand: Stand) -> dict[str, Any]:
    return {
        "sharpness": stand.derivatives.sharpness(stand.weights, TOLERANCE),
        "lr": float(stand.settings["lr"]),
        "bearable": bearable(stand.optimizer, stand.settings),
    }


SHARPNESS = Quantity(
    name="sharpness",
    title="Sharpness",
    summary="The largest eigenvalue of the Hessian. Above 2 / lr gradient descent overshoots in that "
    "direction; full-batch training tends to climb up to this edge and stay there.",
    formula=r"\lambda_{\max}(H) \quad\text{against}\quad 2 / \eta",
    reference="Cohen, Kaur, Li, Kolter & Talwalkar 2021, Gradient descent on neural networks typically "
    "occurs at the edge of stability",
    measure=_measure,
)
