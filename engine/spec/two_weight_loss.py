"""The loss of a two-weight model as a plain function of its weights."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..catalog.datasets.load import load
from ..catalog.losses import LOSSES
from ..catalog.models import MODELS, line
from ..core.domain import Domain, fit_domain
from .experiment import NetworkSpec, chosen

Function = Callable[[Tensor, Tensor], Tensor]


def two_weight_function(
    problem: NetworkSpec, seed: int
) -> tuple[Function, Domain, list[tuple[float, float]]]:
    """The whole set's loss, elementwise on float64 tensors x and y; a domain with start and minima; these.

    ``problem`` is completed, and its model has two weights.
    """
    model, data = MODELS.named(problem.model.name), load(problem.dataset, seed)
    respond = model.respond or line.ENTRY.respond  # a network of two weights without hidden units is a line
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
