"""Step breakdown: every formula compared with the real optimizer and a plain loop."""

import math
from typing import Any

import pytest
import torch
from engine_builders import ON_SURFACES, experiment, plain_loop, racer, surface, torch_optimizer
from network_specs import network_experiment

from engine.analyses.step_breakdown import StepBreakdownRequest, _StepProbe, break_down
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.methods.step_terms import StepTerm, StepTerms
from engine.core.errors import InvalidSpec
from engine.core.symbolic import absolute, largest, named, sqrt
from engine.landscape.replay import replay_of
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

SETTINGS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ON_SURFACES if OPTIMIZERS.named(name).step_terms),
    ("sgd", {"lr": 1e-3, "momentum": 0.9}),
    ("sgd", {"lr": 1e-3, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("sgd", {"lr": 1e-3, "momentum": 0.9, "dampening": 0.3}),
    ("adam", {"lr": 0.1, "weight_decay": 0.1, "amsgrad": True}),
    ("adam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("adamw", {"lr": 0.1, "weight_decay": 0.3}),
    ("nadam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("radam", {"lr": 1e-4, "weight_decay": 0.1}),
    ("rmsprop", {"lr": 0.01, "momentum": 0.8, "centered": True, "weight_decay": 0.1}),
    ("adagrad", {"lr": 0.1, "lr_decay": 0.2, "initial_accumulator_value": 0.5}),
    ("adadelta", {"lr": 1.5, "weight_decay": 0.1}),
    ("adamax", {"lr": 0.1, "weight_decay": 0.1}),
    ("asgd", {"lr": 1e-3, "lambd": 0.1, "weight_decay": 0.1}),
    ("lbfgs", {"max_iter": 4}),
    ("adafactor", {"lr": 0.1, "weight_decay": 0.1}),
]
STEPS = 12


def parts_of(spec: Experiment, step: int, tensor: int = 0) -> list[StepTerm]:
    """The terms of a step, with all digits."""
    replay = replay_of(spec, 0)
    replay.seek(step)
    probe = _StepProbe(replay.racer)
    probe.run_step()
    terms = StepTerms(probe.snapshot(tensor, replay.problem.noise(step)))
    with torch.no_grad():
        replay.racer.entry.step_terms(terms)
    return terms.terms


def gap(part: StepTerm) -> float:
    """Relative difference between the value of the real optimizer and of the formula."""
    told, real = torch.broadcast_tensors(part.rule.value, part.value.value)
    return float((told - real).abs().max() / real.abs().max().clamp(min=1e-300))


@pytest.mark.parametrize(("name", "params"), SETTINGS)
def test_formulas_match_the_real_optimizer(name: str, params: dict[str, Any]) -> None:
    spec = experiment(surface("rosenbrock"), [racer(name, **params)], STEPS)
    for step in (0, 1, 7):
        for part in parts_of(spec, step):
            # Torch keeps some scalars in float32.
            assert gap(part) < (1e-7 if name == "asgd" else 1e-9), (step, part.title)


@pytest.mark.parametrize(("name", "params"), SETTINGS)
def test_last_term_has_the_bits_of_a_plain_loop(name: str, params: dict[str, Any]) -> None:
    spec = experiment(surface("rosenbrock"), [racer(name, **params)], STEPS)
    settings = spec.racers[0].optimizer.params.model_dump()

    def rosenbrock(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    x, y, _ = plain_loop(
        rosenbrock, spec.problem.start, lambda p: torch_optimizer(name, p, **settings), STEPS
    )
    for step in (7, 0, 3):
        told = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=step))
        assert told["step"] == step
        assert told["weights"] == ["x", "y"]
        assert told["parts"][-1]["values"] == [x[step + 1], y[step + 1]]


@pytest.mark.parametrize(("name", "params"), SETTINGS)
def test_first_arrows_point_where_the_ball_goes(name: str, params: dict[str, Any]) -> None:
    """At its first step an optimizer has no memory, so that nothing can point elsewhere."""
    spec = experiment(surface("ellipse10", start=[2.0, 0.7]), [racer(name, **params)], STEPS)
    told = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=0))
    start, end = ([2.0, 0.7], told["parts"][-1]["values"])
    way = [after - before for before, after in zip(start, end, strict=True)]
    arrows = [part for part in told["parts"] if part["direction"]]
    assert {"Gradient", "Step"} <= {part["title"] for part in arrows}
    for part in arrows:
        along = sum(one * other for one, other in zip(part["values"], way, strict=True))
        assert part["direction"] * along > 0, part["title"]


@pytest.mark.parametrize(("name", "tensor"), [("muon", 0), ("muon", 1), ("adafactor", 0), ("adafactor", 1)])
def test_matrices_and_vectors_of_a_network(name: str, tensor: int) -> None:
    spec = network_experiment("mlp", "moons", racers=[racer(name)], batch_size=16)
    for step in (0, 4):
        for part in parts_of(spec, step, tensor):
            # Float32 numbers; the step itself is a small difference of large ones.
            assert gap(part) < (1e-3 if part.title == "Step" else 1e-5), part.title


def test_noise_and_edits_of_the_run_are_used() -> None:
    made = {
        "problem": surface("bowl", noise=0.5),
        "racers": [racer("sgd", lr=0.1)],
        "steps": 9,
        "edits": [{"step": 4, "racer": 0, "set": {"lr": 0.02}}],
    }
    spec = complete(Experiment.model_validate(made))
    slope, noisy, step, _ = parts_of(spec, 4)
    assert (slope.title, noisy.title) == ("Gradient", "Noise")
    torch.testing.assert_close(step.value.value, -0.02 * noisy.value.value)
    assert not torch.equal(slope.value.value, noisy.value.value)


def test_ended_racer_shows_its_last_step() -> None:
    spec = experiment(surface("rosenbrock"), [racer("sgd", lr=1e6)], 50)
    last = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=40))
    assert 0 < last["step"] < 5
    never = {"kind": "formula", "expression": "log(x) + y", "domain": [[-3, 3], [-3, 3]], "start": [-1, 0]}
    with pytest.raises(InvalidSpec, match="takes no step"):
        break_down(
            StepBreakdownRequest(experiment=experiment(never, [racer("sgd", lr=0.1)], 5), racer=0, step=3)
        )


def test_lbfgs_at_a_minimum_takes_no_step() -> None:
    for start in ([0.0, 0.0], [1.0, 1.0]):
        spec = experiment(surface("bowl", start=start), [racer("lbfgs")], 30)
        told = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=29))
        assert "rests" in told["parts"][-2]["sentence"]
        assert told["parts"][-2]["values"] == [0.0, 0.0]


def test_formula_in_symbols_and_in_numbers() -> None:
    beta, v, g = (
        named(r"\beta", 0.9),
        named("v", torch.tensor([2.0, -3.0])),
        named("g", torch.tensor([-1.0, 4.0])),
    )
    term = beta * v + (1 - beta) * g
    assert term.latex() == r"\beta \, v + \left(1 - \beta\right) \, g"
    assert term.latex(0) == r"0.9 \cdot 2 + \left(1 - 0.9\right) \cdot \left(-1\right)"
    assert term.at(1) == pytest.approx(0.9 * -3 + 0.1 * 4)
    share = -g / (sqrt(absolute(v)) + 1e-8)
    assert share.latex() == r"\frac{-g}{\sqrt{\left|v\right|} + 1 \cdot 10^{-8}}"
    assert share.at(0) == pytest.approx(1 / (math.sqrt(2) + 1e-8))
    assert (2 - (beta - v)).latex() == r"2 - \left(\beta - v\right)"
    assert ((beta + v) ** 2 * largest(1, g)).latex() == r"\left(\beta + v\right)^{2} \, \max\left(1, g\right)"


@pytest.mark.parametrize("tensor", [None, 0, 1, 2, 3])
def test_lbfgs_state_is_split_by_tensor(tensor: int | None) -> None:
    spec = network_experiment(
        {"name": "mlp", "params": {"hidden": [6]}}, "xor", racers=[racer("lbfgs")], steps=6
    )
    told = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=2, tensor=tensor))
    assert told["tensor"] == (told["tensor"] if tensor is None else tensor)
    if tensor is not None:
        for part in parts_of(spec, 2, tensor):
            assert gap(part) < (1e-3 if part.title == "Step" else 1e-4), part.title


def test_muon_with_zero_rate_does_not_move() -> None:
    spec = network_experiment("mlp", "moons", racers=[racer("muon", lr=0.0)])
    told = break_down(StepBreakdownRequest(experiment=spec, racer=0, step=1, tensor=0))
    assert "nothing moves" in told["parts"][-2]["sentence"]
    assert told["parts"][-2]["values"] == [0.0, 0.0]
