"""Parameters, described once.

A ``Params`` class is the single description of an entry's settings: it validates what arrives, its
JSON Schema draws the page's controls, and its docstrings are the documentation. Hard bounds
(``gt``, ``ge``, ``lt``, ``le``) are the law; soft bounds (``soft``) are where a slider ends.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

Scale = Literal["linear", "log", "one_minus_log"]
"""How a slider maps position to value; ``one_minus_log`` is logarithmic in ``1 - value`` (momentum)."""

Pair = Annotated[tuple[float, float], Strict(False)]
"""Two finite numbers; a JSON array is accepted (strict mode alone would want a Python tuple)."""


class Params(BaseModel):
    """Frozen, strict, finite, and closed: unknown keys are an error, not a shrug."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class NoParams(Params):
    """An entry without settings."""


Idle = dict[str, list[Any]]
"""By the name of another field, its values under which a field changes nothing: no control is shown then."""


def _extra(
    soft: tuple[float, float] | None,
    scale: Scale,
    step: float | None,
    symbol: str | None,
    live: bool,
    idle: Idle | None,
) -> dict[str, Any]:
    if step is None and soft is not None:
        step = _finest(soft, scale)
    given = {"x-soft": list(soft) if soft else None, "x-step": step, "x-symbol": symbol, "x-idle": idle}
    return {"x-scale": scale, "x-live": live} | {k: v for k, v in given.items() if v is not None}


def _finest(soft: tuple[float, float], scale: Scale) -> float:
    """The smallest difference that a control needs: a round two-hundredth of a linear range; on a
    logarithmic one, the power of ten that still tells values apart at its fine end."""
    low, high = soft
    if scale == "linear":
        raw = (high - low) / 200
        power = 10.0 ** math.floor(math.log10(raw))
        return float(f"{power * next(lead for lead in (1, 2, 5, 10) if lead * power >= raw * 0.999):.0e}")
    end = low or high if scale == "log" else 1 - high
    return float(f"{10.0 ** math.floor(math.log10(end) + 1e-9):.0e}")


def real(
    default: float,
    doc: str,
    *,
    soft: tuple[float, float] | None = None,
    scale: Scale = "linear",
    step: float | None = None,
    symbol: str | None = None,
    live: bool = False,
    idle: Idle | None = None,
    **bounds: float,
) -> Any:
    """A finite number. ``live`` says that an edit may set it while the ball rolls."""
    extra = _extra(soft, scale, step, symbol, live, idle)
    return Field(default, description=doc, json_schema_extra=extra, **bounds)  # type: ignore[call-overload]


def integer(
    default: int | None,
    doc: str,
    *,
    soft: tuple[int, int] | None = None,
    scale: Scale = "linear",
    symbol: str | None = None,
    live: bool = False,
    idle: Idle | None = None,
    **bounds: int,
) -> Any:
    """A whole number."""
    extra = _extra(soft, scale, 1, symbol, live, idle)
    return Field(default, description=doc, json_schema_extra=extra, **bounds)  # type: ignore[call-overload]


def option(
    default: Any,
    doc: str,
    *,
    symbol: str | None = None,
    live: bool = False,
    idle: Idle | None = None,
    **more: Any,
) -> Any:
    """A switch, a choice (annotate it with ``bool`` or ``Literal``) or a short list."""
    extra = _extra(None, "linear", None, symbol, live, idle)
    return Field(default, description=doc, json_schema_extra=extra, **more)


def live_fields(params: type[Params]) -> Sequence[str]:
    """Names of the fields that an edit may set while the ball rolls."""
    fields = params.model_fields.items()
    return [
        name
        for name, field in fields
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("x-live")
    ]
