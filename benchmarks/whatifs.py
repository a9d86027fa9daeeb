"""What-ifs: learning-rate sweeps, multi-runs and step breakdowns, against plain torch loops."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch

from engine.analyses.lr_sweep import SweepRequest, sweep
from engine.analyses.multi_run import MultiRunRequest, run_many
from engine.analyses.step_breakdown import StepBreakdownRequest, break_down
from engine.landscape.build import build_problem
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .report import Figure
from .report import spread as spread_of

ROUNDS = 5
STEPS = 300
SURFACE = {"kind": "surface", "surface": {"name": "himmelblau"}}
NETWORK = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}, "batch_size": 32}
ADAM = {"optimizer": {"name": "adam", "params": {"lr": 0.05}}}


def race(problem: dict[str, Any]) -> Experiment:
    """An experiment with one Adam and 300 steps."""
    spec: dict[str, Any] = {"problem": problem, "racers": [ADAM], "steps": STEPS}
    if problem is NETWORK:
        spec["plane"] = {"name": "random"}
    return complete(Experiment.model_validate(spec))


def seconds(work: Callable[[], Any]) -> float:
    """CPU seconds of a call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def alone(experiment: Experiment) -> float:
    """CPU seconds of a minimal torch.optim loop of such a run."""
    problem = build_problem(experiment)
    if experiment.problem.kind == "network":
        module = problem.model.build(problem.spec.model.params, *problem._ends)
        batch = slice(0, 32)

        def loss() -> torch.Tensor:
            return problem.objective.function(module(problem.inputs[batch]), problem.targets[batch])

        leaves = list(module.parameters())
    else:
        leaves = [torch.tensor([0.5, -0.5], dtype=torch.float64, requires_grad=True)]

        def loss() -> torch.Tensor:
            x, y = leaves[0].unbind()
            return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    optimizer = torch.optim.Adam(leaves, lr=0.05, foreach=False)

    def run() -> None:
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss().backward()
            optimizer.step()

    return seconds(run)


def compared(name: str, work: Callable[[], int], experiment: Experiment, goal: float) -> list[Figure]:
    """Seconds of a what-if, and the ratio to as many plain runs."""
    work()
    pairs = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        runs = work()
        pairs.append((time.process_time() - begun, runs * alone(experiment)))
    ratios = [theirs / mine for mine, theirs in pairs]
    told = f"{runs} runs of {STEPS} steps; {spread_of(ratios)} times"
    took = median(mine for mine, _ in pairs)
    return [
        Figure(
            f"{name}: plain loops / ours",
            median(ratios),
            "x",
            goal,
            better="higher",
            detail=f"{took:.3f} s; {told}",
        )
    ]


def measure() -> list[Figure]:
    """Sweep, multi-run and step breakdown on a surface and on a network."""
    torch.set_num_threads(1)
    surface, network = race(SURFACE), race(NETWORK)
    figures: list[Figure] = []
    for where, experiment, goal in (("surface", surface, 10.0), ("moons MLP", network, 0.6)):
        kind = "seeds" if experiment is network else "starts"
        swept = SweepRequest(experiment=experiment, racer=0)
        many = MultiRunRequest(experiment=experiment, racer=0, kind=kind)
        figures += compared(f"sweep, {where}", lambda q=swept: len(sweep(q)["lr"]), experiment, goal)
        figures += compared(
            f"multi-run of {kind}, {where}", lambda q=many: run_many(q)["balls"], experiment, goal
        )
        break_down(StepBreakdownRequest(experiment=experiment, racer=0, step=100))
        steps = [StepBreakdownRequest(experiment=experiment, racer=0, step=100 + k) for k in range(ROUNDS)]
        took = [seconds(lambda q=step: break_down(q)) for step in steps]
        figures.append(Figure(f"step breakdown, {where}", median(took), "s", 0.1))
    return figures
