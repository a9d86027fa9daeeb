"""Step breakdown: takes one optimizer step apart into the terms of its update rule."""

from collections.abc import Mapping
from typing import Any, final

import torch
from pydantic import BaseModel, Field
from torch import Tensor

from ..catalog.methods.step_terms import StepSnapshot, StepTerm, StepTerms
from ..core.errors import InvalidSpec
from ..landscape.replay import replay_of
from ..run.racer import RacerRun
from ..spec.experiment import MAX_STEPS
from .base import Analysis, StepRequest

MAX_SHOWN = 2
"""Number of weights whose values are shown: x and y, or the network's weights that move most."""


MAX_TENSORS = 1000


@final
class StepBreakdownRequest(StepRequest):
    """Step breakdown request: a step of a racer."""

    step: int = Field(0, ge=0, le=MAX_STEPS, description="The point before the step.")
    tensor: int | None = Field(
        None,
        ge=0,
        lt=MAX_TENSORS,
        description="Index of a network's weight tensor; null takes the one that moves most.",
    )


@final
class StepTermResponse(BaseModel):
    """Step term: one equation of the update rule."""

    symbol: str = Field(description="Left-hand side, as LaTeX.", examples=["m"])
    title: str = Field(examples=["First moment"])
    sentence: str
    formula: str = Field(description="Right-hand side in symbols, as LaTeX.")
    numbers: list[str] = Field(description="Right-hand side with numbers, for each shown weight.")
    values: list[float | None] = Field(description="Value in the real optimizer, for each shown weight.")
    direction: int = Field(description="1 if the weights move along it, -1 if against it, else 0.")


@final
class StepBreakdownResponse(BaseModel):
    """Step breakdown response: the terms of a step in order; the values of the last are the next weights."""

    step: int = Field(
        description="The point before the step: the requested one, or the last that has a step."
    )
    tensors: list[str] = Field(description="Names of a network's weight tensors; empty on surfaces.")
    tensor: int
    weights: list[str] = Field(description="Names of the shown weights.", examples=[["x", "y"]])
    parts: list[StepTermResponse]


@final
class _StepProbe:
    """Hooks on an optimizer: record its state, weights and gradients before one step of a racer."""

    def __init__(self, racer: RacerRun) -> None:
        self.racer = racer
        self.before: list[dict[str, Any]] = []
        self.settings: dict[Tensor, Mapping[str, Any]] = {}
        self.weights_before: list[Tensor] = []
        self.gradients: list[Tensor] = []
        self.taken = False

    @property
    def optimizer(self) -> torch.optim.Optimizer:
        """The racer's optimizer. Only methods that are optimizers of torch have step terms."""
        optimizer = self.racer.method.optimizer
        assert optimizer is not None
        return optimizer

    def run_step(self) -> None:
        """Run one step; the hooks only read, so the step's bits do not change."""
        optimizer = self.optimizer
        hooks = [
            optimizer.register_step_pre_hook(lambda *_: self._before_step()),
            optimizer.register_step_post_hook(lambda *_: self._after_step()),
        ]
        try:
            self.racer.advance(1)
        finally:
            for hook in hooks:
                hook.remove()

    def _before_step(self) -> None:
        optimizer, parameters = self.optimizer, self.racer.parameters
        if self.weights_before:
            return  # An optimizer made of several calls this hook for each of them.
        self.weights_before = [parameter.detach().clone() for parameter in parameters]
        self.gradients = [_copied(parameter.grad) for parameter in parameters]
        self.before = [
            {key: _copied(value) for key, value in self._state(index).items()}
            for index in range(len(parameters))
        ]
        for group in optimizer.param_groups:
            settings = {key: value for key, value in group.items() if key != "params"}
            self.settings |= dict.fromkeys(group["params"], settings)

    def _state(self, index: int) -> Mapping[str, Any]:
        """The optimizer's state of one tensor, empty before the first step.

        L-BFGS has one flat state for all tensors, of which this tensor's slice is taken.
        """
        parameters, state = self.racer.parameters, self.optimizer.state
        if self.racer.entry.call != "closure":
            return dict(state.get(parameters[index], {}))
        shared = dict(state.get(parameters[0], {}))
        begin = sum(parameter.numel() for parameter in parameters[:index])
        for key in ("d", "prev_flat_grad"):
            if shared.get(key) is not None:
                shared[key] = shared[key][begin : begin + parameters[index].numel()]
        return shared

    def _after_step(self) -> None:
        self.taken = True

    def snapshot(self, index: int, noise: list[Tensor] | None) -> StepSnapshot:
        """Build the record of one weight tensor in this step.

        Args:
            index: of the tensor among the racer's parameters.
            noise: gradient noise of the step, one tensor per parameter; None without noise.
        """
        parameter = self.racer.parameters[index]
        gradient, extra = self.gradients[index], noise[index] if noise else None
        if extra is not None and self.racer.entry.call != "closure":
            gradient = gradient - extra  # the optimizer received their sum
        return StepSnapshot(
            self.settings[parameter],
            self.before[index],
            self._state(index),
            self.weights_before[index],
            parameter.detach(),
            gradient,
            extra,
        )


def break_down(request: StepBreakdownRequest) -> dict[str, Any]:
    """Break down the step after point ``step``, or the racer's last step if it ended before.

    Returns:
        ``step``: the point before the step; ``tensors``: names of all weight tensors of a network, empty for
        a surface; ``tensor``: index of the one shown; ``weights``: names of the weights shown; ``parts``: the
        terms in order of computation.
        Each has its formula as LaTeX, in symbols and with the numbers of the shown weights. The values are
        read from the real optimizer, so the last term has the bits of the next point.

    Raises:
        InvalidSpec: if the racer takes no step at all, its optimizer has no step terms, or there is no such
            tensor.
    """
    replay = replay_of(request.experiment, request.racer)
    step_terms = replay.racer.entry.step_terms
    if step_terms is None:
        raise InvalidSpec(
            "/racer",
            f"A step of {replay.racer.entry.title} cannot be shown term by term: "
            "its entry has no step_terms. Choose a racer with another optimizer.",
        )
    replay.seek(request.step)
    probe, start_step = _StepProbe(replay.racer), replay.racer.step
    probe.run_step()
    if not probe.taken or replay.racer.step == start_step:
        if start_step == 0:
            raise InvalidSpec("/step", "This racer takes no step: its loss at the start is no finite number.")
        return break_down(request.model_copy(update={"step": start_step - 1}))
    tensor = _tensor_index(request, probe)
    terms = StepTerms(probe.snapshot(tensor, replay.problem.noise(start_step)))
    with torch.no_grad():
        step_terms(terms)
    indices = _most_moved(terms.terms[-2])
    return {
        "step": start_step,
        "tensors": _tensor_names(replay.racer),
        "tensor": tensor,
        "weights": _weight_names(replay.racer, terms.snapshot.weights_before, indices),
        "parts": [_term_json(term, indices) for term in terms.terms],
    }


def _tensor_index(request: StepBreakdownRequest, probe: _StepProbe) -> int:
    """Index of the tensor to show: the requested one, else the one that the step moved most."""
    parameters = probe.racer.parameters
    if request.tensor is not None:
        if request.tensor >= len(parameters):
            raise InvalidSpec(
                "/tensor", f"There is no tensor {request.tensor}: the network has {len(parameters)}."
            )
        return request.tensor
    moves = [
        float((now.detach() - then).norm())
        for now, then in zip(parameters, probe.weights_before, strict=True)
    ]
    return max(range(len(moves)), key=moves.__getitem__)


def _most_moved(step: StepTerm) -> list[int]:
    """Flat indices of the weights that move most, at most ``MAX_SHOWN``."""
    moves = step.value.value.reshape(-1).abs()
    if len(moves) <= MAX_SHOWN:
        return list(range(len(moves)))
    return sorted(torch.topk(moves, MAX_SHOWN).indices.tolist())


def _tensor_names(racer: RacerRun) -> list[str]:
    problem = racer.problem
    pairs = zip(problem.names, problem.shapes, strict=False)  # a problem without names has none to choose
    return [f"{name} ({' × '.join(map(str, shape)) or '1'})" for name, shape in pairs]


def _weight_names(racer: RacerRun, place: Tensor, indices: list[int]) -> list[str]:
    """The weights' names such as x and y, or their positions in their tensor, counted from 1."""
    if racer.problem.coordinates:
        return [racer.problem.coordinates[k] for k in indices]
    return [
        ",".join(str(int(i) + 1) for i in torch.unravel_index(torch.tensor(k), place.shape)) for k in indices
    ]


def _term_json(term: StepTerm, indices: list[int]) -> dict[str, Any]:
    scalar = term.value.value.numel() == 1 and len(indices) > 1
    shown = indices[:1] if scalar else indices
    return {
        "symbol": term.symbol,
        "title": term.title,
        "sentence": term.sentence,
        "formula": term.rule.latex(),
        "numbers": [term.rule.latex(index) for index in shown],
        "values": [term.value.at(index) for index in shown],
        "direction": term.direction,
    }


def _copied(value: Any) -> Any:
    """Copy a value of the state, so that the step cannot change it."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    return list(value) if isinstance(value, list) else value


ENTRY = Analysis(
    name="step_breakdowns",
    title="Break down one step",
    summary=(
        "One step of a racer, term by term: gradient, moments, bias correction, step. The numbers are "
        "recorded from the real optimizer as it takes the step."
    ),
    params=StepBreakdownRequest,
    function=break_down,
    facts=StepBreakdownResponse,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
            "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
            "steps": 20,
        },
        "racer": 0,
        "step": 10,
    },
    duration="long on networks",
    former_path="films",
)
