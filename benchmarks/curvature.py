"""Curvature: CPU time of the two largest Hessian eigenvalues against PyHessian, at an accuracy of 1e-4."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator

from engine.core.lanczos import extreme_eigenvalues
from engine.landscape.build import build_problem
from engine.problems.derivatives import Derivatives
from engine.problems.network import NetworkProblem
from engine.run.race import Race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .landscapes import filled, seconds
from .report import Figure

STEPS = 200
ACCURACY = 1e-4
TOLERANCES = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 1e-6)
"""Tolerances, loosest first: each library uses the first that is accurate enough."""

Run = Callable[[float], np.ndarray[Any, np.dtype[np.float64]]]


def trained() -> tuple[NetworkProblem, np.ndarray[Any, np.dtype[np.float64]]]:
    """An MLP on digits, and its weights after some steps."""
    spec = {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [64, 64], "activation": "tanh"}},
            "dataset": {"name": "digits", "params": {"test_share": 0.0}},
            "batch_size": 32,
        },
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
        "steps": STEPS,
        "plane": {"name": "random"},
    }
    experiment = complete(Experiment.model_validate(spec))
    problem = build_problem(experiment)
    assert isinstance(problem, NetworkProblem)
    race = Race(experiment, problem)
    race.advance(STEPS)
    weights = torch.cat([one.detach().reshape(-1) for one in race.racers[0].parameters])
    return problem, weights.double().numpy()


def ours(problem: NetworkProblem, weights: np.ndarray[Any, np.dtype[np.float64]]) -> Run:
    """Our implementation, in float32 as for quantities and planes."""
    derivatives = Derivatives(problem, torch.float32)

    def work(tolerance: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        generator = Generator(PCG64(0))
        return extreme_eigenvalues(derivatives.hessian(weights), problem.dim, generator, 2, tolerance)[0]

    return work


def theirs(problem: NetworkProblem, weights: np.ndarray[Any, np.dtype[np.float64]]) -> Run | None:
    """PyHessian's power iteration; None if it is not installed."""
    try:
        library = importlib.import_module("pyhessian")
    except ImportError:
        return None
    module = filled(problem)
    torch.nn.utils.vector_to_parameters(torch.from_numpy(weights).float(), module.parameters())
    data = problem.inputs, problem.targets

    def work(tolerance: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        torch.manual_seed(0)
        module.zero_grad()
        judge = library.hessian(module, problem.objective.function, data=data, cuda=False)
        values, _ = judge.eigenvalues(maxIter=2000, tol=tolerance, top_n=2)
        return np.array(values)

    return work


def accurate(run: Run, exact: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float, float]:
    """The loosest tolerance at which both values are accurate, the error, and the CPU seconds."""
    error = np.inf
    for tolerance in TOLERANCES:
        error = float(np.abs(run(tolerance) / exact - 1).max())
        if error <= ACCURACY:
            break
    return tolerance, error, seconds(lambda: run(tolerance))


def measure() -> list[Figure]:
    """Both libraries on one thread and the same weights."""
    torch.set_num_threads(1)
    problem, weights = trained()
    exact, _ = extreme_eigenvalues(
        Derivatives(problem).hessian(weights), problem.dim, Generator(PCG64(1)), 2, 1e-10
    )
    tolerance, error, own = accurate(ours(problem, weights), exact)
    detail = f"tolerance {tolerance:g}, error {error:.1g}"
    found = [Figure("two sharpest directions of the digits MLP", own, "s", detail=detail)]
    other = theirs(problem, weights)
    if other is not None:
        tolerance, error, spent = accurate(other, exact)
        detail = f"its tolerance {tolerance:g}, error {error:.1g}"
        found.append(Figure("times faster than PyHessian", spent / own, "x", 1.5, "higher", detail))
    return found
