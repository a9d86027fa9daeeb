"""Map axes: their values, their defaults, and the checks that they fit the racer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from ..core.errors import InvalidSpec
from ..core.params import Params
from ..core.types import Array
from ..core.validation_errors import first_field_error
from ..landscape.grid import axis as even
from ..problems.analytic import AnalyticProblem
from ..spec.experiment import Racer
from .batched_params import PARTS, flat
from .request import Axis, MapRequest

SHARED_PARAMS = ("step_size_min", "step_size_max", "initial_accumulator_value")
"""Parameters that must be equal for all runs of a batch, so that no axis can vary them."""

SECOND_AXIS_CHOICES = ("momentum", "beta1", "alpha", "rho", "etaplus", "lambd")
"""Parameter of the second axis by default: the first of these that the optimizer has."""

ROUNDING_SHARE = 0.05
"""Largest shift of a grid value by rounding, as a share of the distance to its nearer neighbour."""

SECOND_AXIS_RANGES = {"etaplus": (1.01, 2.0), "lambd": (0.0, 0.1)}


def axis_values(axis: Axis, resolution: int) -> Array:
    """Grid values of an axis: float64 of shape (resolution,), from low to high, both exact.

    Values on a logarithmic scale are rounded to as few decimals as keep them apart, so that a person can
    read the setting of a cell and type it in.
    """
    if axis.scale == "linear":
        return even(axis.low, axis.high, resolution)
    if axis.scale == "log":
        values = np.exp(even(np.log(axis.low), np.log(axis.high), resolution))
    else:
        values = 1 - np.exp(even(np.log1p(-axis.low), np.log1p(-axis.high), resolution))
    values[0], values[-1] = axis.low, axis.high
    return _readable(values)


def _readable(lines: Array) -> Array:
    """Round all but the first and last value, each by at most ``ROUNDING_SHARE`` of the nearer gap."""
    gaps = np.minimum(np.diff(lines)[:-1], np.diff(lines)[1:])
    decimals = np.ceil(-np.log10(2 * ROUNDING_SHARE * gaps)).astype(int)
    inside = [
        round(value, digits) for value, digits in zip(lines[1:-1].tolist(), decimals.tolist(), strict=True)
    ]
    return np.array([lines[0], *inside, lines[-1]])


def resolve_axes(request: MapRequest, racer: Racer, problem: AnalyticProblem) -> tuple[Axis, Axis]:
    """The two axes of a request; where it names none, the defaults of its kind of map.

    Raises:
        InvalidSpec: if an axis does not fit the kind of map or the racer's optimizer.
    """
    axes = request.axes or _defaults(request, racer, problem)
    if axes[0].parameter == axes[1].parameter:
        raise InvalidSpec("/axes", f"Both axes are {axes[0].parameter}: a map needs two different ones.")
    known = _known(request, racer)
    for index, axis in enumerate(axes):
        _check_range(f"/axes/{index}", axis)
        if axis.parameter not in known:
            raise InvalidSpec(
                f"/axes/{index}/parameter",
                f"This map has no axis {axis.parameter!r}; it can have: {', '.join(known)}.",
            )
    if request.kind == "hyperparameters":
        _check_corners(racer.optimizer.params, axes)
    return axes


def _known(request: MapRequest, racer: Racer) -> list[str]:
    if request.kind == "basins":
        return ["x", "y"]
    params: Params = racer.optimizer.params
    switches = {name for name, value in params.model_dump().items() if isinstance(value, bool)}
    return [name for name in flat(params.model_dump()) if name not in switches and name not in SHARED_PARAMS]


def _defaults(request: MapRequest, racer: Racer, problem: AnalyticProblem) -> tuple[Axis, Axis]:
    if request.kind == "basins":
        (left, right), (low, high) = problem.domain
        return Axis(parameter="x", low=left, high=right), Axis(parameter="y", low=low, high=high)
    numbers = flat(racer.optimizer.params.model_dump())
    lr = numbers["lr"] or 1e-3
    across = Axis(parameter="lr", low=lr / 100, high=lr * 100, scale="log")
    second: Any = next((name for name in SECOND_AXIS_CHOICES if name in numbers), "weight_decay")
    if second in SECOND_AXIS_RANGES or second == "weight_decay":
        low, high = SECOND_AXIS_RANGES.get(second, (0.0, 0.1))
        return across, Axis(parameter=second, low=low, high=high)
    low = 0.01 if numbers.get("nesterov") else 0.0
    return across, Axis(parameter=second, low=low, high=0.99, scale="one_minus_log")


def _check_range(pointer: str, axis: Axis) -> None:
    if not axis.low < axis.high:
        raise InvalidSpec(
            f"{pointer}/high",
            f"The axis ends at {axis.high:g} and begins at {axis.low:g}: the end must be larger.",
        )
    if axis.scale == "log" and axis.low <= 0.0:
        raise InvalidSpec(
            f"{pointer}/low",
            f"A logarithmic axis cannot begin at {axis.low:g}: begin above 0, or make the scale linear.",
        )
    if axis.scale == "one_minus_log" and axis.high >= 1.0:
        raise InvalidSpec(
            f"{pointer}/high",
            f"An axis that is logarithmic in 1 - value cannot end at {axis.high:g}: "
            "end below 1, such as at 0.999.",
        )


def _check_corners(params: Params, axes: tuple[Axis, Axis]) -> None:
    """Validate the four corners: valid ranges are intervals, so all values between them are valid too."""
    for index, axis in enumerate(axes):
        for value in (axis.low, axis.high):
            _check_values(f"/axes/{index}", params, {axis.parameter: value})
    first, second = axes
    for across in (first.low, first.high):
        for along in (second.low, second.high):
            _check_values("/axes", params, {first.parameter: across, second.parameter: along})


def _check_values(pointer: str, params: Params, changes: Mapping[str, float]) -> None:
    try:
        replace_numbers(params, changes)
    except ValidationError as error:
        reason = first_field_error(error).detail
        said = " and ".join(f"{name} = {value:g}" for name, value in changes.items())
        raise InvalidSpec(pointer, f"The map reaches {said}, which is not allowed: {reason}") from error


def replace_numbers(params: Params, changes: Mapping[str, float]) -> Params:
    """The parameters with some numbers replaced; ``changes`` may name one of a pair, such as ``beta1``.

    Raises:
        pydantic.ValidationError: if a number is not allowed.
    """
    changed = params.model_dump()
    for name, value in changes.items():
        pair = next((whole for whole, parts in PARTS.items() if name in parts), None)
        if pair is None:
            changed[name] = value
        else:
            numbers = list(changed[pair])
            numbers[PARTS[pair].index(name)] = value
            changed[pair] = tuple(numbers)
    return type(params).model_validate(changed)
