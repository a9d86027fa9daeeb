"""The land around a place: slope, curvature, the bowl that fits it best, and what a racer makes of it."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..batched import momentum_theory
from ..core.errors import InvalidSpec
from ..landscape.replay import RacerReplay, replay_of
from ..problems.analytic import AnalyticProblem
from ..problems.network import NetworkProblem
from ..problems.problem import Problem
from ..spec.two_weight_loss import Function, two_weight_function
from .hessian_spectrum import classify_critical_point, hessian_spectrum

Array = NDArray[np.float64]

STATIONARY_TOL = 1e-3
"""A place is at rest where the nearest flat place of its bowl is within this share of the diagonal."""

ZERO_CURVATURE_TOL = 1e-6
"""A curvature below this share of the other counts as none."""

ELLIPSE_MASS = 1 - math.exp(-2)
"""Share of the points that two standard deviations hold, in two dimensions."""


@final
@dataclass(frozen=True)
class CurvatureRequest:
    """What is to be probed.

    Attributes:
        experiment: a completed experiment, as JSON.
        racer: whose settings count.
        step: the point where its settings are taken from, and its place unless another is named.
        place: x and y, or None for where the racer stands.
    """

    experiment: str
    racer: int
    step: int
    place: tuple[float, float] | None = None


def local_curvature(request: CurvatureRequest) -> dict[str, Any]:
    """What the loss does around a place, to second order, with exact derivatives.

    Raises:
        InvalidSpec: where the loss has no finite second derivative.
    """
    replay = replay_of(request.experiment, request.racer)
    replay.seek(request.step)
    replay.racer.apply_edits()
    group, name = replay.racer.optimizer.param_groups[0], replay.racer.entry.name
    problem = replay.problem
    if isinstance(problem, NetworkProblem) and problem.dim > 2:
        facts = _with_many_weights(replay, request.place, name, group)
    else:
        facts = _with_two_weights(replay, request.place, name, group)
    return {"step": replay.racer.step, "lr": float(group["lr"]), **facts}


def _with_two_weights(
    replay: RacerReplay, place: tuple[float, float] | None, name: str, group: dict[str, Any]
) -> dict[str, Any]:
    """Where the plane is all there is."""
    function = function_of(replay.problem)
    x, y = place or replay.problem.project(replay.racer.parameters)[:2]
    loss, gradient, hessian = derivatives(function, x, y)
    if not (math.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        raise InvalidSpec("/place", f"At ({x:.4g}, {y:.4g}) the loss has no finite slope and curvature.")
    values, vectors = np.linalg.eigh(hessian)
    (left, right), (low, high) = replay.problem.domain
    bottom = _way_to_stationary(gradient, hessian)
    near = bottom is not None and math.hypot(*bottom) <= STATIONARY_TOL * math.hypot(right - left, high - low)
    kind, sentence = _classify(values, bool(near))
    noise = getattr(replay.problem, "noise_size", 0.0)
    directions = _principal_directions(values, vectors)
    return _quadratic_fit((x, y), loss, gradient, hessian, bottom) | {
        "kind": kind,
        "at_rest": bool(near),
        "sentence": sentence,
        "directions": [each | _momentum_facts(each["curvature"], name, group) for each in directions],
        "limit": stability_limit(name, group, float(values[-1])),
        "noise": _noise_ellipse(noise, name, group, values, vectors),
        "space": None,
    }


def _with_many_weights(
    replay: RacerReplay, place: tuple[float, float] | None, name: str, group: dict[str, Any]
) -> dict[str, Any]:
    """Of a network: the bowl in the plane, and beside it what all weights together make of it."""
    told = hessian_spectrum(replay, place)
    kind, rest, sentence = classify_critical_point(
        told["values"], told["length"], told["loss"], replay.network.dim
    )
    pairs = zip(told["values"].tolist(), told["shares"].tolist(), strict=True)
    space = [
        {"curvature": value, "share": share, **_momentum_facts(value, name, group)} for value, share in pairs
    ]
    nothing = {"regime": None, "rate": None}
    gradient, hessian = told["gradient"], told["hessian"]
    bottom = _way_to_stationary(gradient, hessian)
    return _quadratic_fit(told["place"], told["loss"], gradient, hessian, bottom) | {
        "kind": kind,
        "at_rest": rest,
        "sentence": sentence,
        "directions": [each | nothing for each in _principal_directions(*np.linalg.eigh(hessian))],
        "limit": stability_limit(name, group, float(told["values"][0])),
        "noise": None,
        "space": {"weights": replay.network.dim, "slope": told["length"], "directions": space},
    }


def _quadratic_fit(
    place: tuple[float, float],
    loss: float,
    gradient: Array,
    hessian: Array,
    bottom: tuple[float, float] | None,
) -> dict[str, Any]:
    """The quadratic that fits at a place; ``bottom`` is the way to where it is flat."""
    x, y = place
    return {
        "x": x,
        "y": y,
        "loss": loss,
        "gradient": gradient.tolist(),
        "hessian": hessian.tolist(),
        "stationary": None if bottom is None else [x + bottom[0], y + bottom[1]],
    }


def _principal_directions(values: Array, vectors: Array) -> list[dict[str, Any]]:
    """The principal directions, the steepest first, of eigenvalues from the lowest on and their columns."""
    return [
        {"curvature": float(value), "vector": vector.tolist()}
        for value, vector in zip(values[::-1], vectors.T[::-1], strict=True)
    ]


def function_of(problem: Problem) -> Function:
    """The loss as a function of the two numbers that it has."""
    if isinstance(problem, AnalyticProblem):
        return problem.function
    assert isinstance(problem, NetworkProblem), "a surface or a network"
    return two_weight_function(problem.spec, problem.seed)[0]


def derivatives(function: Function, x: float, y: float) -> tuple[float, Array, Array]:
    """Loss, gradient of shape (2,) and Hessian of shape (2, 2), by autograd twice."""
    place = torch.tensor((x, y), dtype=torch.float64, requires_grad=True)
    loss = function(*place.unbind())
    if not loss.requires_grad:
        return float(loss), np.zeros(2), np.zeros((2, 2))
    (gradient,) = torch.autograd.grad(loss, place, create_graph=True)
    rows = [_row(component, place) for component in gradient]
    hessian = torch.stack(rows).detach().numpy()
    return loss.item(), gradient.detach().numpy(), (hessian + hessian.T) / 2


def _row(component: Tensor, place: Tensor) -> Tensor:
    if not component.requires_grad:
        return torch.zeros_like(place)
    (row,) = torch.autograd.grad(component, place, retain_graph=True, allow_unused=True)
    return torch.zeros_like(place) if row is None else row


def stability_limit(name: str, group: dict[str, Any], curvature: float) -> float | None:
    """The learning rate up to which SGD is stable along a direction of this curvature; None for others."""
    if name != "sgd" or curvature + group["weight_decay"] <= 0:
        return None
    beta, bend = group["momentum"], curvature + group["weight_decay"]
    if beta >= 1:
        return None  # whatever it has gained it keeps: no rate is stable
    if group["nesterov"]:
        return float(2 * (1 + beta) / ((1 + 2 * beta) * bend))
    share = 1 - group["dampening"] if beta else 1.0
    # From a dampening of 1 on the gradient counts for nothing, or uphill: no rate is stable.
    return float(2 * (1 + beta) / (bend * share)) if share > 0 else None


def _momentum_facts(value: float, name: str, group: dict[str, Any]) -> dict[str, Any]:
    """What momentum does along a direction of this curvature."""
    told: dict[str, Any] = {"regime": None, "rate": None}
    if name == "sgd" and value > 0 and group["weight_decay"] == 0:
        kind = momentum_theory.MomentumVariant(group["nesterov"], group["dampening"])
        lr, beta = np.array(float(group["lr"])), np.array(float(group["momentum"]))
        told["regime"] = momentum_theory.REGIMES[int(momentum_theory.regime(lr, beta, value, kind))]
        told["rate"] = float(momentum_theory.rate(lr, beta, value, kind))
        if float(beta) == 0.0 and told["regime"] != "divergent":  # without momentum nothing is damped
            told["regime"] = "zigzag" if float(lr) * value > 1 else "straight"
    return told


def _way_to_stationary(gradient: Array, hessian: Array) -> tuple[float, float] | None:
    """The way to the flat place of the quadratic that fits here; None where it has none."""
    values = np.abs(np.linalg.eigvalsh(hessian))
    if values.min() <= ZERO_CURVATURE_TOL * values.max() or values.max() == 0.0:
        return (0.0, 0.0) if not gradient.any() else None
    x, y = np.linalg.solve(hessian, -gradient).tolist()
    return x, y


def _classify(values: Array, near: bool) -> tuple[str, str]:
    """What the land is like here: its name, and a sentence."""
    signs = np.where(
        np.abs(values) <= ZERO_CURVATURE_TOL * max(float(np.abs(values).max()), 1e-300), 0, np.sign(values)
    )
    low, high = signs.astype(int).tolist()
    name, still, moving = {
        (1, 1): ("minimum", "A minimum: up in every direction.", "A bowl: it bends up in every direction."),
        (-1, -1): (
            "maximum",
            "A maximum: down in every direction.",
            "A dome: it bends down in every direction.",
        ),
        (-1, 1): (
            "saddle",
            "A saddle: up one way, down the other.",
            "It bends up one way and down the other.",
        ),
        (0, 1): ("valley", "The floor of a valley: level along it.", "A trough: it bends one way only."),
        (-1, 0): ("ridge", "The top of a ridge: level along it.", "A ridge: it bends down one way only."),
        (0, 0): ("flat", "Level ground: no slope and no bend.", "A plain slope: it does not bend."),
    }[low, high]
    return name, still if near else moving


def _noise_ellipse(
    size: float, name: str, group: dict[str, Any], values: Array, vectors: Array
) -> dict[str, Any] | None:
    """The ellipse in which gradient noise keeps SGD about the minimum of a bowl of this curvature.

    Half axes are two standard deviations of the stationary distribution, from the discrete Lyapunov
    equation P = A P Aᵀ + Q of (place, velocity) along each direction.
    """
    if size == 0.0 or name != "sgd" or values[0] <= 0 or group["weight_decay"] != 0:
        return None
    deviations = [stationary_std(float(value), size, group) for value in values]
    if any(one is None for one in deviations):
        return None
    axes = [2 * one * vector for one, vector in zip(deviations, vectors.T, strict=True) if one is not None]
    return {"axes": [axis.tolist() for axis in axes], "share": ELLIPSE_MASS}


def stationary_std(curvature: float, noise: float, group: dict[str, Any]) -> float | None:
    """Standard deviation of the place along one direction; None where it does not settle."""
    lr, beta, fresh = group["lr"], group["momentum"], 1 - (group["dampening"] if group["momentum"] else 0)
    # v' = beta v + fresh (curvature x + xi);  x' = x - lr (v', or the look ahead of it)
    keep, take = (beta * beta, beta + 1) if group["nesterov"] else (beta, 1.0)
    step = np.array([[1 - lr * take * fresh * curvature, -lr * keep], [fresh * curvature, beta]])
    push = noise * np.array([-lr * take * fresh, fresh])
    if beta == 0:
        step, push = step[:1, :1], push[:1]
    if not np.isfinite(step).all() or np.abs(np.linalg.eigvals(step)).max() >= 1:
        return None
    size = len(push)
    system = np.eye(size * size) - np.kron(step, step)
    variance = np.linalg.solve(system, np.outer(push, push).reshape(-1))
    return float(math.sqrt(max(variance[0], 0.0)))
