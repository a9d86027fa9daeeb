"""Planes through networks: CPU seconds of 41 x 41 places, against plain loops and against matmul alone."""

import importlib
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator

from engine.completion import complete
from engine.derivatives import Derivatives
from engine.experiment import Experiment
from engine.lanczos import extreme
from engine.landscape import axis
from engine.laying import build_network
from engine.network import NetworkProblem

from .report import Figure

SIDE = 41
COARSE = 11
ROUNDS = 3
NETWORKS: dict[str, tuple[dict[str, Any], str, float]] = {
    "digits MLP": ({"hidden": [64, 64], "activation": "tanh"}, "digits", 3.0),
    "moons MLP": ({"hidden": [16, 16], "activation": "tanh"}, "moons", 5.0),
}
"""Parameters of the MLP, its data, and how many times faster than the package it shall be."""


def network(params: dict[str, Any], dataset: str) -> NetworkProblem:
    """On a random plane through its initial weights."""
    spec = {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": params},
            "dataset": {"name": dataset, "params": {"test_share": 0.0}},
        },
        "racers": [{"optimizer": {"name": "sgd"}}],
        "plane": {"name": "random"},
    }
    return build_network(complete(Experiment.model_validate(spec)))


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds, the median of a few rounds after one to warm up."""
    work()
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)


def ours(problem: NetworkProblem, side: int) -> Callable[[], object]:
    """All heights of a grid, as the server computes them."""
    (left, right), (low, high) = problem.domain
    return lambda: problem.heights(axis(left, right, side), axis(low, high, side))


def filled(problem: NetworkProblem) -> torch.nn.Module:
    """A module of its own with the initial weights."""
    module = problem.model.build(problem.spec.model.params, *problem._ends)
    torch.nn.utils.vector_to_parameters(torch.from_numpy(problem.initial).float(), module.parameters())
    return module


def plain(problem: NetworkProblem) -> Callable[[], object]:
    """What one writes first: ``functional_call`` at one place after another."""
    module = filled(problem)
    assert problem.axes is not None
    origin, first, second = (flat.float() for flat in (problem.axes.origin, *problem.axes.directions))
    places = axis(-1.0, 1.0, SIDE).tolist()

    @torch.no_grad()
    def work() -> None:
        for a in places:
            for b in places:
                flat = origin + a * first + b * second
                parts = flat.split([int(np.prod(shape)) for shape in problem.shapes])
                named = {
                    name: part.view(shape)
                    for name, part, shape in zip(problem.names, parts, problem.shapes, strict=True)
                }
                outputs = torch.func.functional_call(module, named, (problem.inputs,))
                problem.objective.function(outputs, problem.targets).item()

    return work


def package(problem: NetworkProblem) -> Callable[[], object] | None:
    """The PyPI package loss-landscapes, where it is installed."""
    try:
        library = importlib.import_module("loss_landscapes")
        metrics = importlib.import_module("loss_landscapes.metrics")
    except ImportError:
        return None
    module = filled(problem)
    metric = metrics.Loss(problem.objective.function, problem.inputs, problem.targets)

    @torch.no_grad()
    def work() -> None:
        # Its normalization divides by the length of biases, which begin at zero.
        library.random_plane(module, metric, distance=1, steps=SIDE, normalization=None)

    return work


def matmul_share(problem: NetworkProblem, spent: float) -> float:
    """Floating-point operations a second, as a share of those of one large product on this machine."""
    samples = len(problem.inputs)
    operations = SIDE**2 * 2 * samples * sum(int(np.prod(s)) for s in problem.shapes if len(s) > 1)
    square = torch.randn(1024, 1024)
    peak = 2 * 1024**3 / seconds(lambda: square @ square)
    return operations / spent / peak


def sharpest(problem: NetworkProblem) -> float:
    """CPU seconds of the two largest eigenvalues of the Hessian."""
    derivatives = Derivatives(problem, torch.float32)
    return seconds(
        lambda: extreme(
            derivatives.hessian(problem.initial), problem.dim, Generator(PCG64(0)), 2, tolerance=1e-3
        ),
        1,
    )


def figures_of(name: str) -> list[Figure]:
    """One network's figures."""
    params, dataset, goal = NETWORKS[name]
    problem = network(params, dataset)
    own = seconds(ours(problem, SIDE))
    found = [
        Figure(f"{name}: a plane of {SIDE} x {SIDE}", own, "s"),
        Figure(f"{name}: times faster than a plain loop", seconds(plain(problem), 1) / own, "x"),
    ]
    theirs = package(problem)
    if theirs is not None:
        share = seconds(theirs, 1) / own
        found.append(Figure(f"{name}: times faster than loss-landscapes", share, "x", goal, "higher"))
    return found


def measure() -> list[Figure]:
    """All figures, on one thread."""
    torch.set_num_threads(1)
    found = [figure for name in NETWORKS for figure in figures_of(name)]
    params, dataset, _ = NETWORKS["digits MLP"]
    digits = network(params, dataset)
    spent = seconds(ours(digits, SIDE))
    found += [
        Figure("digits MLP: first picture, 11 x 11", seconds(ours(digits, COARSE)), "s", 0.15),
        Figure("digits MLP: share of the matmul peak", 100 * matmul_share(digits, spent), "%", 45, "higher"),
        Figure("digits MLP: two sharpest directions", sharpest(digits), "s"),
    ]
    return found
