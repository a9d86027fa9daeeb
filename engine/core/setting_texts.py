"""Setting texts: the values of parameters in a few characters, as in "η 0.1" and "β₁ 0.9"."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from .params import Params

LONGEST = 24
"""Characters of a value that is told; what is longer, such as a table, is left out."""

EXACT = 10
"""A number of at most this many characters is told exactly, a longer one with six digits."""

SUBSCRIPTS = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
LETTERS = {"varphi": "φ", "lambda": "λ"}
"""Commands of LaTeX whose letter has another name in Unicode."""


def setting_texts(params: Params, always: Collection[str] = (), symbols: bool = True) -> dict[str, str]:
    """What is set: name of a field -> a text, such as ``"β₁ 0.9, β₂ 0.999"``.

    Args:
        params: the settings.
        always: names of fields that are told even if they have their default, unless that is 0 or off.
        symbols: whether a field is named by its symbol, if it has one, or by its label.
    """
    told = {}
    for name, field in type(params).model_fields.items():
        value = getattr(params, name)
        if _is_idle(params, name) or (value == field.default and not (name in always and value)):
            continue
        if text := setting_text(type(params), name, value, symbols):
            told[name] = text
    return told


def setting_text(params: type[Params], name: str, value: Any, symbols: bool = True) -> str:
    """A field with its value; empty if the value is too long to be told."""
    named = setting_name(params, name, symbols)
    if isinstance(value, bool):
        return named if value else f"no {named}"
    if isinstance(value, tuple) and named.startswith("("):
        parts = zip(named.strip("()").split(", "), value, strict=True)
        return ", ".join(f"{part} {value_text(one)}" for part, one in parts)
    text = value_text(value)
    return f"{named} {text}" if text else ""


def setting_name(params: type[Params], name: str, symbols: bool = True) -> str:
    """The symbol of a field as plain text, or its label, or its name."""
    extra = _extra(params, name)
    symbol = extra.get("x-symbol")
    if symbols and isinstance(symbol, str):
        return plain_symbol(symbol)
    label = extra.get("x-label")
    if not isinstance(label, str):
        return name.replace("_", " ")
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def value_text(value: Any) -> str:
    """A value in a few characters; empty if it is too long, or has no short form."""
    if isinstance(value, float):
        short = repr(value).removesuffix(".0")
        return plain_number(short if len(short) <= EXACT else f"{value:.6g}")
    if isinstance(value, tuple | list):
        text = ", ".join(map(value_text, value))
        text = f"({text})" if len(value) > 1 else text
    else:
        text = "none" if value is None else str(value).replace("-", "\u2212")
    return text if len(text) <= LONGEST and text.isprintable() else ""


def plain_number(text: str) -> str:
    """A number as Python formats it, with a minus sign and a short exponent: ``1e-08`` as 1e−8."""
    mantissa, exponent, power = text.partition("e")
    return (mantissa + exponent + str(int(power)) if exponent else text).replace("-", "\u2212")


def plain_symbol(latex: str) -> str:
    """A symbol as plain text: ``\\beta_1`` as β₁, ``\\eta_{\\min}`` as η_min."""
    greek = re.sub(r"\\([a-zA-Z]+)", lambda found: _letter(found[1]), latex)
    lowered = re.sub(r"_([0-9+-])", lambda found: found[1].translate(SUBSCRIPTS), greek)
    return lowered.replace("{", "").replace("}", "")


def _letter(command: str) -> str:
    if command in LETTERS:
        return LETTERS[command]
    size = "CAPITAL" if command[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {command}")
    except KeyError:
        return command


def _is_idle(params: Params, name: str) -> bool:
    idle = _extra(type(params), name).get("x-idle")
    if not isinstance(idle, Mapping):
        return False
    return any(getattr(params, other, None) in values for other, values in idle.items())


def _extra(params: type[Params], name: str) -> Mapping[str, Any]:
    extra = params.model_fields[name].json_schema_extra
    return extra if isinstance(extra, Mapping) else {}
