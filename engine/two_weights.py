"""The loss of a two-weight model as a plain function of its weights."""

from collections.abc import Callable

import torch
from torch import Tensor

from .datasets import DATASETS
from .domain import Domain, fit_domain
from .experiment import NetworkProblem, chosen
from .losses import LOSSES
from .models import MODELS
from .streams import DATA, stream

Function = Callable[[Tensor, Tensor], Tensor]


def two_weight_function(
    problem: NetworkProblem, seed: int
) -> tuple[Function, Domain, list[tuple[float, float]]]:
    """The whole set's loss, elementwise on float64 tensors x and y; a domain with start and minima; these.

    ``problem`` is completed, and its model has two weights.
    """
    model, dataset = MODELS.named(problem.model.name), DATASETS.named(problem.dataset.name)
    respond, minima = model.respond, model.minima
    assert respond is not None
    assert minima is not None
    assert model.start is not None
    samples = dataset.draw(problem.dataset.params, stream(seed, DATA))
    inputs = torch.from_numpy(samples.inputs[:, 0])
    loss = LOSSES.named(chosen(problem.loss).name)
    targets = loss.encode(samples.targets, dataset.classes)

    def function(x: Tensor, y: Tensor) -> Tensor:
        outputs = respond(x.reshape(-1, 1, 1), y.reshape(-1, 1, 1), inputs)
        return loss.across(outputs, targets).reshape(x.shape)

    known = minima(samples.inputs[:, 0], samples.targets)
    return function, fit_domain([problem.start or model.start, *known]), known
