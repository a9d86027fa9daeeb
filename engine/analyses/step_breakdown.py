"""One step of a racer, taken apart into the parts of its rule, from arguments that cross processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import torch
from torch import Tensor

from ..catalog.methods.step_terms import StepSnapshot, StepTerm, StepTerms
from ..core.errors import InvalidSpec
from ..landscape.replay import replay_of
from ..problems.network import NetworkProblem
from ..run.racer import RacerRun

MAX_SHOWN = 2
"""Weights whose numbers are shown: x and y, or of a network those that the step moves most."""


@final
@dataclass(frozen=True)
class StepRequest:
    """What is to be filmed.

    Attributes:
        experiment: a completed experiment as JSON.
        racer: its index.
        step: the point that the step leaves.
        tensor: of a network, which of its weight tensors; None takes the one that the step moves most.
    """

    experiment: str
    racer: int
    step: int
    tensor: int | None = None


@final
class _StepProbe:
    """Stands between a ball and its optimizer for one step."""

    def __init__(self, ball: RacerRun) -> None:
        self.ball = ball
        self.before: list[dict[str, Any]] = []
        self.settings: dict[Tensor, Mapping[str, Any]] = {}
        self.places: list[Tensor] = []
        self.gradients: list[Tensor] = []
        self.taken = False

    def run_step(self) -> None:
        """Let the ball take its step; nothing of it is changed by being watched."""
        optimizer = self.ball.optimizer
        hooks = [
            optimizer.register_step_pre_hook(lambda *_: self._before_step()),
            optimizer.register_step_post_hook(lambda *_: self._after_step()),
        ]
        try:
            self.ball.advance(1)
        finally:
            for hook in hooks:
                hook.remove()

    def _before_step(self) -> None:
        optimizer, parameters = self.ball.optimizer, self.ball.parameters
        if self.places:
            return  # an optimizer of several parts may call for each of them
        self.places = [parameter.detach().clone() for parameter in parameters]
        self.gradients = [_copied(parameter.grad) for parameter in parameters]
        self.before = [
            {key: _copied(value) for key, value in self._state(index).items()}
            for index in range(len(parameters))
        ]
        for group in optimizer.param_groups:
            settings = {key: value for key, value in group.items() if key != "params"}
            self.settings |= dict.fromkeys(group["params"], settings)

    def _state(self, index: int) -> Mapping[str, Any]:
        """What the optimizer remembers of a tensor: its share, where L-BFGS remembers all in a row."""
        parameters, state = self.ball.parameters, self.ball.optimizer.state
        if not self.ball.entry.needs_closure:
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
        """What was seen of one tensor."""
        parameter = self.ball.parameters[index]
        gradient, extra = self.gradients[index], noise[index] if noise else None
        if extra is not None and not self.ball.entry.needs_closure:
            gradient = gradient - extra  # the optimizer was given their sum
        return StepSnapshot(
            self.settings[parameter],
            self.before[index],
            self._state(index),
            self.places[index],
            parameter.detach(),
            gradient,
            extra,
        )


def break_down(request: StepRequest) -> dict[str, Any]:
    """The parts of the step that leaves point ``step``, or the racer's last one where it ended before.

    Each part has its rule as LaTeX, in symbols and with the numbers of the shown weights; its values are
    those of the real optimizer, so that the last ones are the next point's, bit for bit.

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
    probe, left = _StepProbe(replay.racer), replay.racer.step
    probe.run_step()
    if not probe.taken or replay.racer.step == left:
        if left == 0:
            raise InvalidSpec("/step", "This racer takes no step: its loss at the start is no finite number.")
        return break_down(StepRequest(request.experiment, request.racer, left - 1, request.tensor))
    tensor = _tensor_index(request, probe)
    terms = StepTerms(probe.snapshot(tensor, replay.problem.noise(left)))
    with torch.no_grad():
        step_terms(terms)
    indices = _most_moved(terms.terms[-2])
    return {
        "step": left,
        "tensors": _tensor_names(replay.racer),
        "tensor": tensor,
        "weights": _weight_names(replay.racer, terms.snapshot.weights_before, indices),
        "parts": [_term_json(part, indices) for part in terms.terms],
    }


def _tensor_index(request: StepRequest, probe: _StepProbe) -> int:
    """The index of the tensor that is shown."""
    parameters = probe.ball.parameters
    if request.tensor is not None:
        if request.tensor >= len(parameters):
            raise InvalidSpec(
                "/tensor", f"There is no tensor {request.tensor}: the network has {len(parameters)}."
            )
        return request.tensor
    moves = [float((now.detach() - then).norm()) for now, then in zip(parameters, probe.places, strict=True)]
    return max(range(len(moves)), key=moves.__getitem__)


def _most_moved(step: StepTerm) -> list[int]:
    """Flat indices of the weights to show; both, where there are two."""
    moves = step.value.value.reshape(-1).abs()
    if len(moves) <= MAX_SHOWN:
        return list(range(len(moves)))
    return sorted(torch.topk(moves, MAX_SHOWN).indices.tolist())


def _tensor_names(ball: RacerRun) -> list[str]:
    problem = ball.problem
    if not isinstance(problem, NetworkProblem):
        return []
    pairs = zip(problem.names, problem.shapes, strict=True)
    return [f"{name} ({' × '.join(map(str, shape)) or '1'})" for name, shape in pairs]


def _weight_names(ball: RacerRun, place: Tensor, indices: list[int]) -> list[str]:
    """x and y, or where the weights stand in their tensor, counted from 1."""
    if not isinstance(ball.problem, NetworkProblem):
        return ["x", "y"]
    return [
        ",".join(str(int(i) + 1) for i in torch.unravel_index(torch.tensor(k), place.shape)) for k in indices
    ]


def _term_json(part: StepTerm, indices: list[int]) -> dict[str, Any]:
    scalar = part.value.value.numel() == 1 and len(indices) > 1
    shown = indices[:1] if scalar else indices
    return {
        "symbol": part.symbol,
        "title": part.title,
        "sentence": part.sentence,
        "formula": part.rule.latex(),
        "numbers": [part.rule.latex(index) for index in shown],
        "values": [part.value.at(index) for index in shown],
        "direction": part.direction,
    }


def _copied(value: Any) -> Any:
    """A copy that the step cannot change."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    return list(value) if isinstance(value, list) else value
