"""Two-weight loss: the loss of a model with two weights as a plain function of them."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..catalog.datasets.load import load
from ..catalog.losses import LOSSES
from ..catalog.models import MODELS, line
from ..core.domain import Domain, fit_domain
from ..core.registry import chosen
from ..core.types import Function

if TYPE_CHECKING:
    from .problems.network import NetworkSpec


def two_weight_function(
    problem: "NetworkSpec", seed: int
) -> tuple[Function, Domain, list[tuple[float, float]]]:
    """Build the loss on the whole training set as a function of the two weights.

    Args:
        problem: a completed problem whose model has two weights.
        seed: seed of the experiment, for data that are drawn at random.

    Returns:
        The function, elementwise on float64 tensors x and y of equal shape; a domain that contains start
        and minima; and the known minima as (x, y).
    """
    model, data = MODELS.named(problem.model.name), load(problem.dataset, seed)
    respond = model.respond or line.ENTRY.respond  # two weights without hidden units: a line
    assert respond is not None
    places, answers = data.train.inputs[:, 0], data.train.targets
    inputs = torch.from_numpy(places)
    loss = LOSSES.named(chosen(problem.loss).name)
    targets = loss.encode(answers, data.dataset.classes)

    def function(x: Tensor, y: Tensor) -> Tensor:
        outputs = respond(x.reshape(-1, 1, 1), y.reshape(-1, 1, 1), inputs)
        return loss.across(outputs, targets).reshape(x.shape)

    known = model.known_minima(loss.name, places, answers)
    return function, fit_domain([problem.start or model.start or (0.0, 0.0), *known]), known
