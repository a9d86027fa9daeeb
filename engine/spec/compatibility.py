"""Compatibility rules: which model, dataset and loss fit together, and the defaults of a network problem."""

from collections.abc import Iterator
from dataclasses import replace

import torch

from ..catalog.datasets import DATASETS, Dataset, count_test_samples
from ..catalog.datasets.load import dataset_of
from ..catalog.initializers import INITIALIZERS
from ..catalog.losses import LOSSES, Loss
from ..catalog.methods import Optimizer
from ..catalog.models import MODELS, Model
from ..catalog.planes import PLANES, RacerGuide
from ..core.errors import InvalidData, InvalidSpec
from ..core.method import Need
from ..core.registry import Choice
from .experiment import OFFERED, Experiment, NetworkSpec, Problem, chosen


def fitting_losses(model: Model, dataset: Dataset) -> Iterator[Loss]:
    """Losses with which ``model`` can learn ``dataset``, the default first; none if they do not fit."""
    if dataset.task not in model.tasks or not model.takes(dataset.inputs()):
        return
    for loss in LOSSES:
        if dataset.task not in loss.tasks or loss.classes not in (None, dataset.classes):
            continue
        if model.outputs in (None, loss.outputs(dataset.classes)):
            yield loss


def count_weights(problem: Problem) -> int:
    """Number of weights of a completed problem. A network's module is built on torch's meta device."""
    if not isinstance(problem, NetworkSpec):
        return 2
    dataset, loss = dataset_of(problem.dataset), LOSSES.named(chosen(problem.loss).name)
    with torch.device("meta"):
        module = MODELS.named(problem.model.name).build(
            problem.model.params, dataset.inputs(), loss.outputs(dataset.classes)
        )
    return sum(parameter.numel() for parameter in module.parameters())


NEEDS = {
    Need.RESIDUALS: "the residuals of a sum of squares",
    Need.FISHER: "the gradients of single samples",
    Need.ACTIVATIONS: "the activations of a network's layers",
}
"""What a problem may lack, in words."""


def refusal(method: Optimizer, problem: Problem) -> str | None:
    """Why a method cannot run on a completed problem, as a sentence with the remedy; None if it can."""
    if method.matrices_only and not isinstance(problem, NetworkSpec):
        return (
            f"{method.title} works on weight matrices, and a surface has none: choose another optimizer, "
            "such as adam, or a network."
        )
    for need in sorted(method.needs - OFFERED):
        return f"{method.title} needs {NEEDS[need]}, and this problem has none: choose another optimizer."
    if method.max_weights is not None and (weights := count_weights(problem)) > method.max_weights:
        return (
            f"{method.title} works on at most {method.max_weights:,} weights, and this network has "
            f"{weights:,}: choose another optimizer, or a smaller network."
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
    if not any(fitting_losses(model, dataset)):
        return []
    kinds = [dataset, *(replace(dataset, **other) for other in dataset.others)]
    fitting = {loss.name for kind in kinds for loss in fitting_losses(model, kind)}
    return [name for name in LOSSES.names if name in fitting]


def complete_network(experiment: Experiment) -> Experiment:
    """Fill in the problem and the plane of an experiment about a network.

    A batch size of at least the number of training samples becomes None, which means the whole set.

    Raises:
        InvalidSpec: if the parts do not fit together.
    """
    assert isinstance(experiment.problem, NetworkSpec)
    problem = _complete_problem(experiment.problem)
    plane = _plane(problem, experiment.plane)
    _check_guide(plane, len(experiment.racers))
    return experiment.model_copy(update={"problem": problem, "plane": plane})


def _complete_problem(problem: NetworkSpec) -> NetworkSpec:
    model, dataset = MODELS.named(problem.model.name), _dataset(problem.dataset)
    check_batch("/problem/batch_size", problem, problem.batch_size)
    size = dataset.size(problem.dataset.params)
    tests = count_test_samples(problem.dataset.params, size)
    size -= tests
    if problem.early_stopping is not None and tests == 0:
        raise InvalidSpec(
            "/problem/early_stopping",
            "Early stopping watches the loss on samples kept back for testing, and there are none: raise the "
            "dataset's test_share, or leave it out.",
        )
    minimum = model.samples(problem.model.params)
    if size < minimum:
        raise InvalidSpec(
            "/problem/dataset/params",
            f"Only {size} sample is left to learn from, and batch normalization needs {minimum}: take more, "
            "keep back fewer for testing, or choose another normalization.",
        )
    whole = problem.batch_size is not None and problem.batch_size >= size
    return problem.model_copy(
        update={
            "loss": _loss(problem, model, dataset),
            "initializer": problem.initializer or _initializer(model, problem.model),
            "start": _start(problem, model),
            "batch_size": None if whole else problem.batch_size,
        }
    )


def _dataset(choice: Choice) -> Dataset:
    try:
        return dataset_of(choice)
    except InvalidData as error:
        raise InvalidSpec(f"/problem/dataset/params/{error.field}", error.detail) from error


def check_batch(pointer: str, problem: NetworkSpec, size: int | None) -> None:
    """Check that a batch has enough samples for one step of the model.

    Raises:
        InvalidSpec: at ``pointer``, if it has too few.
    """
    minimum = MODELS.named(problem.model.name).samples(problem.model.params)
    if size is not None and size < minimum:
        raise InvalidSpec(
            pointer,
            f"Batch normalization looks at how samples differ, and a batch of {size} does not: take at least "
            f"{minimum}, or another normalization.",
        )


def _plane(problem: NetworkSpec, plane: Choice | None) -> Choice | None:
    """Complete the plane: the default plane if none is chosen; None for a model with two weights.

    Raises:
        InvalidSpec: a plane is chosen for a model with two weights, which is drawn without one.
    """
    model = MODELS.named(problem.model.name)
    if model.weights != 2:
        return plane or PLANES.choose(PLANES[0].name)
    if plane is not None:
        raise InvalidSpec(
            "/plane",
            f"{model.title} has two weights and is drawn exactly, not on a plane: leave the plane out.",
        )
    return None


def _check_guide(plane: Choice | None, racers: int) -> None:
    """Check that the racers that the plane follows exist."""
    guide = None if plane is None else PLANES.named(plane.name).guide(plane.params)
    for index in guide.of(racers) if isinstance(guide, RacerGuide) else []:
        if index >= racers:
            raise InvalidSpec(
                "/plane/params",
                f"The plane follows racer {index}, counted from 0, but there are only {racers}. "
                "Choose another or add a racer.",
            )


def _loss(problem: NetworkSpec, model: Model, dataset: Dataset) -> Choice:
    fitting = list(fitting_losses(model, dataset))
    if not fitting:
        pairs = pairings()
        if dataset.name in pairs[model.name]:
            raise InvalidSpec(
                "/problem/dataset/params",
                f"The model {model.name!r} cannot learn {dataset.name!r} with these settings: it takes other "
                "inputs or classes. Change the dataset's settings, or choose another model.",
            )
        raise InvalidSpec(
            "/problem/dataset/name",
            f"The model {model.name!r} cannot learn the dataset {dataset.name!r}. "
            f"It fits: {', '.join(pairs[model.name])}.",
        )
    if problem.loss is None:
        return LOSSES.choose(fitting[0].name)
    if problem.loss.name not in [loss.name for loss in fitting]:
        raise InvalidSpec(
            "/problem/loss/name",
            f"The loss {problem.loss.name!r} does not fit the model {model.name!r} on the dataset "
            f"{dataset.name!r}. Use one of: {', '.join(loss.name for loss in fitting)}.",
        )
    return problem.loss  # type: ignore[no-any-return]


def _initializer(model: Model, choice: Choice) -> Choice:
    """Default initializer: Kaiming for rectifiers, for which it was derived; Xavier for all others."""
    rectifier = model.nonlinearity(choice.params) in ("relu", "leaky_relu")
    return INITIALIZERS.choose("kaiming_normal" if rectifier else "xavier_normal")


def _start(problem: NetworkSpec, model: Model) -> tuple[float, float] | None:
    if model.weights != 2:
        if problem.start is not None:
            raise InvalidSpec(
                "/problem/start",
                f"A start of two numbers does not fit {model.name!r}, which has more weights: leave it out "
                "and choose an initializer.",
            )
        return None
    if problem.start is None and problem.initializer is None:
        return model.start
    return problem.start
