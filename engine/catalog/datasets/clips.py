"""Moving shapes dataset: short clips whose class is the direction of movement."""

from typing import Any, final

import numpy as np
from numpy.random import Generator

from ...core.params import Params, integer, real
from .base import Dataset, Samples
from .planar import MAX_SAMPLES
from .preparation import label_noise_field, test_share_field

SIDE = 8

SHAPES = np.array(
    [
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
        [[1, 1, 1], [1, 0, 1], [1, 1, 1]],
        [[1, 0, 0], [1, 0, 0], [1, 1, 1]],
    ],
    dtype=np.float64,
)
"""A square, a cross, a ring and a corner."""

DIRECTIONS = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])
"""Right, left, down, up: (rows, columns) per frame."""


@final
class ClipsParams(Params):
    """Number, length and noise of the clips."""

    samples: int = integer(400, "Number of clips.", soft=(40, 1_000), symbol="N", ge=8, le=MAX_SAMPLES)
    frames: int = integer(6, "Frames of each clip.", soft=(2, 12), ge=2, le=16)
    noise: float = real(
        0.2,
        "Standard deviation of the Gaussian noise on every pixel.",
        soft=(0.0, 1.0),
        step=0.05,
        symbol=r"\sigma",
        ge=0.0,
        le=10.0,
    )
    label_noise: float = label_noise_field()
    test_share: float = test_share_field(0.2)


def _draw(params: ClipsParams, generator: Generator) -> Samples:
    clip, time = np.ogrid[: params.samples, : params.frames]
    direction = clip % len(DIRECTIONS)
    shape = generator.integers(len(SHAPES), size=(params.samples, 1))
    place = generator.integers(SIDE, size=(2, params.samples, 1))
    clips = params.noise * generator.standard_normal((params.samples, params.frames, SIDE, SIDE))
    for i, j in np.ndindex(3, 3):  # a shape that leaves on one side comes back on the other
        row = (place[0] + DIRECTIONS[direction, 0] * time + i) % SIDE
        column = (place[1] + DIRECTIONS[direction, 1] * time + j) % SIDE
        clips[clip, time, row, column] += SHAPES[shape, i, j]
    return Samples(clips.reshape(params.samples, -1), direction[:, 0].astype(np.float64))


def _adapt(params: ClipsParams) -> dict[str, Any]:
    return {"features": params.frames * SIDE * SIDE, "shape": (1, params.frames, SIDE, SIDE)}


ENTRY = Dataset(
    name="clips",
    title="Moving shapes",
    aliases=("video",),
    summary="Clips of 8 by 8 pixels in which a shape moves right, left, down or up. No single frame tells "
    "which: only the change from frame to frame does.",
    params=ClipsParams,
    features=6 * SIDE * SIDE,
    form="clip",
    shape=(1, 6, SIDE, SIDE),
    classes=len(DIRECTIONS),
    size=lambda params: params.samples,
    draw=_draw,
    adapt=_adapt,
)
