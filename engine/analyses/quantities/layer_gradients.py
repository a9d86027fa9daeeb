"""Layer gradients: the norm of each layer's gradient."""

from typing import Any, final

import numpy as np
import torch
from pydantic import BaseModel, Field

from ...problems.grid_loss import unflatten
from .base import MeasureContext, Number, Numbers, Quantity


@final
class LayerGradientsFacts(BaseModel):
    """Layer gradients: norms of the gradient and of the weights, layer by layer."""

    layers: list[str]
    shapes: list[list[int]]
    gradient: Numbers
    weight: Numbers
    ratio: Number = Field(description="First gradient over last; null where the last is zero.")
    finite: bool = Field(
        description="Whether gradients and weights are finite numbers; null stands for one that is not."
    )


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem = context.problem
    slopes = unflatten(torch.from_numpy(context.derivatives.gradient(context.weights)), problem.shapes)
    owns = unflatten(torch.from_numpy(context.weights), problem.shapes)
    layers = [k for k, shape in enumerate(problem.shapes) if len(shape) > 1] or list(range(len(slopes)))
    gradient = np.array([float(torch.linalg.vector_norm(slopes[k])) for k in layers])
    weight = np.array([float(torch.linalg.vector_norm(owns[k])) for k in layers])
    return {
        "layers": [problem.names[k] for k in layers],
        "shapes": [list(problem.shapes[k]) for k in layers],
        "gradient": gradient,
        "weight": weight,
        "finite": bool(np.isfinite(gradient).all() and np.isfinite(weight).all()),
        "ratio": float(gradient[0] / gradient[-1]) if gradient[-1] > 0 else None,
    }


ENTRY = Quantity(
    facts=LayerGradientsFacts,
    name="layer_gradients",
    title="Gradient by layer",
    summary="The length of the gradient of each layer's weights, on the whole set. The backward pass runs "
    "from the last layer to the first: where the bars shrink on the way, gradients vanish.",
    formula=r"\lVert \nabla_{W_l} f \rVert",
    reference="Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural "
    "networks",
    measure=_measure,
)
