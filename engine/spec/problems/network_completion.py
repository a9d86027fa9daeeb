"""Network completion: the defaults of a network problem, and whether its parts fit together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...catalog.datasets import DATASETS, Dataset, Demand, count_test_samples
from ...catalog.datasets.load import dataset_of
from ...catalog.datasets.tables.held import MissingTable
from ...catalog.initializers import INITIALIZERS
from ...catalog.losses import LOSSES, Loss
from ...catalog.models import MODELS, Model
from ...core.errors import InvalidData, InvalidSpec
from ...core.registry import Choice
from ...core.text import pluralize
from ...core.types import Task
from ..compatibility import fitting_losses, pairings

if TYPE_CHECKING:
    from .network import NetworkSpec


def complete_network(problem: "NetworkSpec") -> dict[str, Any]:
    """The fields that were left out.

    Raises:
        InvalidSpec: if the parts do not fit together.
    """
    model = MODELS.named(problem.model.name)
    problem = problem.model_copy(update={"dataset": _fitted(problem, model)})
    dataset = _dataset(problem.dataset)
    check_batch("/problem/batch_size", problem, problem.batch_size)
    size = _train_samples(problem, model, dataset)
    whole = problem.batch_size is not None and problem.batch_size >= size
    return {
        "dataset": problem.dataset,
        "loss": _loss(problem, model, dataset),
        "initializer": problem.initializer or _initializer(model, problem.model),
        "start": _start(problem, model),
        "batch_size": None if whole else problem.batch_size,
    }


def _train_samples(problem: "NetworkSpec", model: Model, dataset: Dataset) -> int:
    """Number of samples that are not kept back for testing."""
    size = dataset.size(problem.dataset.params)
    tests = count_test_samples(problem.dataset.params, size)
    if problem.early_stopping is not None and tests == 0:
        raise InvalidSpec(
            "/problem/early_stopping",
            "Early stopping watches the loss on samples kept back for testing, and there are none: raise the "
            "dataset's test_share, or leave it out.",
        )
    minimum = model.samples(problem.model.params)
    if size - tests < minimum:
        raise InvalidSpec(
            "/problem/dataset/params",
            f"Only {size - tests} sample is left to learn from, and batch normalization needs {minimum}: "
            "take more, keep back fewer for testing, or choose another normalization.",
        )
    return size - tests


def _fitted(problem: "NetworkSpec", model: Model) -> Choice:
    """The dataset with the choices that its data, the model and the loss decide."""
    fit = DATASETS.named(problem.dataset.name).fit
    if fit is None:
        return problem.dataset  # type: ignore[no-any-return]
    loss = None if problem.loss is None else LOSSES.named(problem.loss.name)
    demand = Demand(model.features, asked_task(model, loss))
    with data_errors():
        return problem.dataset.model_copy(update={"params": fit(problem.dataset.params, demand)})  # type: ignore[no-any-return]


def asked_task(model: Model | None, loss: Loss | None) -> Task | None:
    """The task that the model or, if that has several, the loss asks for; None if both leave it open."""
    return next((entry.tasks[0] for entry in (model, loss) if entry and len(entry.tasks) == 1), None)


def _dataset(choice: Choice) -> Dataset:
    with data_errors():
        return dataset_of(choice)


@contextmanager
def data_errors() -> Iterator[None]:
    """Turn errors in the user's data into errors of the dataset's parameters, but not ``MissingTable``."""
    try:
        yield
    except MissingTable:
        raise  # whoever has the table can repeat the call
    except InvalidData as error:
        raise InvalidSpec(f"/problem/dataset/params/{error.field}", error.detail) from error


def check_batch(pointer: str, problem: "NetworkSpec", size: int | None) -> None:
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


def _loss(problem: "NetworkSpec", model: Model, dataset: Dataset) -> Choice:
    fitting = list(fitting_losses(model, dataset))
    if not fitting:
        pairs = pairings()
        if dataset.name in pairs[model.name]:
            raise InvalidSpec("/problem/dataset/params", _misfit(model, dataset))
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


def _misfit(model: Model, dataset: Dataset) -> str:
    """Why a model cannot learn a dataset with the settings that it has, with the remedy."""
    words = {"classification": "a class", "regression": "a number"}
    reason = "takes other inputs or classes"
    if dataset.task not in model.tasks:
        reason = f"predicts {words[model.tasks[0]]}, and {words[dataset.task]} is asked for"
    elif model.features is not None and model.features != dataset.features:
        taken, given = pluralize(model.features, "input"), pluralize(dataset.features, "input")
        reason = f"takes {taken}, and the dataset has {given}"
    elif dataset.classes is not None:
        reason = f"does not tell {dataset.classes} classes apart"
    return (
        f"The model {model.name!r} cannot learn {dataset.name!r} with these settings: it {reason}. Change "
        "the dataset's settings, or choose another model."
    )


def _initializer(model: Model, choice: Choice) -> Choice:
    """Default initializer: Kaiming for rectifiers, for which it was derived; Xavier for all others."""
    rectifier = model.nonlinearity(choice.params) in ("relu", "leaky_relu")
    return INITIALIZERS.choose("kaiming_normal" if rectifier else "xavier_normal")


def _start(problem: "NetworkSpec", model: Model) -> tuple[float, float] | None:
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
