"""Parameter fields: one description that validates a setting, draws its control and documents it.

A ``Params`` class describes the settings of a catalog entry. Its JSON Schema is sent to the page, which draws
one control for each field. Hard bounds (``gt``, ``ge``, ``lt``, ``le``) reject a value; soft bounds
(``soft``) are only the ends of the slider.

Example:
    class MomentumParams(Params):
        nesterov: bool = option(False, "Look ahead before the gradient is taken.")
        momentum: float = real(
            0.9,
            "Share of the last step that is added to the next.",
            soft=(0.0, 0.99),
            scale="one_minus_log",
            symbol=r"\\mu",
            live=True,
            ge=0.0,
            lt=1.0,
        )
        warmup: int = integer(10, "Steps without momentum.", soft=(0, 100), idle={"momentum": [0.0]}, ge=0)
"""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

Scale = Literal["linear", "log", "one_minus_log"]
"""How a slider maps position to value; ``one_minus_log`` is logarithmic in ``1 - value`` (momentum)."""

Pair = Annotated[tuple[float, float], Strict(False)]
"""Two finite numbers. Not strict, because a JSON array is not a Python tuple."""


class Params(BaseModel):
    """Base class of all parameters: frozen, strict and finite; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class NoParams(Params):
    """Parameters of an entry without settings."""


Idle = dict[str, list[Any]]
"""Name of another field -> its values for which a field changes nothing."""


def _extra(
    soft: tuple[float, float] | None,
    scale: Scale,
    step: float | None,
    symbol: str | None,
    live: bool,
    idle: Idle | None,
    label: str | None,
    aliases: Sequence[str],
) -> dict[str, Any]:
    """The keys that a field adds to its JSON Schema; keys without a value are left out."""
    if step is None and soft is not None:
        step = _default_step(soft, scale)
    optional = {
        "x-soft": list(soft) if soft else None,
        "x-step": step,
        "x-symbol": symbol,
        "x-idle": idle,
        "x-label": label,
        "x-aliases": list(aliases) or None,
    }
    return {"x-scale": scale, "x-live": live} | {k: v for k, v in optional.items() if v is not None}


def _default_step(soft: tuple[float, float], scale: Scale) -> float:
    """Slider step: a round number near 1/200 of a linear range.

    On a logarithmic scale it is the power of ten at the fine end of the range.
    """
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
    label: str | None = None,
    aliases: Sequence[str] = (),
    **bounds: float,
) -> Any:
    """Real-valued field: a finite number, shown as a slider.

    Args:
        default: value if the experiment does not give one.
        doc: a sentence for the user, shown as help text.
        soft: (left end, right end) of the slider; a typed value may lie outside. None takes
            the hard bounds, or 0 and 1.
        scale: how the slider maps position to value: ``linear``, ``log``, or ``one_minus_log``, which
            is fine near 1.
        step: smallest change of the control, in units of the value. None derives it from ``soft`` and
            ``scale``: 0.005 for ``soft=(0.0, 1.0)``, 1e-4 for ``soft=(1e-4, 1.0), scale="log"``.
        symbol: LaTeX of the parameter in formulas, without dollar signs, such as ``r"\\eta"``.
        live: whether an edit may set it while the racer runs.
        idle: name of another field -> its values for which this field changes nothing; the page then
            hides the control. Example: ``idle={"origin": ["initial"]}``.
        aliases: other names for it, such as those of other frameworks; whoever gives one is told the name.
        bounds: hard bounds ``gt``, ``ge``, ``lt``, ``le``; a value outside is refused.

    Example:
        ``lr: float = real(0.01, "Size of a step.", soft=(1e-4, 1.0), scale="log", symbol=r"\\eta", gt=0.0)``
    """
    extra = _extra(soft, scale, step, symbol, live, idle, label, aliases)
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
    label: str | None = None,
    aliases: Sequence[str] = (),
    **bounds: int,
) -> Any:
    """Integer field: a whole number, shown as a slider with step 1, or with the step ``multiple_of``.

    Args:
        default: value if the experiment does not give one; None if the field is optional.
        doc, soft, scale, symbol, live, idle, bounds: as for ``real``.

    Example:
        ``samples: int = integer(200, "Number of samples.", soft=(20, 1000), symbol="N", ge=4, le=2_000)``
    """
    extra = _extra(soft, scale, bounds.get("multiple_of", 1), symbol, live, idle, label, aliases)
    return Field(default, description=doc, json_schema_extra=extra, **bounds)  # type: ignore[call-overload]


def option(
    default: Any,
    doc: str,
    *,
    symbol: str | None = None,
    live: bool = False,
    idle: Idle | None = None,
    label: str | None = None,
    aliases: Sequence[str] = (),
    labels: dict[str, str] | None = None,
    **more: Any,
) -> Any:
    """Field for anything else: a switch (annotated ``bool``), a choice (``Literal``) or a short list.

    Args:
        default: value if the experiment does not give one.
        doc, symbol, live, idle: as for ``real``.
        more: further arguments of ``pydantic.Field``, such as ``max_length`` of a list.

    Example:
        ``mode: Literal["min", "max"] = option("min", "Whether the loss must fall or rise.")``
    """
    extra = _extra(None, "linear", None, symbol, live, idle, label, aliases)
    if labels is not None:
        extra["x-labels"] = labels
    return Field(default, description=doc, json_schema_extra=extra, **more)


def other_names(*aliases: str) -> dict[str, Any]:
    """Other names of a field that is none of a catalog entry, for ``json_schema_extra``."""
    return {"x-aliases": list(aliases)}


def live_fields(params: type[Params]) -> Sequence[str]:
    """Names of the fields that an edit may set while the racer runs."""
    fields = params.model_fields.items()
    return [
        name
        for name, field in fields
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("x-live")
    ]
