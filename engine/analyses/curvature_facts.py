"""Curvature models: the request for the local curvature, and its facts."""

from typing import Annotated, final

from pydantic import BaseModel, Field

from ..spec.experiment import MAX_STEPS
from .base import StepRequest

Coordinates = Annotated[list[float], Field(min_length=2, max_length=2)]


@final
class CurvatureRequest(StepRequest):
    """Curvature request: a point, and the racer whose settings are used."""

    step: int = Field(0, ge=0, le=MAX_STEPS, description="The step whose settings of the racer are used.")
    place: Coordinates | None = Field(
        None, description="The point [x, y]; null takes the racer's position at this step."
    )


@final
class Direction(BaseModel):
    """Principal direction: an eigenvector of the Hessian in the plane, with its curvature."""

    curvature: float = Field(description="Eigenvalue of the Hessian.")
    vector: list[float] = Field(description="Unit eigenvector.")
    regime: str | None = Field(
        description="How SGD moves along it: straight, zigzag, over_damped, critically_damped, under_damped "
        "or divergent. Null for other optimizers, and where the curvature is not positive."
    )
    rate: float | None = Field(
        description="Factor by which one step of SGD multiplies the distance; null like `regime`."
    )


@final
class WeightDirection(BaseModel):
    """Weight direction: an eigenvector of the Hessian over all weights, with its curvature."""

    curvature: float
    share: float = Field(description="Share of the eigenvector that lies in the plane, from 0 to 1.")
    regime: str | None
    rate: float | None


@final
class Space(BaseModel):
    """Curvature over all weights of a network, not only in the plane."""

    weights: int
    slope: float = Field(description="Length of the gradient.")
    directions: list[WeightDirection] = Field(
        description="The two with the largest curvature, then the one with the lowest."
    )


@final
class NoiseEllipse(BaseModel):
    """Noise ellipse: where gradient noise keeps SGD around a minimum."""

    axes: list[list[float]] = Field(description="Half axes.")
    share: float = Field(description="Share of the points within it.")


@final
class CurvatureResponse(BaseModel):
    """Curvature response: the loss around a point, to second order."""

    step: int
    x: float
    y: float
    loss: float
    gradient: list[float]
    hessian: list[list[float]]
    kind: str = Field(
        description="minimum, maximum, saddle, valley, ridge or flat, by the curvatures' signs; or kink, "
        "where the slope jumps and there is no curvature."
    )
    at_rest: bool = Field(
        description="Whether the stationary point of the quadratic fit is close to this point."
    )
    sentence: str
    stationary: list[float] | None = Field(
        description="Stationary point of the quadratic fit; null if there is none."
    )
    lr: float | None = Field(description="Learning rate; null if the optimizer has none.")
    directions: list[Direction] = Field(description="Principal directions, largest curvature first.")
    limit: float | None = Field(
        description="Learning rate above which the optimizer diverges here; null if no rule is known."
    )
    space: Space | None = Field(
        description="Curvature over all weights of a network with more than two. Its gradient, Hessian and "
        "directions above are those of the loss in the plane."
    )
    noise: NoiseEllipse | None = Field(
        description="For SGD with gradient noise near a minimum: half axes of the ellipse that contains a "
        "`share` of the points; else null."
    )
