"""Landscapes: CPU time of a 41 x 41 plane of a network, against plain loops, a package and bare matmul."""

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator

from engine.core.lanczos import extreme_eigenvalues
from engine.landscape.build import build_problem
from engine.landscape.grid import axis
from engine.problems.derivatives import Derivatives
from engine.problems.network import NetworkProblem
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .report import Figure

SIDE = 41
COARSE = 11
ROUNDS = 3
DIGITS = {"name": "digits", "params": {"test_share": 0.0}}
MOONS = {"name": "moons", "params": {"test_share": 0.0}}


@dataclass(frozen=True)
class Case:
    """A network whose plane is computed.

    Attributes:
        model, dataset: as in an experiment.
        goal: required speedup over the package.
        side: grid points per side that are computed; figures are scaled to 41 x 41.
    """

    model: dict[str, Any]
    dataset: dict[str, Any]
    goal: float
    side: int = SIDE

    @property
    def scale(self) -> float:
        """Factor from seconds of the computed grid to seconds of 41 x 41."""
        return (SIDE / self.side) ** 2


NETWORKS = {
    "digits MLP": Case({"name": "mlp", "params": {"hidden": [64, 64]}}, DIGITS, 3.0, 21),
    "digits CNN": Case({"name": "cnn", "params": {"channels": [16, 32]}}, DIGITS, 2.0, 5),
    "moons MLP": Case({"name": "mlp", "params": {"hidden": [16, 16]}}, MOONS, 5.0),
}


def network(case: Case) -> NetworkProblem:
    """The network on a random plane through its initial weights."""
    spec = {
        "problem": {"kind": "network", "model": case.model, "dataset": case.dataset},
        "racers": [{"optimizer": {"name": "sgd"}}],
        "plane": {"name": "random"},
    }
    return build_problem(complete(Experiment.model_validate(spec)))


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds: the median of a few rounds after a warm-up."""
    work()
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)


def ours(problem: NetworkProblem, side: int) -> Callable[[], object]:
    """The losses on a grid, as the server computes them."""
    (left, right), (low, high) = problem.domain
    return lambda: problem.loss_grid(axis(left, right, side), axis(low, high, side))


def filled(problem: NetworkProblem) -> torch.nn.Module:
    """A new module with the initial weights."""
    module = problem.model.build(problem.spec.model.params, *problem._ends)
    torch.nn.utils.vector_to_parameters(torch.from_numpy(problem.initial).float(), module.parameters())
    return module


def plain(problem: NetworkProblem, side: int) -> Callable[[], object]:
    """A plain loop: ``functional_call`` at one place after another."""
    module = filled(problem)
    assert problem.axes is not None
    origin, first, second = (flat.float() for flat in (problem.axes.origin, *problem.axes.directions))
    places = axis(-1.0, 1.0, side).tolist()

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


def package(problem: NetworkProblem, side: int) -> Callable[[], object] | None:
    """The package loss-landscapes; None if it is not installed."""
    try:
        library = importlib.import_module("loss_landscapes")
        metrics = importlib.import_module("loss_landscapes.metrics")
    except ImportError:
        return None
    module = filled(problem)
    metric = metrics.Loss(problem.objective.function, problem.inputs, problem.targets)

    @torch.no_grad()
    def work() -> None:
        # Its normalization divides by the norm of biases, which are 0 at the start.
        library.random_plane(module, metric, distance=1, steps=side, normalization=None)

    return work


def matmul_share(problem: NetworkProblem, spent: float) -> float:
    """Floating-point operations per second, as a share of those of one large matmul on this machine."""
    samples = len(problem.inputs)
    operations = SIDE**2 * 2 * samples * sum(int(np.prod(s)) for s in problem.shapes if len(s) > 1)
    square = torch.randn(1024, 1024)
    peak = 2 * 1024**3 / seconds(lambda: square @ square)
    return operations / spent / peak


def sharpest(problem: NetworkProblem) -> float:
    """CPU seconds of the two largest eigenvalues of the Hessian."""
    derivatives = Derivatives(problem, torch.float32)
    return seconds(
        lambda: extreme_eigenvalues(
            derivatives.hessian(problem.initial), problem.dim, Generator(PCG64(0)), 2, tolerance=1e-3
        ),
        1,
    )


def figures_of(name: str) -> list[Figure]:
    """Figures of one network."""
    case = NETWORKS[name]
    problem = network(case)
    own = case.scale * seconds(ours(problem, case.side))
    found = [
        Figure(f"{name}: a plane of {SIDE} x {SIDE}", own, "s"),
        Figure(
            f"{name}: times faster than a plain loop",
            case.scale * seconds(plain(problem, case.side), 1) / own,
            "x",
        ),
    ]
    theirs = package(problem, case.side)
    if theirs is not None:
        share = case.scale * seconds(theirs, 1) / own
        found.append(Figure(f"{name}: times faster than loss-landscapes", share, "x", case.goal, "higher"))
    return found


def measure() -> list[Figure]:
    """All figures, on one thread."""
    torch.set_num_threads(1)
    found = [figure for name in NETWORKS for figure in figures_of(name)]
    digits = network(NETWORKS["digits MLP"])
    spent = seconds(ours(digits, SIDE))
    found += [
        Figure("digits MLP: first picture, 11 x 11", seconds(ours(digits, COARSE)), "s", 0.15),
        Figure("digits MLP: share of the matmul peak", 100 * matmul_share(digits, spent), "%", 45, "higher"),
        Figure("digits MLP: two sharpest directions", sharpest(digits), "s"),
    ]
    return found
