"""Hidden units: the inputs that each unit responds to, as maps or as images."""

from typing import Any, Literal, final

import numpy as np
import torch
from pydantic import BaseModel, Field, RootModel
from torch import Tensor

from ...core.types import Array
from ...landscape.grid import axis
from ...problems.network import NetworkProblem
from .activation_capture import NO_HIDDEN, Activations, capture, hidden
from .base import MeasureContext, Numbers, Quantity, Rows
from .boundary import reach

SIDE = 21
"""Grid points on each side of a unit's map."""

MAX_LAYERS = 3
MAX_UNITS = 16
MAX_IMAGE_UNITS = 8
"""Limits on the units shown per layer: with maps, and with images."""

BEST = 2
"""Number of inputs shown for each unit."""

DIGITS = 3
"""Decimals of shades: an image needs no more."""


@final
class MapLayer(BaseModel):
    """Outputs of one layer's units over the two inputs."""

    layer: int
    units: int
    most: Numbers = Field(description="Largest absolute output of each unit.")
    maps: list[Rows] = Field(description="Outputs of each unit, divided by it.")


@final
class UnitMaps(BaseModel):
    """Units of a network with two inputs."""

    kind: Literal["maps"]
    x: list[float] = Field(description="Lowest and highest value.")
    y: list[float]
    layers: list[MapLayer]


@final
class PictureLayer(BaseModel):
    """Images to which one layer's units answer most."""

    layer: int
    units: int
    filters: list[Rows] | None = Field(description="Weights of the first layer as images.")
    best: list[list[Rows]] = Field(description="Images of each unit, the strongest first.")
    samples: list[list[int]] = Field(description="Their indices.")


@final
class UnitPictures(BaseModel):
    """Units of a network whose inputs are grey images."""

    kind: Literal["pictures"]
    layers: list[PictureLayer]


@final
class UnitsFacts(RootModel[UnitMaps | UnitPictures]):
    """Units: what hidden units answer to."""


def _planar(problem: NetworkProblem) -> bool:
    return problem.inputs.ndim == 2 and problem.inputs.shape[1] == 2 and problem.inputs.is_floating_point()


def _image_size(problem: NetworkProblem) -> tuple[int, int] | None:
    """Rows and columns of inputs that are grey images; None for other inputs."""
    spec = problem.dataset.inputs()
    return (spec.shape[-2], spec.shape[-1]) if spec.form == "image" and spec.shape[0] == 1 else None


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    if not hidden(problem):
        return NO_HIDDEN
    if _planar(problem) or _image_size(problem) is not None:
        return None
    return "What its units answer to can be drawn where inputs are two numbers or pictures."


def _selected(activations: list[Activations]) -> list[tuple[int, Activations]]:
    """At most ``MAX_LAYERS`` layers with their indices: the first, the last, and evenly between them."""
    chosen = np.unique(
        np.linspace(0, len(activations) - 1, min(MAX_LAYERS, len(activations))).round().astype(int)
    )
    return [(int(k), activations[k]) for k in chosen]


def _measure(context: MeasureContext) -> dict[str, Any]:
    return _maps(context) if _planar(context.problem) else _images(context)


def _maps(context: MeasureContext) -> dict[str, Any]:
    """JSON of each unit's output on a grid over the two inputs, divided by its largest absolute value."""
    inputs = context.problem.inputs.double().numpy()
    x, y = (axis(*reach(inputs[:, column]), SIDE) for column in (0, 1))
    places = torch.from_numpy(np.stack([np.tile(x, SIDE), np.repeat(y, SIDE)], axis=1)).float()
    layers = []
    for number, activations in _selected(capture(context, places)):
        answers = activations.strongest.double().numpy().T
        most = np.abs(answers).max(axis=1)
        shares = answers[:MAX_UNITS] / np.where(most > 0, most, 1.0)[:MAX_UNITS, None]
        layers.append(
            {
                "layer": number,
                "units": len(answers),
                "most": most[:MAX_UNITS],
                "maps": shares.round(DIGITS).reshape(-1, SIDE, SIDE),
            }
        )
    return {"kind": "maps", "x": x[[0, -1]], "y": y[[0, -1]], "layers": layers}


def _images(context: MeasureContext) -> dict[str, Any]:
    """The inputs with the largest output of each unit and, in the first layer, its weights as an image."""
    side = _image_size(context.problem)
    assert side is not None
    inputs = context.problem.inputs
    layers = []
    for number, activations in _selected(capture(context, inputs)):
        answers = activations.strongest
        best = answers.topk(min(BEST, len(answers)), dim=0).indices.T[:MAX_IMAGE_UNITS].contiguous()
        layers.append(
            {
                "layer": number,
                "units": answers.shape[1],
                "filters": _filters(context, side) if number == 0 else None,
                "best": _shades(inputs[best.reshape(-1)]).reshape(*best.shape, *side),
                "samples": best.numpy(),
            }
        )
    return {"kind": "pictures", "layers": layers}


def _filters(context: MeasureContext, side: tuple[int, int]) -> Array | None:
    """First-layer weights as images (units, rows, columns), each divided by its largest absolute value."""
    weight = context.parameters[0].double().numpy()
    if weight.ndim == 2 and weight.shape[1] == side[0] * side[1]:
        shaped = weight.reshape(-1, *side)
    elif weight.ndim == 4 and weight.shape[1] == 1:
        shaped = weight[:, 0]
    else:
        return None
    shown = shaped[:MAX_IMAGE_UNITS]
    most = np.abs(shown).max(axis=(1, 2), keepdims=True)
    return np.asarray((shown / np.where(most > 0, most, 1.0)).round(DIGITS))


def _shades(inputs: Tensor) -> Array:
    """Inputs scaled to 0 (lowest) to 1 (highest), each image on its own."""
    rows = inputs.double().numpy()
    low, high = rows.min(axis=1, keepdims=True), rows.max(axis=1, keepdims=True)
    return np.asarray(((rows - low) / np.where(high > low, high - low, 1.0)).round(DIGITS))


ENTRY = Quantity(
    facts=UnitsFacts,
    name="units",
    title="What each unit sees",
    summary="For two inputs, every hidden unit's answer all over the input space: one colour where it says "
    "yes, the other where it says no. For pictures, the weights of its first-layer filter, and beneath them "
    "the inputs that move it most.",
    formula=r"h_j(x)",
    reference="Smilkov et al. 2017; Erhan, Bengio, Courville & Vincent 2009, Visualizing higher-layer "
    "features of a deep network",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
