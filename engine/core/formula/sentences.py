"""Formula sentences: what is said where the parser cannot go on, with the way to write it.

No sentence advises what would change the function: a sign that cannot be read is to be written in another
way, never to be left out.
"""

from .tokens import Token

Tail = str
"""What the last operand belongs to, if it is not clear where that ends; a key of ``TWO_WAYS``, or empty."""

TWO_WAYS = {
    "power": "Write x^2*y or x^(2*y): without a sign this can mean both.",
    "divisor": "Write (1/2)*x or 1/(2*x): without a sign this can mean both.",
    "root": "Write √(2*x) or √2*x: without a sign this can mean both.",
}
"""What stands before a product without a sign -> why that cannot be read."""

BLANK = "A blank is no sign; write 2*x or 2 + x. In an address a plus is written %2B."
NUMBER_BEHIND = "Write x*2 for a product and x^2 for a power."
NUMBER_E = "Write 2*e for a product; a power of ten has digits, as in 2e5."
INVERSE = "Write the inverse as in asin(x) and the reciprocal as in 1/sin(x)."
FUNCTION_POWER = "Write this power as in sin(x)^2."
EXPONENT_POWER = "Write brackets, as in x^(y^2) or (x^y)^2: without them this can mean both."
ROOT_POWER = "Write √(x^2) or (√x)^2: without brackets this can mean both."
ROOT_SIGN = "Write brackets behind the root, as in √(-x)."
E_BRACKET = "Write e*(x) for a product and exp(x) for the function."
ARGUMENTS = "Write a decimal with a point, as in 0.5, or a blank behind a comma between arguments."
DECIMAL = "Write decimals with a point, as in 1.5: a comma only separates the arguments of a function."


def missing(token: Token, first: bool) -> str:
    """The sentence for an operand missing before a token; ``first`` is whether nothing precedes that."""
    if token.kind == "end" and first:
        return "The formula is empty; type one such as x**2 + y**2."
    if token.kind == "end":
        return "Something is missing at the end: a number, x, y or a function."
    if token.kind == "power":
        return "A number, x, y or a function is missing before this exponent."
    return f"A number, x, y or a function is missing before {token.text.strip('()') or token.text}."


def unexpected(token: Token, decimal: bool) -> str:
    """The sentence for a token behind an operand; ``decimal`` is whether it is a comma between digits."""
    if token.text in ")⌋⌉":
        return "This bracket closes nothing; add the one that opens it."
    if token.text == ",":
        if decimal:
            return DECIMAL
        return "A comma only stands between the arguments of a function, as in max(x, y)."
    return "This sign stands in the wrong place; a number, x, y or a function is missing."


def wrong_count(name: str, arity: int, many: bool, given: int) -> str:
    """The sentence for a wrong number of arguments; ``many`` is whether the function takes more too."""
    expected = "one argument" if arity == 1 else f"{arity} arguments"
    return f"{name} takes {'at least ' if many else ''}{expected}, not {given}."
