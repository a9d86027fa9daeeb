"""Ellipse family: a quadratic of any condition number, at any angle."""

import math

from torch import Tensor

from ...core.params import Params, real
from .base import Surface


class EllipseParams(Params):
    """Shape and direction of the quadratic."""

    kappa: float = real(
        100.0,
        "Condition number: how many times steeper the steep direction is.",
        soft=(1.0, 1000.0),
        scale="log",
        symbol=r"\kappa",
        ge=1.0,
        le=1e6,
        label="Condition number",
    )
    angle: float = real(
        30.0,
        "Angle of the long axis to the x axis, in degrees.",
        soft=(-90.0, 90.0),
        step=1.0,
        symbol=r"\varphi",
        ge=-180.0,
        le=180.0,
    )


def ellipse(x: Tensor, y: Tensor, kappa: float, angle: float) -> Tensor:
    """(u^2 + kappa v^2) / 2, where u and v are x and y turned by ``angle`` degrees."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    u = cosine * x + sine * y
    v = cosine * y - sine * x
    return 0.5 * (u**2 + kappa * v**2)


ENTRY = Surface(
    name="ellipse",
    title="Ellipse, any κ and angle",
    summary=(
        "Set the condition number and the angle yourself, and watch what each does: the first slows "
        "gradient descent down, the second is seen only by methods that treat each axis by itself."
    ),
    params=EllipseParams,
    formula=(
        r"f(x, y) = \tfrac12 (u^2 + \kappa v^2), \quad u = x \cos\varphi + y \sin\varphi, \; "
        r"v = y \cos\varphi - x \sin\varphi"
    ),
    reference="Goh, Why Momentum Really Works, Distill 2017, doi:10.23915/distill.00006",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(2.1213203, 1.4142136),
    log_scale=True,
    kind="convex",
    function=ellipse,
)
