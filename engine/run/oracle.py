"""Racer oracle: answers a method's questions about the problem at one step, and counts them."""

from collections.abc import Mapping, Sequence
from typing import Any, final

import torch
from torch import Tensor

from ..catalog.methods import OPTIMIZERS
from ..catalog.methods.flat_weights import flatten, gradient_and_hessian
from ..core.method import Need, Pending, Question
from ..core.rng import METHOD, torch_generator
from ..problems.problem import Problem
from ..problems.training_state import TrainingState
from ..spec.experiment import Experiment


@final
class RacerOracle:
    """Racer oracle: the ``Oracle`` of one racer.

    Attributes:
        parameters: the racer's weights.
        loss: loss of the present batch at the point that was measured last. Its graph is spent.
        step: index of that point.
        evaluations: gradients asked for so far.
        queries: values asked for so far without a gradient.
    """

    def __init__(
        self, problem: Problem, experiment: Experiment, racer: int, training: TrainingState | None
    ) -> None:
        self.parameters = problem.parameters()
        self.loss = torch.tensor(torch.nan)
        self.step = 0
        self.evaluations = 0
        self.queries = 0
        self.vectorized = problem.vectorized
        self._problem = problem
        self._training = training
        self._seed, self._racer = experiment.seed, racer
        self._batch: Tensor | None = None
        self._noise: Sequence[Tensor] | None = None
        self._measured: list[Tensor] | None = None
        self._answers: dict[int, Mapping[str, Any]] = {}
        needs = OPTIMIZERS.named(experiment.racers[racer].optimizer.name).needs
        self._graph_cost = 1 + (problem.dim if Need.HESSIAN in needs else 0)
        self.set_answers(experiment)

    def set_answers(self, experiment: Experiment) -> None:
        """Take the answers of an experiment."""
        self._answers = {
            edit.step: edit.answer
            for edit in experiment.edits
            if edit.answer is not None and edit.racer in (None, self._racer)
        }

    def measure(self, step: int, batch: Tensor | None) -> Tensor:
        """Evaluate loss and gradient at the racer's place, which is not counted. Returns the loss."""
        self.step, self._batch = step, batch
        if self._training is not None:
            self._training.step = step
        self.loss = self._evaluate()
        return self.loss

    def begin_step(self, by_closure: bool) -> None:
        """Draw the noise of this step; with a closure, keep the place to which the measured gradient belongs.

        Weights may be moved through ``.data``, which leaves no trace, so that the place is kept as a copy.
        """
        self._noise = self._problem.noise(self.step)
        self._measured = [one.detach().clone() for one in self.parameters] if by_closure else None

    def gradient(self) -> None:
        """Make ``.grad`` the gradient at the measured point, with its noise. Counts one evaluation."""
        self.evaluations += 1
        self._add_noise()

    def closure(self) -> Tensor:
        """Loss where the parameters are now; ``.grad`` is its gradient, with noise. Counts one evaluation.

        The first call at the measured point returns what was measured.
        """
        self.evaluations += 1
        measured, self._measured = self._measured, None
        if measured is not None and all(map(torch.equal, measured, self.parameters)):
            loss = self.loss
        else:
            loss = self._evaluate()
        self._add_noise()
        return loss

    def graph(self) -> Tensor:
        """Loss where the parameters are now, with its graph; its gradient has the noise of the step.

        Counts one value if gradients are disabled. Otherwise it counts one evaluation, and one more for each
        weight if the method takes the Hessian from it.
        """
        loss = self._loss()
        if not torch.is_grad_enabled():
            self.queries += 1
            return loss
        self.evaluations += self._graph_cost
        for parameter, extra in zip(self.parameters, self._noise or (), strict=False):
            loss = loss + (extra * (parameter - parameter.detach())).sum()  # adds 0, and the noise's slope
        return loss

    def values(self, points: Tensor) -> Tensor:
        """Losses of the present batch at ``points`` of shape (k, dim); shape (k,). Counts k values."""
        self.queries += len(points)
        return self._problem.values(points, self._batch, self._training)

    def hvp(self, vector: Tensor) -> Tensor:
        """Hessian times ``vector`` where the parameters are now, shape (dim,). Counts one evaluation."""
        self.evaluations += 1
        with torch.enable_grad():
            slopes = torch.autograd.grad(
                self._loss(), self.parameters, create_graph=True, materialize_grads=True
            )
            slope = flatten(slopes)
            if not slope.requires_grad:  # linear in every weight
                return torch.zeros_like(vector)
            return flatten(torch.autograd.grad(slope, self.parameters, vector, materialize_grads=True))

    def hessian(self) -> Tensor:
        """Hessian where the parameters are now, shape (dim, dim). Counts ``dim`` evaluations."""
        self.evaluations += self._problem.dim
        with torch.enable_grad():
            return gradient_and_hessian(self._loss(), self.parameters)[1]

    def rng(self) -> torch.Generator:
        """Generator of random numbers: a function of seed, racer and step alone."""
        return torch_generator(self._seed, METHOD, self._racer, self.step)

    def answer(self, question: Question) -> Mapping[str, Any]:
        """The person's answer at this step. Raises ``Pending`` if the experiment has none."""
        if self.step not in self._answers:
            raise Pending(question)
        return self._answers[self.step]

    def _loss(self) -> Tensor:
        return self._problem.loss(self.parameters, self._batch, self._training)

    def _evaluate(self) -> Tensor:
        for parameter in self.parameters:
            parameter.grad = None
        loss = self._loss()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    def _add_noise(self) -> None:
        if self._noise is not None:
            for parameter, extra in zip(self.parameters, self._noise, strict=True):
                assert parameter.grad is not None  # every weight of a problem with noise has a gradient
                parameter.grad += extra
