"""Formula export: writes a formula as a torch expression that computes the same bits."""

import ast
import math
import operator

import torch
from torch.nn import functional

from ..core.formula import CONSTANTS, FUNCTIONS, parse
from ..core.formula.compiler import compile_tree
from ..core.formula.tree import Binary, Call, Constant, Negative, Node, Number, Variable

_OPERATORS: dict[str, ast.operator] = {
    "+": ast.Add(),
    "-": ast.Sub(),
    "*": ast.Mult(),
    "/": ast.Div(),
    "**": ast.Pow(),
}

_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

MAX_INTEGER = 1_000_000.0
"""Integers up to this one are written without a decimal point."""


def torch_expression(formula: str) -> str:
    """Python source of a formula in x and y; it uses the names ``torch``, ``math`` and ``functional``."""
    tree = parse(formula).tree
    constant = compile_tree(tree)
    if isinstance(constant, float):
        # The gradient needs a graph; the engine broadcasts a constant in the same way.
        return f"0.0 * x + {ast.unparse(_constant(tree, constant))}"
    return ast.unparse(ast.fix_missing_locations(_python(tree)))


def _python(node: Node) -> ast.expr:
    """Convert the tree to Python's AST; ``ast.unparse`` then adds parentheses where needed."""
    constant = compile_tree(node)
    if isinstance(constant, float):
        return _constant(node, constant)
    match node:
        case Variable(name):
            return ast.Name(name)
        case Negative(operand):
            return ast.UnaryOp(ast.USub(), _python(operand))
        case Binary(sign, left, right):
            return ast.BinOp(_python(left), _OPERATORS[sign], _python(right))
        case Call(name, arguments):
            several = len(arguments) > 1
            inside = [_tensor(argument) if several else _python(argument) for argument in arguments]
            return ast.Call(_function(name), inside, [])
        case _:
            raise AssertionError("numbers and constants are constant")


def _constant(node: Node, value: float) -> ast.expr:
    """A constant as it was typed if Python computes the same double from it, else the double."""
    typed = _as_typed(node)
    if typed is not None:
        try:
            same = _evaluate(typed)
        except ArithmeticError:
            same = None
        if same is not None and _hex(float(same)) == _hex(value):
            return typed
    if not math.isfinite(value):
        return _attribute("math", "nan") if math.isnan(value) else _signed(_attribute("math", "inf"), value)
    return _signed(_number(abs(value)), value)


def _evaluate(typed: ast.expr) -> int | float:
    """Evaluate a constant as Python does; integers stay integers, at most ``MAX_INTEGER``."""
    match typed:
        case ast.Constant(int() | float() as value):
            return value
        case ast.Attribute(attr=name):
            constant: float = getattr(math, name)
            return constant
        case ast.UnaryOp(operand=inside):
            return -_evaluate(inside)
        case ast.BinOp(left=left, op=sign, right=right):
            result: int | float = _ARITHMETIC[type(sign)](_evaluate(left), _evaluate(right))
            return result
        case _:
            raise AssertionError("a constant is made of numbers, signs and the four operations")


def _as_typed(node: Node) -> ast.expr | None:
    match node:
        case Number(value) if math.isfinite(value):
            return _number(value)
        case Constant(name):
            return _attribute("math", name)
        case Negative(operand):
            inside = _as_typed(operand)
            return None if inside is None else ast.UnaryOp(ast.USub(), inside)
        case Binary("+" | "-" | "*" | "/" as sign, left, right):
            one, other = _as_typed(left), _as_typed(right)
            return None if one is None or other is None else ast.BinOp(one, _OPERATORS[sign], other)
        case _:
            return None


def _number(value: float) -> ast.expr:
    whole = value.is_integer() and 1 <= value <= MAX_INTEGER  # as an integer, -0.0 would be 0
    return ast.Constant(int(value) if whole else value)


def _signed(magnitude: ast.expr, value: float) -> ast.expr:
    return ast.UnaryOp(ast.USub(), magnitude) if math.copysign(1.0, value) < 0 else magnitude


def _tensor(node: Node) -> ast.expr:
    """An argument of a binary function, which must be a tensor in torch."""
    inside = _python(node)
    if not isinstance(compile_tree(node), float):
        return inside
    dtype = ast.keyword("dtype", _attribute("torch", "float64"))
    return ast.Call(_attribute("torch", "tensor"), [inside], [dtype])


def _function(name: str) -> ast.expr:
    compute = FUNCTIONS[name].compute
    library = "torch" if getattr(torch, compute.__name__, None) is compute else "functional"
    assert library == "torch" or getattr(functional, compute.__name__) is compute
    return _attribute(library, compute.__name__)


def _attribute(owner: str, name: str) -> ast.expr:
    assert owner != "math" or name in CONSTANTS or name in ("inf", "nan")
    return ast.Attribute(ast.Name(owner), name)


def _hex(value: float) -> str:
    return value.hex()
