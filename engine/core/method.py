"""Method interface: the rule by which one racer moves its weights, and what it may ask of the problem.

A ``Method`` takes one step at a time. What it needs comes from an ``Oracle``, which belongs to one racer
and counts what is asked. Optimizers of torch are one kind of method (``catalog/methods/torch_method.py``);
a rule without learning rate, without gradient, with a population or with questions to a person is another.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor


class Need(StrEnum):
    """What a method asks of the problem; it decides where the method can run and how its cost is counted."""

    VALUES = "values"
    """Losses at places of its choice."""
    GRADIENT = "gradient"
    HVP = "hvp"
    """Products of the Hessian with a vector."""
    HESSIAN = "hessian"
    """The whole Hessian: one product for each weight."""
    RESIDUALS = "residuals"
    """Residuals, half of whose squares sum up to the loss."""
    FISHER = "fisher"
    """Gradients of single samples."""
    ACTIVATIONS = "activations"
    """Inputs and outputs of a network's layers."""
    ANSWERS = "answers"
    """A person's answers."""


class Readout(NamedTuple):
    """Readout of a method at one point.

    Attributes:
        lr: learning rate of the next step; NaN if the method has none.
        moments: first moments, one per parameter; None stands for zero, an empty list for a method without.
    """

    lr: float
    moments: Sequence[Tensor | None] = ()


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks: what one step shows beside the ball, in weight space.

    Attributes:
        points: places that were tried, shape (points, dim).
        values: losses at these places, shape (points,).
        arrows: begins and ends of arrows, shape (arrows, 2, dim).
        mean, covariance: a normal distribution, drawn as an ellipse: shapes (dim,) and (dim, dim), or () for
            a variance that is the same in all directions. None without one.
    """

    points: Tensor = field(default_factory=lambda: torch.empty(0, 0))
    values: Tensor = field(default_factory=lambda: torch.empty(0))
    arrows: Tensor = field(default_factory=lambda: torch.empty(0, 2, 0))
    mean: Tensor | None = None
    covariance: Tensor | None = None


Question = Mapping[str, Any]
"""What a person is asked, as JSON values. ``text`` is a sentence for the user."""


class Pending(Exception):
    """Raised by ``Oracle.answer`` where the experiment has no answer yet. The run waits at this point."""

    def __init__(self, question: Question) -> None:
        super().__init__("The run waits for an answer.")
        self.question = question


class StepFailed(ArithmeticError):
    """Raised by a method that cannot take a step, with the reason: "its Hessian is singular there".

    The racer ends at this point; the others go on.
    """


class Oracle(Protocol):
    """Oracle: one racer's problem at the present step. Every question is counted.

    Attributes:
        parameters: the racer's weights; a method moves them in place.
        loss: loss of the present batch at the point that the step leaves. It cannot be differentiated again.
        step: index of that point.
        vectorized: whether ``values`` evaluates many points at once; otherwise one after another.
    """

    parameters: list[Tensor]
    loss: Tensor
    step: int
    vectorized: bool

    def gradient(self) -> None:
        """Make ``.grad`` the gradient at the point that the step leaves. Counts one evaluation."""

    def closure(self) -> Tensor:
        """Loss where the parameters are now; ``.grad`` is its gradient. Counts one evaluation."""

    def graph(self) -> Tensor:
        """Loss where the parameters are now, with its graph and without a backward pass.

        Counts one value if gradients are disabled. Otherwise it counts one evaluation, and one more for each
        weight if the method takes the Hessian from it.
        """

    def values(self, points: Tensor) -> Tensor:
        """Losses of the present batch at ``points`` of shape (k, dim); shape (k,). Counts k values."""

    def hvp(self, vector: Tensor) -> Tensor:
        """Hessian times ``vector`` where the parameters are now, shape (dim,). Counts one evaluation."""

    def hessian(self) -> Tensor:
        """Hessian where the parameters are now, shape (dim, dim). Counts ``dim`` evaluations."""

    def rng(self) -> torch.Generator:
        """Generator of random numbers: a function of seed, racer and step alone."""

    def answer(self, question: Question) -> Mapping[str, Any]:
        """The person's answer at this step. Raises ``Pending`` if the experiment has none.

        The step is then taken again from its beginning: ask before the weights or the state change.
        """


def rate_of(settings: Mapping[str, Any]) -> float | None:
    """The learning rate among a method's settings; None if it has none."""
    return float(settings["lr"]) if "lr" in settings else None


Tree = Any
"""Numbers, strings, lists, tuples, mappings and tensors, as ``codec.pack`` takes them."""


class Method(ABC):
    """Method: one racer's rule, with its settings and its state.

    Attributes:
        needs: what it asks of the problem, as its entry says.
    """

    needs: frozenset[Need] = frozenset({Need.GRADIENT})

    @abstractmethod
    def step(self, oracle: Oracle) -> Marks | None:
        """Take one step: move ``oracle.parameters`` in place. Returns what it shows beside the ball."""

    @abstractmethod
    def state(self) -> Tree:
        """The state for a checkpoint."""

    @abstractmethod
    def restore(self, state: Tree) -> None:
        """Restore ``state``."""

    @abstractmethod
    def readout(self) -> Readout:
        """Learning rate of the next step, and first moments."""

    @abstractmethod
    def set_live(self, name: str, value: Any) -> None:
        """Set one parameter during a run; the state stays as it is."""

    @abstractmethod
    def settings(self) -> Mapping[str, Any]:
        """The settings in force, by name."""

    @property
    def optimizer(self) -> torch.optim.Optimizer | None:
        """The optimizer of torch that takes the steps; None for a method that is none."""
        return None
