"""Plus signs: keeps those of a formula in a query, where a plus is also how a blank is written.

``formula=x**2+sin(y)`` is what people type: between two operands it can only be a plus. Beside another sign
it is a blank, as in ``x**2+%2B+sin(y)``. The page reads its address in the same way
(``static/js/url/plus-signs.js``).
"""

import re
from urllib.parse import unquote

from engine.spec.problems.formula import MAX_EXPRESSION

_GAP = re.compile(r"(?:\+|%20)*\+(?:\+|%20)*", re.IGNORECASE)
_OPERAND_WORD = re.compile(r"(?:.*\.)?(?:[xye]|pi)+", re.IGNORECASE)
_LAST_WORD = re.compile(r"[A-Za-z_][\w.]*$")
_SUPERSCRIPTS = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"

_MAX_ESCAPED = 12 * MAX_EXPRESSION
"""Characters of the longest formula in a query: each of up to four bytes, and a byte takes three."""


def keep_plus_signs(query: str) -> str:
    """Escape the plus signs of the formula in a query.

    Args:
        query: as in the URL, without ``?``.
    """
    if "formula=" not in query or "+" not in query:
        return query
    return "&".join(_kept(part) if part.startswith("formula=") else part for part in query.split("&"))


def _kept(part: str) -> str:
    name, _, value = part.partition("=")
    if len(value) > _MAX_ESCAPED:
        return part  # it is refused anyway

    def sign(gap: re.Match[str]) -> str:
        before, after = _unescaped(value[: gap.start()]), _unescaped(value[gap.end() :])
        return gap.group().replace("+", "%2B", 1) if _is_plus(before, after) else gap.group()

    return f"{name}={_GAP.sub(sign, value)}"


def _unescaped(text: str) -> str:
    return unquote(text.replace("+", " "))


def _is_plus(before: str, after: str) -> bool:
    """Whether a sign between two texts can only be a plus: an operand ends and another begins."""
    if not before or not after:
        return False
    outside = before.count("|") % 2 == 0
    ends = outside or _ends_operand(before[:-1]) if before[-1] == "|" else _ends_operand(before)
    begins = outside or _begins_operand(after[1:]) if after[0] == "|" else _begins_operand(after)
    return ends and begins and not (after[0] == "(" and _is_function(before))


def _ends_operand(text: str) -> bool:
    return bool(text) and (text[-1].isalnum() or text[-1] in "._)⌋⌉")


def _begins_operand(text: str) -> bool:
    return bool(text) and (text[0].isalnum() or text[0] in ".(⌊⌈√") and text[0] not in _SUPERSCRIPTS


def _is_function(before: str) -> bool:
    word = _LAST_WORD.search(before)
    return word is not None and not _OPERAND_WORD.fullmatch(word.group())
