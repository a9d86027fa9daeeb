"""Network spec: a model that learns a dataset."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

import torch
from pydantic import ConfigDict, Field

from ...catalog.datasets import DATASETS
from ...catalog.datasets.load import dataset_of
from ...catalog.initializers import INITIALIZERS
from ...catalog.losses import LOSSES
from ...catalog.models import MODELS
from ...core.early_stopping import TEST_LOSS_EVERY
from ...core.errors import InvalidSpec
from ...core.params import Pair, live_fields
from ...core.registry import Choice, chosen
from ...core.setting_texts import setting_texts, value_text
from ..default_rates import formula_rate, network_rate
from ..live_values import checked_values
from ..two_weight_loss import two_weight_function
from .base import ProblemSpec, TrainingSettings
from .network_completion import check_batch, complete_network

MAX_PENALTY = 10.0

NETWORK_EDITS = {
    "batch_size": "/problem/batch_size",
    "dropout": "/problem/model/params/dropout",
    "l1": "/problem/l1",
}
"""Settings of a network that an edit can change for one racer, and their JSON pointers in the experiment."""


class NetworkSpec(ProblemSpec):
    """A network problem: a model, its dataset, its loss and the initializer of its weights."""

    model_config = ConfigDict(title="NetworkProblem")

    noun: ClassVar[str] = "network"
    has_data: ClassVar[bool] = True
    has_matrices: ClassVar[bool] = True
    edit_settings: ClassVar[Mapping[str, str]] = NETWORK_EDITS
    quantities_refusal: ClassVar[str | None] = None
    starts_refusal: ClassVar[str | None] = (
        "A network's start is drawn by its seed: spread the seeds to see other starts."
    )

    kind: Literal["network"]
    model: MODELS.choice  # type: ignore[name-defined]
    dataset: DATASETS.choice  # type: ignore[name-defined]
    loss: LOSSES.choice | None = None  # type: ignore[name-defined]
    initializer: INITIALIZERS.choice | None = None  # type: ignore[name-defined]
    weights_draw: int = Field(
        0,
        ge=0,
        lt=2**31,
        description="Another number draws other initial weights; data, batches and noise stay.",
    )
    batch_size: int | None = Field(None, ge=1, description="Samples per step; null is the whole set.")
    start: Pair | None = None
    l1: float = Field(
        0.0,
        ge=0.0,
        le=MAX_PENALTY,
        description="Factor of the sum of all weights' magnitudes, which is added to the loss that the "
        "optimizer sees. The landscape and the reported loss leave it out.",
    )
    early_stopping: int | None = Field(
        None,
        ge=1,
        le=1_000,
        description=f"Stop a racer after this many checks of the test loss, one every {TEST_LOSS_EVERY} "
        "steps, without a new lowest value; null never stops it.",
    )
    measure_every: int = Field(
        1,
        ge=1,
        le=1_000,
        description="Interval, in points, at which the loss on the whole training set is measured; it is "
        "also measured at the last point. Points between repeat the value before. A larger one is faster.",
    )

    def title(self) -> str:
        return f"{MODELS.named(self.model.name).title} on {DATASETS.named(self.dataset.name).title}"

    def names(self) -> list[str]:
        return [self.model.name, self.dataset.name]

    def conditions(self) -> list[str]:
        chosen_parts = (self.model, self.dataset)
        settings = [text for one in chosen_parts for text in setting_texts(one.params, (), False).values()]
        start = [f"start {value_text(self.start)}"] if self.start is not None else []
        batch = [f"batch size {self.batch_size}"] if self.batch_size is not None else []
        penalty = [f"l1 {value_text(self.l1)}"] if self.l1 > 0.0 else []
        return [*settings, *start, *batch, *penalty]

    def summary(self) -> tuple[str, list[str]]:
        model, dataset = MODELS.named(self.model.name), dataset_of(self.dataset)
        return f"{model.title} on {dataset.title.lower()}", [model.summary, dataset.summary]

    def count_weights(self) -> int:
        """Number of weights. The module is built on torch's meta device."""
        dataset, loss = dataset_of(self.dataset), LOSSES.named(chosen(self.loss).name)
        with torch.device("meta"):
            module = MODELS.named(self.model.name).build(
                self.model.params, dataset.inputs(), loss.outputs(dataset.classes)
            )
        return sum(parameter.numel() for parameter in module.parameters())

    @property
    def exact(self) -> bool:
        return MODELS.named(self.model.name).weights == 2

    def _drawn_exactly(self) -> str:
        return f"{MODELS.named(self.model.name).title} has two weights and is drawn exactly"

    @property
    def kept_table(self) -> tuple[str, Any] | None:
        table = DATASETS.named(self.dataset.name).table
        return None if table is None else table(self.dataset.params)

    @property
    def training_settings(self) -> TrainingSettings:
        return TrainingSettings(self.batch_size, self.measure_every, self.early_stopping)

    def complete(self, plane: Choice | None, racers: int) -> tuple[Self, Choice | None]:
        """Fill in the problem and the plane.

        A batch size of at least the number of training samples becomes None, which means the whole set.
        """
        problem = self.model_copy(update=complete_network(self))
        return problem, problem.complete_plane(plane, racers)

    def default_rate(self, optimizer: Choice, seed: int) -> float:
        if not self.exact:
            return network_rate(optimizer)
        function, domain, minima = two_weight_function(self, seed)
        return formula_rate(function, domain, optimizer, minima)

    def take_edits(self, pointer: str, values: dict[str, Any]) -> dict[str, Any]:
        taken: dict[str, Any] = {}
        if "batch_size" in values:
            taken["batch_size"] = self._checked_batch(f"{pointer}/batch_size", values.pop("batch_size"))
        if "l1" in values:
            taken["l1"] = _checked_penalty(f"{pointer}/l1", values.pop("l1"))
        params = self.model.params
        own = {name: values.pop(name) for name in live_fields(type(params)) if name in values}
        return taken | (checked_values(pointer, params, own)[1] if own else {})

    def _checked_batch(self, pointer: str, size: Any) -> int:
        if not isinstance(size, int) or isinstance(size, bool) or size < 1:
            raise InvalidSpec(pointer, "A batch size is a whole number of at least 1.")
        check_batch(pointer, self, size)
        return size

    def guide_form(self) -> Self:
        return self.model_copy(update={"l1": 0.0, "early_stopping": None})

    @property
    def slow_runs(self) -> bool:
        return not self.exact


def _checked_penalty(pointer: str, penalty: Any) -> float:
    number = isinstance(penalty, int | float) and not isinstance(penalty, bool)
    if not number or not 0 <= penalty <= MAX_PENALTY:
        raise InvalidSpec(pointer, f"The penalty on weights is a number from 0 to {MAX_PENALTY:g}.")
    return float(penalty)
