"""Local curvature: gradient, Hessian and quadratic fit at a place, and what they mean for a racer."""

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..batched import momentum_theory
from ..catalog.methods import OPTIMIZERS
from ..core.errors import InvalidSpec
from ..core.method import rate_of
from ..core.types import Array, Function
from ..landscape.replay import RacerReplay, replay_of
from ..problems.grid_loss import unflatten
from ..problems.problem import Problem
from .base import Analysis
from .curvature_facts import CurvatureRequest, CurvatureResponse
from .hessian_spectrum import classify_critical_point, hessian_spectrum

STATIONARY_TOL = 1e-3
"""A place is stationary if its quadratic's stationary point is closer than this share of the diagonal."""

PROBE = 1e-5
"""Distance at which a kink is looked for, as a share of the domain's diagonal."""

JUMP, JUMP_STAYS = 0.05, 0.9
"""An error of this share of the gradient's change is a jump if this share is left at half the distance."""

ZERO_CURVATURE_TOL = 1e-6
"""A curvature smaller than this share of the other counts as zero."""

ELLIPSE_MASS = 1 - math.exp(-2)
"""Probability mass within two standard deviations of a normal distribution in two dimensions."""


def local_curvature(request: CurvatureRequest) -> dict[str, Any]:
    """Second-order expansion of the loss at a place, with exact derivatives.

    With more than two weights, the expansion is on the plane, and ``space`` has the full Hessian's extreme
    eigenvalues. The keys are those of the API's response.

    Raises:
        InvalidSpec: if the loss or its gradient is not finite there; with two weights, also if the Hessian
            is not.
        numpy.linalg.LinAlgError: with more than two weights, if the Hessian is not finite.
    """
    replay = replay_of(request.experiment, request.racer)
    replay.seek(request.step)
    replay.racer.apply_edits()
    group, name = dict(replay.racer.method.settings()), replay.racer.entry.name
    place = None if request.place is None else (request.place[0], request.place[1])
    problem = replay.problem
    if problem.dim > 2:
        facts = _with_many_weights(replay, place, name, group)
    else:
        facts = _with_two_weights(replay, place, name, group)
    return {"step": replay.racer.step, "lr": rate_of(group), **facts}


def _with_two_weights(
    replay: RacerReplay, place: tuple[float, float] | None, name: str, group: dict[str, Any]
) -> dict[str, Any]:
    """The expansion of a problem with two weights."""
    function = function_of(replay.problem)
    x, y = place or replay.problem.projector.project(replay.racer.parameters)[:2]
    loss, gradient, hessian = derivatives(function, x, y)
    if not (math.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
        raise InvalidSpec("/place", f"At ({x:.4g}, {y:.4g}) the loss has no finite slope and curvature.")
    values, vectors = np.linalg.eigh(hessian)
    (left, right), (low, high) = replay.problem.domain
    bottom = _way_to_stationary(gradient, hessian)
    near = bottom is not None and math.hypot(*bottom) <= STATIONARY_TOL * math.hypot(right - left, high - low)
    kind, sentence = _classify(values, bool(near))
    if has_kink(function, (x, y), math.hypot(right - left, high - low)):
        kind, near, sentence = _classify_kink(function, (x, y), math.hypot(right - left, high - low))
    noise = replay.problem.noise_size
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
    """The expansion on the plane, and over all weights."""
    spectrum = hessian_spectrum(replay, place)
    kind, stationary, sentence = classify_critical_point(
        spectrum["values"], spectrum["length"], spectrum["loss"], replay.problem.dim
    )
    pairs = zip(spectrum["values"].tolist(), spectrum["shares"].tolist(), strict=True)
    space = [
        {"curvature": value, "share": share, **_momentum_facts(value, name, group)} for value, share in pairs
    ]
    no_regime = {"regime": None, "rate": None}
    gradient, hessian = spectrum["gradient"], spectrum["hessian"]
    bottom = _way_to_stationary(gradient, hessian)
    return _quadratic_fit(spectrum["place"], spectrum["loss"], gradient, hessian, bottom) | {
        "kind": kind,
        "at_rest": stationary,
        "sentence": sentence,
        "directions": [each | no_regime for each in _principal_directions(*np.linalg.eigh(hessian))],
        "limit": stability_limit(name, group, float(spectrum["values"][0])),
        "noise": None,
        "space": {"weights": replay.problem.dim, "slope": spectrum["length"], "directions": space},
    }


def _quadratic_fit(
    place: tuple[float, float],
    loss: float,
    gradient: Array,
    hessian: Array,
    bottom: tuple[float, float] | None,
) -> dict[str, Any]:
    """The quadratic fit as JSON; ``bottom`` is the offset from the place to its stationary point."""
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
    """The eigenvectors as JSON, largest curvature first; ``values`` are ascending, ``vectors`` columns."""
    return [
        {"curvature": float(value), "vector": vector.tolist()}
        for value, vector in zip(values[::-1], vectors.T[::-1], strict=True)
    ]


def function_of(problem: Problem) -> Function:
    """The loss of a problem with two weights as a function of them; for two numbers, not elementwise."""

    def function(x: Tensor, y: Tensor) -> Tensor:
        return problem.eval_loss(unflatten(torch.stack((x, y)), problem.shapes))

    return problem.function or function


def derivatives(function: Function, x: float, y: float) -> tuple[float, Array, Array]:
    """Loss, gradient (2,) and Hessian (2, 2), by differentiating twice."""
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
    """The learning rate up to which an optimizer is stable along a direction of this curvature.

    None if no closed form is known, or if no rate is stable.
    """
    rule = OPTIMIZERS.named(name).stability
    return rule.limit(group, curvature) if rule else None


def _momentum_facts(value: float, name: str, group: dict[str, Any]) -> dict[str, Any]:
    """Apply momentum theory to SGD along a direction with this curvature.

    Args:
        value: the curvature.
        name: name of the optimizer.
        group: parameters of the optimizer, under PyTorch's names.

    Returns:
        ``regime``, the damping regime, and ``rate``, the factor by which one step multiplies the distance to
        the minimum. Without momentum, a regime that converges is ``straight`` or ``zigzag``. Both are None
        for an optimizer other than SGD, with weight decay, at rate 0, or if the curvature is not positive.
    """
    facts: dict[str, Any] = {"regime": None, "rate": None}
    if name == "sgd" and value > 0 and group["weight_decay"] == 0 and float(group["lr"]) > 0:
        kind = momentum_theory.MomentumVariant(group["nesterov"], group["dampening"])
        lr, beta = np.array(float(group["lr"])), np.array(float(group["momentum"]))
        facts["regime"] = momentum_theory.REGIMES[int(momentum_theory.regime(lr, beta, value, kind))]
        facts["rate"] = float(momentum_theory.rate(lr, beta, value, kind))
        if float(beta) == 0.0 and facts["regime"] != "divergent":  # without momentum there is no damping
            facts["regime"] = "zigzag" if float(lr) * value > 1 else "straight"
    return facts


def _way_to_stationary(gradient: Array, hessian: Array) -> tuple[float, float] | None:
    """Offset to the stationary point of the quadratic fit; None if it has none, or not only one.

    At a zero gradient it is (0, 0), also where further points are stationary.
    """
    values = np.abs(np.linalg.eigvalsh(hessian))
    if values.min() <= ZERO_CURVATURE_TOL * values.max() or values.max() == 0.0:
        return (0.0, 0.0) if not gradient.any() else None
    x, y = np.linalg.solve(hessian, -gradient).tolist()
    return x, y


def _classify(values: Array, near: bool) -> tuple[str, str]:
    """Classify a place by the signs of its two curvatures: its kind, and a sentence."""
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
        (0, 1): (
            "valley",
            "The floor of a valley: no curvature along it.",
            "A trough: it bends one way only.",
        ),
        (-1, 0): (
            "ridge",
            "The top of a ridge: no curvature along it.",
            "A ridge: it bends down one way only.",
        ),
        (0, 0): ("flat", "No slope and no curvature: level to second order.", "A slope without curvature."),
    }[low, high]
    return name, still if near else moving


def has_kink(function: Function, place: tuple[float, float], diagonal: float) -> bool:
    """Whether the gradient jumps at a place, so that its Hessian says nothing of what lies around.

    The change of the gradient over a short way is compared with what the Hessian predicts. On a smooth
    function the error falls with the way, at a jump it stays.
    """
    errors = []
    for share in (PROBE, PROBE / 2):
        _, gradient, hessian = derivatives(function, *place)
        found = [
            derivatives(function, *(place + step))[1] - gradient for step in _around(share * diagonal, 4)
        ]
        expected = [hessian @ step for step in _around(share * diagonal, 4)]
        if not np.isfinite(found).all():
            return False
        errors.append(float(np.abs(np.subtract(found, expected)).max()))
        largest = float(np.abs(found).max())
    return errors[1] > JUMP * largest and errors[1] > JUMP_STAYS * errors[0]


def _around(radius: float, places: int) -> Array:
    """Offsets of places on a circle, shape (places, 2); the first four are on the axes."""
    angles = 2 * np.pi * np.arange(places) / places
    return radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _classify_kink(function: Function, place: tuple[float, float], diagonal: float) -> tuple[str, bool, str]:
    """Classify a place where the slope jumps: its kind, whether it is a minimum, and a sentence."""
    here = derivatives(function, *place)[0]
    around = [derivatives(function, *(place + step))[0] for step in _around(PROBE * diagonal, 16)]
    if min(around) > here:
        return "kink", True, "A minimum on a kink: up in every direction, and the slope jumps."
    return "kink", False, "A kink: the slope jumps here, so that there is no curvature to tell."


def _noise_ellipse(
    size: float, name: str, group: dict[str, Any], values: Array, vectors: Array
) -> dict[str, Any] | None:
    """Ellipse around the minimum of a quadratic in which gradient noise keeps SGD, for most of the time.

    Its half axes, ``axes``, are two standard deviations of the stationary distribution: the solution of the
    discrete Lyapunov equation P = A P Aᵀ + Q of (position, velocity) along each direction. ``share`` is the
    probability within it. None without noise, for another optimizer, with weight decay, if a curvature is
    not positive, or if SGD is unstable.
    """
    if size == 0.0 or name != "sgd" or values[0] <= 0 or group["weight_decay"] != 0:
        return None
    deviations = [stationary_std(float(value), size, group) for value in values]
    if any(one is None for one in deviations):
        return None
    axes = [2 * one * vector for one, vector in zip(deviations, vectors.T, strict=True) if one is not None]
    return {"axes": [axis.tolist() for axis in axes], "share": ELLIPSE_MASS}


def stationary_std(curvature: float, noise: float, group: dict[str, Any]) -> float | None:
    """Stationary standard deviation of the position along one direction; None if SGD is unstable there."""
    lr, beta, fresh = group["lr"], group["momentum"], 1 - (group["dampening"] if group["momentum"] else 0)
    # v' = beta v + fresh (curvature x + xi);  x' = x - lr (v', or its Nesterov look-ahead)
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


ENTRY = Analysis(
    name="curvature",
    title="Compute the curvature at a point",
    summary=(
        "Gradient, Hessian with its eigenvalues and directions, and what they mean for a racer's settings. "
        "The derivatives are exact. For a network with more than two weights, they are those in the plane; "
        "`space` has extreme eigenvalues over all weights."
    ),
    params=CurvatureRequest,
    function=local_curvature,
    facts=CurvatureResponse,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "rosenbrock", "params": {}}},
            "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.001, "momentum": 0.9}}}],
            "steps": 20,
        },
        "racer": 0,
        "step": 10,
        "place": [0.5, 0.5],
    },
    duration="long on networks",
)
