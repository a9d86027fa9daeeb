"""Network problem: a torch module with data and a loss, drawn on a plane or, with two weights, exactly."""

from collections.abc import Sequence
from functools import cached_property
from typing import final

import numpy as np
import torch
from torch import Tensor, nn

from ..catalog.datasets.load import load
from ..catalog.initializers import INITIALIZERS
from ..catalog.losses import LOSSES
from ..catalog.models import MODELS
from ..core.domain import Domain, fit_domain
from ..core.params import live_fields
from ..core.registry import chosen
from ..core.rng import DROPOUT, WEIGHTS, torch_generator, torch_seed
from ..core.types import Array, Function
from ..spec.problems import NetworkSpec
from ..spec.two_weight_loss import two_weight_function
from .batches import Batches
from .derivatives import Derivatives
from .functional_module import FunctionalModule, is_norm_weight
from .grid_loss import PlaneWeights, module_loss_grid
from .grid_loss_conv import conv_loss_grid, starts_with_conv
from .grid_loss_sequential import sequential_loss_grid
from .problem import Problem
from .training_state import TrainingState

MAX_SHARPNESS_WORK = 3_000_000
"""Weights times samples up to which a verdict may compute the sharpness: some 20 gradients."""


@final
class NetworkProblem(Problem):
    """Network problem: model, data and loss of a completed spec, in float32.

    All racers share its modules: a racer's parameters are bound before each evaluation. Training differs
    from measuring in dropout and running statistics, so there are up to three modules: ``eval_net``, one to
    train, and one to train with dropout.

    Attributes:
        eval_net: the network in evaluation mode, without dropout.
        statistics: initially those of the start.
        dataset: the catalog entry with its parameters applied.
        test: the test set, which may be empty.
        inputs, targets: the training set, inputs of shape (samples, features), targets as encoded for the
            loss.
    """

    def __init__(self, spec: NetworkSpec, seed: int) -> None:
        self.spec, self.seed = spec, seed
        self.model = MODELS.named(spec.model.name)
        self.objective = LOSSES.named(chosen(spec.loss).name)
        self._load_data()
        self._build_module()
        self._start = self._draw_start()
        self._initial: Array = torch.cat([tensor.reshape(-1) for tensor in self._start]).numpy()
        self._minima = self._find_minima() if self.dim == 2 else []
        self.lowest_everywhere = self.model.lowest_everywhere if self._minima else ""
        places = [self.projector.project(self.parameters()), *self._minima]
        self.domain: Domain = fit_domain([place[:2] for place in places])

    def _load_data(self) -> None:
        data = load(self.spec.dataset, self.seed)
        self.dataset, self._samples, self.test = data.dataset, data.train, data.test
        self._encoded_targets = self.objective.encode(self._samples.targets, self.dataset.classes)
        self._ends = self.dataset.inputs(), self.objective.outputs(self.dataset.classes)
        self.inputs = torch.from_numpy(self._samples.inputs).float()
        self.targets = _cast(self._encoded_targets, torch.float32)
        self.samples = len(self.inputs)

    def _build_module(self) -> None:
        params = self.spec.model.params
        self._live = {name: getattr(params, name) for name in live_fields(type(params))}
        self._plain_train_net = self._build_net(dropout=0.0)
        self.statistics = self._plain_train_net.statistics()
        self.eval_net = self._build_net(dropout=0.0) if self.statistics else self._plain_train_net
        self.eval_net.module.eval()
        if self.statistics:
            self._plain_train_net.module.train()
        self.names = self.eval_net.names
        self.set_shapes(self.eval_net.shapes)

    def _build_net(self, dropout: float) -> FunctionalModule:
        params = self.spec.model.params
        if "dropout" in self._live:
            params = params.model_copy(update={"dropout": dropout})
        with torch.device("meta"):  # neither memory nor a draw from torch's global generator
            return FunctionalModule(self.model.build(params, *self._ends))

    @cached_property
    def dropout_net(self) -> FunctionalModule:
        """The network to train with dropout, built on first use."""
        return self._build_net(dropout=0.5)

    @property
    def module(self) -> nn.Module:
        """The module of ``eval_net``, with the parameters that were bound last."""
        return self.eval_net.module

    def _draw_start(self) -> list[Tensor]:
        """One float64 tensor per parameter, each from its own generator."""
        tensors = [torch.zeros(shape, dtype=torch.float64) for shape in self.shapes]
        if self.spec.start is not None:
            for tensor, value in zip(tensors, self.spec.start, strict=True):
                tensor.fill_(value)
            return tensors
        choice = chosen(self.spec.initializer)
        entry = INITIALIZERS.named(choice.name)
        nonlinearity = self.model.nonlinearity(self.spec.model.params)
        other = [self.spec.weights_draw] if self.spec.weights_draw else []
        for index, (name, tensor) in enumerate(zip(self.names, tensors, strict=True)):
            fill = entry.fill if tensor.ndim > 1 else entry.biases
            if is_norm_weight(name, tensor):
                tensor.fill_(1.0)  # the identity, as in torch
            elif fill is not None:
                fill(choice.params, tensor, torch_generator(self.seed, WEIGHTS, index, *other), nonlinearity)
        return tensors

    @property
    def network(self) -> "NetworkProblem":
        return self

    @property
    def initial(self) -> Array:
        """The weights at the start before they are rounded to float32, float64 of shape (dim,)."""
        return self._initial

    def parameters(self) -> list[Tensor]:
        return [tensor.float().requires_grad_() for tensor in self._start]

    def training(self) -> TrainingState:
        return TrainingState({**self._live, "l1": self.spec.l1}, self._plain_train_net.statistics())

    def forward(
        self, parameters: Sequence[Tensor], inputs: Tensor, statistics: Sequence[Tensor] | None = None
    ) -> Tensor:
        """Outputs of shape (samples, outputs) with these parameters, without dropout.

        Without ``statistics``, those of ``set_running_stats`` are used.
        """
        running_stats = self.statistics if statistics is None else statistics
        if running_stats and parameters[0].dtype != torch.float32:
            running_stats = [_cast(tensor, parameters[0].dtype) for tensor in running_stats]
        return self.eval_net(parameters, inputs, running_stats)

    def predict(
        self, parameters: Sequence[Tensor], inputs: Tensor, statistics: Sequence[Tensor] | None = None
    ) -> Tensor:
        """Outputs of shape (samples, outputs) for any inputs, without a graph.

        Batch normalization uses its running statistics, as ``forward`` takes them, or, if it has none, the
        mean and variance of the training set. So the output for one input does not depend on the others.
        """
        with torch.no_grad(), self.eval_net.frozen_batch_stats(lambda: self.forward(parameters, self.inputs)):
            return self.forward(parameters, inputs, statistics)

    def loss(
        self, parameters: Sequence[Tensor], batch: Tensor | None, training: TrainingState | None = None
    ) -> Tensor:
        inputs, targets = self.inputs, self.targets
        if batch is not None:
            inputs, targets = inputs[batch], targets[batch]
        if training is None:
            return self.objective.function(self.forward(parameters, inputs), targets)
        loss = self.objective.function(self._train_outputs(parameters, inputs, training), targets)
        if training.values["l1"] == 0.0:
            return loss
        sizes: Tensor = sum(parameter.abs().sum() for parameter in parameters)  # type: ignore[assignment]
        penalized: Tensor = loss + training.values["l1"] * sizes
        return penalized

    @property
    def samples_are_independent(self) -> bool:
        """Whether the output for one sample never depends on the others when the loss is told."""
        return not self.eval_net.uses_batch_statistics

    def train_net(self, training: TrainingState | None) -> FunctionalModule:
        """The network that ``loss`` evaluates with this training state."""
        if training is None:
            return self.eval_net
        return self._plain_train_net if training.values.get("dropout", 0.0) == 0.0 else self.dropout_net

    def _train_outputs(self, parameters: Sequence[Tensor], inputs: Tensor, training: TrainingState) -> Tensor:
        """Outputs in training; running statistics are updated in place."""
        rate = training.values.get("dropout", 0.0)
        if rate == 0.0:
            return self._plain_train_net(parameters, inputs, training.statistics)
        self.dropout_net.set_dropout(rate)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(torch_seed(self.seed, DROPOUT, training.step))
            return self.dropout_net(parameters, inputs, training.statistics)

    def is_full_batch(self, batch: Tensor | None, training: TrainingState | None = None) -> bool:
        if training is None:
            return batch is None
        values = training.values
        plain = values.get("dropout", 0.0) == 0.0 and values["l1"] == 0.0
        return batch is None and plain and not training.statistics

    def full_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float:
        statistics: list[Tensor] = [] if training is None else training.statistics
        with torch.no_grad():
            outputs = self.forward(parameters, self.inputs, statistics)
            return self.objective.function(outputs, self.targets).item()

    def test_loss(self, parameters: Sequence[Tensor], training: TrainingState | None = None) -> float | None:
        if len(self.test.inputs) == 0:
            return None
        outputs = self.predict(parameters, self._test_set[0], training and training.statistics)
        return self.objective.function(outputs, self._test_set[1]).item()

    @property
    def knows_sharpness(self) -> bool:
        return not self.statistics and self.dim * self.samples <= MAX_SHARPNESS_WORK

    def sharpness(self, weights: Tensor) -> float | None:
        if not self.knows_sharpness:
            return None
        try:
            return Derivatives(self, torch.float32).sharpness(weights.numpy())
        except np.linalg.LinAlgError:  # not finite
            return None

    @cached_property
    def _test_set(self) -> tuple[Tensor, Tensor]:
        """Inputs and encoded targets of the test set."""
        targets = self.objective.encode(self.test.targets, self.dataset.classes)
        return torch.from_numpy(self.test.inputs).float(), _cast(targets, torch.float32)

    def eval_loss(self, parameters: Sequence[Tensor], batch: Tensor | None = None) -> Tensor:
        """The 0-dim loss that the landscape shows, in the parameters' own precision, with its graph.

        It is on the whole training set without dropout; with ``batch``, sample indices, on these alone.
        """
        dtype = parameters[0].dtype
        inputs, targets = self.inputs_as(dtype), _cast(self._encoded_targets, dtype)
        if batch is not None:
            inputs, targets = inputs[batch], targets[batch]
        return self.objective.function(self.forward(parameters, inputs), targets)

    @property
    def labels(self) -> Array:
        """Targets of the training set before the loss encodes them, shape (samples,)."""
        return self._samples.targets

    def inputs_as(self, dtype: torch.dtype) -> Tensor:
        """Inputs of the training set in this precision, shape (samples, features)."""
        return torch.from_numpy(self._samples.inputs).to(dtype)

    def batches(self) -> Batches:
        """A cursor, even if the whole set is used at first: an edit may set a batch size."""
        return Batches(len(self.inputs), self.seed, self.model.samples(self.spec.model.params))

    @cached_property
    def function(self) -> Function | None:
        """The loss as a function of two weights in float64; None if there are more."""
        return two_weight_function(self.spec, self.seed)[0] if self.dim == 2 else None

    def loss_grid(self, x: Array, y: Array) -> Array:
        # Two weights are drawn exactly, and float32 is too coarse for data in its own units.
        dtype = torch.float64 if self.dim == 2 else torch.float32
        origin, first, second = (flat.to(dtype) for flat in self._frame())
        plane = PlaneWeights(origin, first, second, self.shapes)
        inputs, targets = self.inputs_as(dtype), _cast(self._encoded_targets, dtype)
        if self._loss_batch is not None:
            inputs, targets = inputs[self._loss_batch], targets[self._loss_batch]
        layers = None if self.model.layers is None else self.model.layers(self.spec.model.params)

        def statistics(a: float) -> list[Tensor]:
            return [_cast(tensor, dtype) for tensor in self.statistics_at(a)]

        if starts_with_conv(self.module):
            return conv_loss_grid(self.eval_net, plane, inputs, self.objective, targets, x, y, statistics)
        if layers is not None:
            return sequential_loss_grid(layers, plane, inputs, self.objective, targets, x, y, statistics)
        return module_loss_grid(
            lambda parameters, a: self.forward(parameters, inputs, statistics(a)),
            plane,
            self.objective,
            targets,
            x,
            y,
        )

    def known_minima(self) -> list[tuple[float, float, float]]:
        return self._minima

    def _find_minima(self) -> list[tuple[float, float, float]]:
        samples = self._samples
        places = self.model.known_minima(self.objective.name, samples.inputs[:, 0], samples.targets)
        return [(x, y, self.loss_grid(np.array([x]), np.array([y])).item()) for x, y in places]


def _cast(values: Tensor, dtype: torch.dtype) -> Tensor:
    return values.to(dtype) if values.is_floating_point() else values
