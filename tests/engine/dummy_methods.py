"""Dummy methods: entries of rules that the catalog lacks, and the context that adds them for a while.

One asks a person, one moves before its first evaluation, one raises, one reuses the memory of its marks.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import torch
from torch import Tensor

from engine.catalog.methods import OPTIMIZERS, Optimizer
from engine.catalog.methods.fields import learning_rate
from engine.core.method import Marks, Method, Need, Oracle, Readout
from engine.core.params import Params, integer, option, real
from engine.spec.experiment import Experiment, Racer


@contextmanager
def added(*entries: Optimizer) -> Iterator[None]:
    """Add entries to the registry of optimizers, and to what an experiment may name, until the end."""
    known = list(OPTIMIZERS)
    _set_entries([*known, *entries])
    try:
        yield
    finally:
        _set_entries(known)


def _set_entries(entries: Sequence[Optimizer]) -> None:
    OPTIMIZERS.__init__(OPTIMIZERS.family, entries)  # type: ignore[misc]
    for cached in ("choice", "_choice_models"):
        OPTIMIZERS.__dict__.pop(cached, None)
    Racer.model_fields["optimizer"].annotation = OPTIMIZERS.choice
    Racer.model_rebuild(force=True)
    Experiment.model_rebuild(force=True)


def flat(tensors: Iterable[Tensor]) -> Tensor:
    """All weights as one vector, a copy."""
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors])


def write(tensors: Iterable[Tensor], vector: Tensor) -> None:
    """Write a vector into the weights."""
    begin = 0
    with torch.no_grad():
        for tensor in tensors:
            tensor.copy_(vector[begin : begin + tensor.numel()].view_as(tensor))
            begin += tensor.numel()


class AskingParams(Params):
    """Parameters of ``Asking``."""

    rate: float = real(0.1, "Share of the gradient.", live=True, ge=0.0)
    size: float = real(0.5, "Length of a step to one side.", live=True, gt=0.0)
    every: int = integer(5, "Steps between two questions.", ge=1)
    poison: int | None = integer(None, "From the point after this step on, its gradient is not finite.")


class Asking(Method):
    """Gradient descent that asks at every fifth step which way to go along the first weight.

    It looks at both sides before it asks, and remembers the answers: each step moves a little to their side.
    """

    def __init__(self, parameters: Sequence[Tensor], params: AskingParams) -> None:
        self.parameters = parameters
        self.values: dict[str, Any] = params.model_dump()
        self.sides: list[float] = []

    def step(self, oracle: Oracle) -> Marks | None:
        here = flat(oracle.parameters)
        first = torch.zeros_like(here)
        first[0] = self.values["size"]
        if oracle.step == self.values["poison"]:
            oracle.parameters[0].register_hook(lambda slope: slope * torch.nan)
        if oracle.step == 0 or oracle.step % self.values["every"]:
            oracle.gradient()
            slope = flat(one.grad for one in oracle.parameters if one.grad is not None)
            write(oracle.parameters, here - self.values["rate"] * slope + 0.01 * sum(self.sides) * first)
            return None
        points = torch.stack([here - first, here + first])
        values = oracle.values(points)
        answer = oracle.answer({"text": "Which way?"})
        self.sides.append(-1.0 if answer["way"] == "left" else 1.0)
        write(oracle.parameters, here + self.sides[-1] * first)
        return Marks(points=points, values=values)

    def state(self) -> dict[str, Any]:
        return {"values": self.values, "sides": self.sides}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.values, self.sides = dict(state["values"]), list(state["sides"])

    def readout(self) -> Readout:
        return Readout(torch.nan)

    def set_live(self, name: str, value: Any) -> None:
        self.values[name] = value

    def settings(self) -> Mapping[str, Any]:
        return self.values


ASKING = Optimizer(
    name="asking",
    title="Asking",
    summary="Asks which way to go.",
    params=AskingParams,
    needs=frozenset({Need.GRADIENT, Need.VALUES, Need.ANSWERS}),
    build_method=lambda parameters, params, _seed: Asking(parameters, params),
)

Writing = Literal["copy", "data", "set"]


class CandidatesParams(Params):
    """Parameters of ``Candidates``."""

    size: float = real(0.3, "Distance of the candidates.", gt=0.0)
    writing: Writing = option("copy", "How it writes its weights.")


class Candidates(torch.optim.Optimizer):
    """Takes the best of six candidates around its place, by closures alone: it moves before the first."""

    def __init__(self, params: Iterable[Tensor], size: float = 0.3, writing: Writing = "copy") -> None:
        super().__init__(params, {"size": size, "writing": writing})
        self.tried: list[list[float]] = []
        self.losses: list[float] = []

    def _move(self, parameter: Tensor, place: Tensor) -> None:
        if self.defaults["writing"] == "copy":
            with torch.no_grad():
                parameter.copy_(place)
        elif self.defaults["writing"] == "data":
            parameter.data.copy_(place)
        else:
            parameter.data = place.clone()

    def step(self, closure: Callable[[], Tensor]) -> None:  # type: ignore[override]
        (parameter,) = self.param_groups[0]["params"]
        here, angles = parameter.detach().clone(), torch.arange(6, dtype=torch.float64) * torch.pi / 3
        ring = here + self.defaults["size"] * torch.stack([angles.cos(), angles.sin()], 1)
        self.tried, self.losses = ring.tolist(), []
        for place in ring:
            self._move(parameter, place)
            self.losses.append(closure().item())
        self._move(parameter, ring[self.losses.index(min(self.losses))])


def _candidates_marks(optimizer: Any) -> Marks:
    return Marks(points=torch.tensor(optimizer.tried), values=torch.tensor(optimizer.losses))


CANDIDATES = Optimizer(
    name="candidates",
    title="Candidates",
    summary="The best of six.",
    params=CandidatesParams,
    torch_class=Candidates,
    call="closure",
    marks=_candidates_marks,
)


class BoomParams(Params):
    """Parameters of ``Boom``."""

    lr: float = learning_rate(0.1)
    at: int = integer(7, "The step that fails.", ge=0)
    error: Literal["RuntimeError", "KeyError", "OverflowError", "empty"] = option(
        "RuntimeError", "Its error."
    )


class Boom(torch.optim.SGD):
    """Gradient descent that raises at one step."""

    def __init__(self, params: Iterable[Tensor], lr: float = 0.1, at: int = 7, error: str = "RuntimeError"):
        super().__init__(params, lr=lr, foreach=False)
        self.param_groups[0].update(at=at, error=error, calls=0)

    def step(self, closure: Any = None) -> None:
        group = self.param_groups[0]
        if group["calls"] == group["at"]:
            errors = {"RuntimeError": RuntimeError, "KeyError": KeyError, "OverflowError": OverflowError}
            raise errors[group["error"]]("boom") if group["error"] != "empty" else RuntimeError
        super().step(closure)
        group["calls"] += 1


BOOM = Optimizer(name="boom", title="Boom", summary="It fails.", params=BoomParams, torch_class=Boom)


class PainterParams(Params):
    """Parameters of ``Painter``."""

    poison: int | None = integer(None, "From the point after this step on, its gradient is not finite.")


class Painter(Method):
    """Stays where it is, and shows places and losses in memory that the next step overwrites."""

    def __init__(self, parameters: Sequence[Tensor], params: PainterParams) -> None:
        self.parameters, self.poison, self.calls = parameters, params.poison, 0
        dim = sum(parameter.numel() for parameter in parameters)
        self.points = torch.zeros(2, dim, dtype=torch.float64)
        self.values = torch.zeros(2, dtype=torch.float64)
        self.covariance = torch.zeros(dim, dim, dtype=torch.float64)

    def step(self, oracle: Oracle) -> Marks:
        self.points.fill_(oracle.step)
        self.values.fill_(oracle.step)
        self.covariance.fill_(oracle.step)
        if oracle.step == self.poison:
            oracle.parameters[0].register_hook(lambda slope: slope * torch.nan)
        mean, covariance = self.points[0], self.covariance
        return Marks(points=self.points, values=self.values, mean=mean, covariance=covariance)

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        assert state == {}

    def readout(self) -> Readout:
        return Readout(torch.nan)

    def set_live(self, name: str, value: Any) -> None:
        raise NotImplementedError

    def settings(self) -> Mapping[str, Any]:
        return {}


PAINTER = Optimizer(
    name="painter",
    title="Painter",
    summary="It shows where it is.",
    params=PainterParams,
    needs=frozenset({Need.VALUES}),
    build_method=lambda parameters, params, _seed: Painter(parameters, params),
)
