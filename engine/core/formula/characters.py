"""Formula characters: what the characters of other notations mean, and what to write in place of the rest."""

import unicodedata

BLANKS = " \t\r\n\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""Characters between parts of a formula, as in a regular expression: also those that web pages copy."""

OPERATORS = dict.fromkeys("·⋅∙•×∗", "*") | dict.fromkeys("−–‐‑", "-") | dict.fromkeys("÷∕⁄", "/") | {"√": "√"}
"""Character -> operator that it means. The square root is one of its own."""

BRACKETS = {"(": ")", "⌊": "⌋", "⌈": "⌉"}
"""Opening bracket -> closing one."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5),
    "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
    "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
"""Character -> numerator and denominator."""

_COMPARISON = "Type only the right-hand side of f(x, y) = ..., without comparing anything."
_EXPONENT = "Write this exponent with ^, as in x^(y + 1)."

_INSTEAD = {
    **dict.fromkeys("[]{}", "Use round brackets ( and )."),
    **dict.fromkeys("=<>≤≥≠≈≡", _COMPARISON),
    **dict.fromkeys("ⁿˣʸᵃᵇᵉ⁽⁾ⁱ", _EXPONENT),
    **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉", "The variables are x and y, without an index."),
    "!": "Write a factorial as its number, as in 120; a formula cannot compare.",
    "%": "Write x % 2 as x - 2*floor(x/2), and 5 % as 0.05.",
    ";": "Separate arguments with a comma and write decimals with a point, as in max(x, 0.5).",
    ":": "Write a division with /, as in x/y.",
    "\\": "Write LaTeX as plain text, as in x^2, sqrt(x) and (x + 1)/(y + 2).",
    "∛": "Write the cube root as cbrt(x).",
    "∜": "Write the fourth root as (x)^(1/4).",
    "—": "This dash can stand for one minus sign or for two; write - or --.",
    ".": "A point stands only in numbers, and behind np, torch or Math.",
    "¹": _EXPONENT,
}
"""Character that cannot be read -> the way to write what it may stand for."""

_MEANINGLESS = (
    "This character has no meaning in a formula, which has numbers, x, y, + - * / ^, brackets and functions."
)


def advise(character: str) -> str:
    """A sentence for a character that cannot be read: how to write what it may stand for."""
    if character in _INSTEAD:
        return _INSTEAD[character]
    if unicodedata.category(character) in ("Cf", "Cc", "Zl", "Zp", "Mn", "Me"):
        return "An invisible character or an accent stands here; type this part again."
    if character.isalnum():
        return "Only the letters a to z, the digits 0 to 9 and π can be read here; type this part again."
    return _MEANINGLESS
