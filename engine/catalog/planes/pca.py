"""PCA plane: the two principal components of a path, the plane that is closest to it."""

from typing import Literal, final

import numpy as np

from ...core.limits import MAX_STEPS
from ...core.params import Params, integer, option, real
from ...core.types import Array
from .base import Guide, Plane, PlaneBasis, PlaneInputs, ProxyGuide, RacerGuide
from .center import IDLE_WITHOUT_STEP, Origin
from .directions import pair
from .random import RandomParams, gaussian_direction

IDLE_WITHOUT_SCOUT = {"guide": ["first_racer", "racers"]}


@final
class PcaParams(Params):
    """Parameters of the PCA plane: the path, and the point that the plane contains."""

    guide: Literal["scout", "first_racer", "racers"] = option(
        "scout",
        "The path that is followed: a scout's (Adam, from the same start), so that the map stays while "
        "racers change; the first racer's; or all racers' together, with their edits.",
    )
    steps: int = integer(
        300, "Steps the scout takes.", soft=(50, 1000), idle=IDLE_WITHOUT_SCOUT, ge=10, le=2000
    )
    lr: float = real(
        0.003,
        "The scout's learning rate.",
        soft=(1e-4, 1.0),
        scale="log",
        symbol=r"\eta",
        idle=IDLE_WITHOUT_SCOUT,
        gt=0.0,
        le=10.0,
        label="Learning rate",
    )
    origin: Origin = option(
        "final", "The point that the plane passes through: the path's start, a step of it, or its end."
    )
    step: int = integer(
        100,
        "The step of the path, where the origin is current.",
        soft=(0, 500),
        idle=IDLE_WITHOUT_STEP,
        ge=0,
        le=MAX_STEPS,
    )


def _guide(params: PcaParams) -> Guide:
    through = params.step if params.origin == "current" else None
    if params.guide == "scout":
        return ProxyGuide(params.steps, params.lr, through)
    return RacerGuide((0,) if params.guide == "first_racer" else None, through=through)


def principal(*paths: Array) -> tuple[list[Array], list[float]]:
    """Principal directions of paths, each of shape (points, weights), and their shares of the variance.

    Computed from the Gram matrix of shape (points, points), which is smaller than the covariance of all
    weights. Returns two directions, or fewer if all points lie on a line or in one place.
    """
    points = np.concatenate(paths)
    centered = points - points.mean(axis=0)
    values, vectors = np.linalg.eigh(centered @ centered.T)
    total = values.sum()
    directions, shares = [], []
    for value, vector in zip(values[:-3:-1], vectors.T[:-3:-1], strict=True):
        if value <= 1e-12 * total or total == 0:
            break
        direction = vector @ centered / np.sqrt(value)
        directions.append(direction * _sign(centered[: len(paths[0])] @ direction))
        shares.append(float(value / total))
    return directions, shares


def _sign(along: Array) -> float:
    """Sign of an eigenvector, which is arbitrary: chosen so that the path ends to the right and above.

    For a path that returns to its start, the farthest point decides.
    """
    net, farthest = along[-1] - along[0], along[np.abs(along).argmax()]
    return float(np.sign(net if abs(net) > 1e-6 * abs(farthest) else farthest)) or 1.0


def _build(params: PcaParams, inputs: PlaneInputs) -> PlaneBasis:
    places = {"initial": inputs.initial, "current": inputs.at(params.step), "final": inputs.end}
    origin = places[params.origin]
    directions, shares = principal(*inputs.paths)
    scale = RandomParams(biases="scaled")
    first, second = pair(
        directions, lambda: gaussian_direction(scale, origin, inputs.shapes, inputs.generator)
    )
    explained = (shares[0], shares[1]) if len(shares) == 2 else None
    return PlaneBasis(origin, first, second, span=None, explained_variance=explained)


ENTRY = Plane(
    name="pca",
    title="Principal components",
    summary="The plane along which a path moves most. Its share of the path's movement is shown; what is "
    "left is the distance from the plane. (Even a random walk puts three quarters of its movement there.)",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, section 7; Antognini & Sohl-Dickstein 2018",
    params=PcaParams,
    guide=_guide,
    build=_build,
)
