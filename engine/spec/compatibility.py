"""Compatibility rules: which model, dataset and loss fit together."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..catalog.datasets import DATASETS, Dataset
from ..catalog.losses import LOSSES, Loss
from ..catalog.methods import Optimizer
from ..catalog.models import MODELS, Model
from ..core.method import Need

if TYPE_CHECKING:
    from .problems.base import ProblemSpec


def fitting_losses(model: Model, dataset: Dataset) -> Iterator[Loss]:
    """Losses with which ``model`` can learn ``dataset``, the default first; none if they do not fit."""
    if dataset.task not in model.tasks or not model.takes(dataset.inputs()):
        return
    for loss in LOSSES:
        if dataset.task not in loss.tasks or loss.classes not in (None, dataset.classes):
            continue
        if model.outputs in (None, loss.outputs(dataset.classes)):
            yield loss


NEEDS = {
    Need.RESIDUALS: "the residuals of a sum of squares",
    Need.FISHER: "the gradients of single samples",
    Need.ACTIVATIONS: "the activations of a network's layers",
}
"""What a problem may lack, in words."""


def refusal(method: Optimizer, problem: "ProblemSpec", weights: int) -> str | None:
    """Why a method cannot run on a completed problem, as a sentence with the remedy; None if it can.

    ``weights`` is the problem's number of weights, which takes a module to count.
    """
    if method.matrices_only and not problem.has_matrices:
        return (
            f"{method.title} works on weight matrices, and a {problem.noun} has none: choose another "
            "optimizer, such as adam, or a network."
        )
    if missing := sorted(method.needs - problem.offers):
        return (
            f"{method.title} needs {NEEDS[missing[0]]}, and this problem has none: choose another optimizer."
        )
    if method.max_weights is not None and weights > method.max_weights:
        return (
            f"{method.title} works on at most {method.max_weights:,} weights, and this {problem.noun} has "
            f"{weights:,}: choose another optimizer, or a smaller {problem.noun}."
        )
    return None


def pairings() -> dict[str, dict[str, list[str]]]:
    """Model name -> dataset name -> names of the losses that fit, for the menus of the page."""
    return {
        model.name: {dataset.name: losses for dataset in DATASETS if (losses := _offered(model, dataset))}
        for model in MODELS
    }


def _offered(model: Model, dataset: Dataset) -> list[str]:
    """Names of the losses that fit, also those that fit only with other parameters of the dataset."""
    if dataset.fit is None and not any(fitting_losses(model, dataset)):
        return []
    kinds = [dataset, *(replace(dataset, **other) for other in dataset.others)]
    fitting = {loss.name for kind in kinds for loss in fitting_losses(model, kind)}
    return [name for name in LOSSES.names if name in fitting]
