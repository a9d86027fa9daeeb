"""Formula names: what names of NumPy, torch, JavaScript and Excel mean, and what to write for the rest."""

import re
from difflib import get_close_matches

from .functions import CONSTANTS, FUNCTIONS, VARIABLES
from .rewriting import REWRITINGS

OWNERS = (
    "np", "numpy", "jnp", "math", "Math", "torch", "F", "nn.functional", "torch.nn.functional",
    "torch.special",
)  # fmt: skip
"""What may stand before a function or constant, as in ``np.sin``."""

ALIASES = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctg": "atan", "arctan2": "atan2",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh",
    "tg": "tan", "sen": "sin", "ctg": "cot", "cotan": "cot", "cosec": "csc",
    "arccsc": "acsc", "arcsec": "asec",
    "log_2": "log2", "log_10": "log10", "lb": "log2", "ld": "log2",
    "absolute": "abs", "fabs": "abs", "sgn": "sign", "signum": "sign", "ceiling": "ceil",
    "minimum": "min", "maximum": "max", "expit": "sigmoid", "logistic": "sigmoid",
    "power": "pow", "clamp": "clip",
    "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div", "negative": "neg",
}  # fmt: skip
"""Other name -> ours. Only names that mean the same everywhere."""

_BASES = "Write ln(x) for the natural logarithm, or log10(x) for that to base 10."
_NEAREST = "Write floor(x + 0.5): halves are rounded in several ways."
_REMAINDER = "Write the remainder as x - 2*floor(x/2): its sign differs from one language to another."
_COTANGENT = "Write atan(1/x) or pi/2 - atan(x): this name is used for both."
_DEGREES = "Write degrees as sin(pi*x/180)."
_CONDITION = "Write a condition with max, min, abs or sign, as in max(x, 0)."

_INSTEAD = {
    "lg": "Write log10(x) or log2(x): lg is used for both.",
    "log": _BASES,
    "atan2": "Write atan2(y, x): Excel takes the two the other way round.",
    "logb": "Write a logarithm to base b as ln(x)/ln(b).",
    **dict.fromkeys(["round", "rint"], _NEAREST),
    **dict.fromkeys(["int", "fix"], "Write floor(x), or trunc(x) to round towards 0."),
    **dict.fromkeys(["mod", "fmod", "rem", "remainder"], _REMAINDER),
    **dict.fromkeys(["acot", "arccot", "arcctg"], _COTANGENT),
    **dict.fromkeys(["acoth", "arccoth", "arcoth"], "Write atanh(1/x)."),
    **dict.fromkeys(["asech", "arcsech", "arsech"], "Write acosh(1/x)."),
    **dict.fromkeys(["acsch", "arccsch", "arcsch"], "Write asinh(1/x)."),
    **dict.fromkeys(["sind", "cosd", "tand"], _DEGREES),
    **dict.fromkeys(["if", "where", "piecewise", "heaviside", "step"], _CONDITION),
    "sinc": "Write sin(x)/x or sin(pi*x)/(pi*x): sinc is used for both.",
    "exp10": "Write 10^x.",
    "sum": "Write a sum with +, as in x + y.",
    "prod": "Write a product with *, as in x*y.",
    "product": "Write a product with *, as in x*y.",
    "norm": "Write hypot(x, y) for the distance from the origin.",
}
"""Name -> the way to write what it may stand for."""

MAX_FACTORS = 4
"""Letters that are read as a product, as in ``xy``; a longer word is more likely a mistake."""

_KNOWN = {*FUNCTIONS, *CONSTANTS, *VARIABLES, *REWRITINGS, *ALIASES}
_CASE_MATTERS = ("log", "atan2")
"""Names that mean something else in capitals, as in Excel."""

_FACTOR = re.compile("pi|[xy]")


def canonical(name: str) -> str | None:
    """The name that the parser knows for a name as typed; None if it is unknown or has several meanings."""
    owner, dot, own = name.rpartition(".")
    if dot and (owner not in OWNERS or own.lower() in VARIABLES):
        return None
    if own not in _KNOWN:
        own = own.lower()
        if own in _CASE_MATTERS or own not in _KNOWN:
            return None
    return ALIASES.get(own, own)


def is_function(name: str) -> bool:
    """Whether a canonical name is that of a function."""
    return name in FUNCTIONS or name in REWRITINGS


def factors(name: str, before: str) -> list[str] | None:
    """The factors of a word without signs, such as ``xy`` or ``xsin``; None if it is no such product.

    Args:
        name: as typed, not a name itself.
        before: the token behind it. A function needs a bracket there; the constant e needs a power, because
            words like ``ex`` may be meant as exp.
    """
    if name.lower() in _INSTEAD:
        return None
    parts: list[str] = []
    rest = name
    while rest and len(parts) < MAX_FACTORS:
        if parts and _ends_product(rest, before):
            return [*parts, rest]
        match = _FACTOR.match(rest.lower())
        if match is None:
            return None
        parts.append(match.group())
        rest = rest[match.end() :]
    return None if rest else parts


def _ends_product(rest: str, before: str) -> bool:
    known = canonical(rest)
    if known is None:
        return False
    return before == "(" if is_function(known) else known == "e" and before in ("^", "**", "power")


def advise(name: str) -> str:
    """A sentence for a name that is unknown or has several meanings: what to write."""
    owner, dot, own = name.rpartition(".")
    lower = own.lower()
    if dot and (owner not in OWNERS or lower in VARIABLES):
        return (
            "A point stands only in numbers and behind np, torch or Math; write a function around its "
            "argument, as in sin(x)."
        )
    if lower in _INSTEAD:
        return _INSTEAD[lower]
    if re.fullmatch("[xy]_?[0-9]+", lower):
        return "Write x^2 for a power, x*2 for a product, and y for a second variable."
    if re.fullmatch("log_?[0-9]+", lower):
        return _INSTEAD["logb"]
    if is_function(canonical(lower.rstrip("0123456789")) or ""):
        return "Write a power as in sin(x)^2 and a multiple as in sin(2*x)."
    if re.fullmatch("(?:[xye]|pi)+", lower):
        return "Write a product with *, as in e*x or x*y*x, and the exponential function as exp(x)."
    return _resembling(lower)


def _resembling(lower: str) -> str:
    functions = sorted((name for name in _KNOWN if is_function(ALIASES.get(name, name))), key=len)
    for function in reversed(functions):
        if re.fullmatch("[0-9]*(?:[xy]|pi)+", lower.removeprefix(function)) and lower.startswith(function):
            return f"Write the argument of {function} in brackets: {function}(x)."
    if len(lower) > 1:
        for near in get_close_matches(lower[:20], sorted(_KNOWN), n=3, cutoff=0.7):
            if _digits(near) == _digits(lower):
                return f"Unknown name; did you mean {near}?"
    return (
        "Unknown name; a formula knows x, y, pi, e and functions such as sin, exp and sqrt. Write numbers in "
        "place of other letters."
    )


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
