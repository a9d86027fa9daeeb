"""Formula LaTeX: writes a tree as LaTeX with as few brackets as possible."""

from .functions import FUNCTIONS
from .tree import Binary, Call, Constant, Negative, Node, Number, Variable

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 5, "**": 4}


def latex(node: Node) -> str:
    """The formula in mathematical notation."""
    match node:
        case Number(value):
            return _number(value)
        case Constant(name):
            return r"\pi" if name == "pi" else "e"
        case Variable(name):
            return name
        case Negative(operand):
            return "-" + _inside(operand, 2)
        case Call("hypot", (first, second)):
            return rf"\sqrt{{{_inside(first, 6)}^{{2}} + {_inside(second, 6)}^{{2}}}}"
        case Call(name, arguments):
            text = FUNCTIONS[name].latex
            for index, argument in enumerate(arguments, 1):
                text = text.replace(f"#{index}", latex(argument))
            return text
        case Binary():
            return _binary(node)


def _binary(node: Binary) -> str:
    left, right = node.left, node.right
    if node.operator == "/":
        return rf"\frac{{{latex(left)}}}{{{latex(right)}}}"
    if node.operator == "**":
        return f"{_inside(left, 6)}^{{{latex(right)}}}"
    if node.operator == "*":
        sign = r" \cdot " if _begins_with_digit(right) else r" \, "
        return _inside(left, 2) + sign + _inside(right, 3)
    return f"{latex(left)} {node.operator} {_inside(right, 2)}"


def _inside(node: Node, precedence: int) -> str:
    text = latex(node)
    return text if _precedence(node) >= precedence else rf"\left({text}\right)"


def _precedence(node: Node) -> int:
    """Precedence of a node: 1 for a sum, 7 for a single symbol."""
    match node:
        case Binary(operator, _, _):
            return _PRECEDENCE[operator]
        case Negative():
            return 1
        case Number(value):
            return 7 if value >= 0 and "e" not in repr(value) else 3
        case _:
            return 7


def _begins_with_digit(node: Node) -> bool:
    match node:
        case Number():
            return True
        case Binary(operator, left, _):
            return operator in ("*", "**") and _begins_with_digit(left)
        case _:
            return False


def _number(value: float) -> str:
    if value == float("inf"):
        return r"\infty"
    text = f"{value:.15g}"
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
