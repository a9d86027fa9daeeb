"""The plane that a path lies in as nearly as a plane can: its two principal components."""

from typing import Literal, final

import numpy as np
from numpy.random import Generator

from ..params import Params, integer, option, real
from .base import Array, Axes, Guide, Origin, Plane, Scout, Shapes
from .random import RandomParams, gaussian_direction


@final
class PcaParams(Params):
    """Whose path, and where the plane passes."""

    guide: Literal["scout", "first_racer"] = option(
        "scout",
        "The path that is followed: a scout's (Adam, from the same start), so that the map stays while "
        "racers change, or the first racer's without its edits.",
    )
    steps: int = integer(300, "Steps the scout takes.", soft=(50, 1000), ge=10, le=2000)
    lr: float = real(
        0.003,
        "The scout's learning rate.",
        soft=(1e-4, 1.0),
        scale="log",
        symbol=r"\eta",
        gt=0.0,
        le=10.0,
    )
    origin: Origin = option("final", "The point that the plane passes through: the path's start or its end.")


def _guide(params: PcaParams) -> Guide:
    return Scout(params.steps, params.lr) if params.guide == "scout" else "first_racer"


def principal(path: Array) -> tuple[list[Array], list[float]]:
    """Up to two principal directions of a path of shape (points, weights), and their shares of its variance.

    By the eigenvectors of the small Gram matrix of shape (points, points), not of the covariance of
    all weights. Fewer than two come back where the path is a straight line or never moves.
    """
    centered = path - path.mean(axis=0)
    values, vectors = np.linalg.eigh(centered @ centered.T)
    total = values.sum()
    directions, shares = [], []
    for value, vector in zip(values[:-3:-1], vectors.T[:-3:-1], strict=True):
        if value <= 1e-12 * total or total == 0:
            break
        direction = vector @ centered / np.sqrt(value)
        directions.append(direction * _sign(centered @ direction))
        shares.append(float(value / total))
    return directions, shares


def _sign(along: Array) -> float:
    """An eigenvector has no sign of its own: let the path run to the right and upwards on the whole.

    A path that comes back to where it began is turned by its farthest point instead.
    """
    net, farthest = along[-1] - along[0], along[np.abs(along).argmax()]
    return float(np.sign(net if abs(net) > 1e-6 * abs(farthest) else farthest))


def _complete(directions: list[Array], origin: Array, shapes: Shapes, generator: Generator) -> None:
    """Fill up to two directions with random ones at right angles to what is there."""
    while len(directions) < 2:
        drawn = gaussian_direction(RandomParams(biases="scaled"), origin, shapes, generator)
        for direction in directions:
            drawn -= direction * (direction @ drawn) / (direction @ direction)
        directions.append(drawn)


def _lay(params: PcaParams, initial: Array, shapes: Shapes, path: Array | None, generator: Generator) -> Axes:
    assert path is not None
    origin = initial if params.origin == "initial" else path[-1]
    directions, shares = principal(path)
    _complete(directions, origin, shapes, generator)
    return Axes(
        origin,
        directions[0],
        directions[1],
        span=None,
        explained_variance=(shares[0], shares[1]) if len(shares) == 2 else None,
    )


PCA = Plane(
    name="pca",
    title="Principal components",
    summary="The plane along which a path moves most. Its share of the path's movement is told; what is left "
    "is the distance from the plane. (Even a random walk puts three quarters of its movement there.)",
    reference="Li, Xu, Taylor, Studer & Goldstein 2018, section 7; Antognini & Sohl-Dickstein 2018",
    params=PcaParams,
    guide=_guide,
    lay=_lay,
)
