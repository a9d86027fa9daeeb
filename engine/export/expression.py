"""A typed formula as the torch expression that computes the same bits."""

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

LARGEST_WHOLE = 1_000_000.0
"""Whole numbers up to this one are written without a decimal point, as a person would."""


def torch_expression(formula: str) -> str:
    """The formula in x and y as Python, with ``torch``, ``math`` and ``functional`` in scope."""
    tree = parse(formula).tree
    constant = compile_tree(tree)
    if isinstance(constant, float):
        # the gradient needs a graph: the engine spreads a constant the same way
        return f"0.0 * x + {ast.unparse(_constant(tree, constant))}"
    return ast.unparse(ast.fix_missing_locations(_python(tree)))


def _python(node: Node) -> ast.expr:
    """The tree as Python's own, which knows where brackets are needed."""
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
    """A constant as it was typed where Python computes the same double from that, else the double."""
    typed = _typed(node)
    if typed is not None:
        try:
            same = _computed(typed)
        except ArithmeticError:
            same = None
        if same is not None and _bits(float(same)) == _bits(value):
            return typed
    if not math.isfinite(value):
        return _attribute("math", "nan") if math.isnan(value) else _signed(_attribute("math", "inf"), value)
    return _signed(_number(abs(value)), value)


def _computed(typed: ast.expr) -> int | float:
    """What Python makes of it: whole numbers stay whole, and are never large (``LARGEST_WHOLE``)."""
    match typed:
        case ast.Constant(int() | float() as value):
            return value
        case ast.Attribute(attr=name):
            constant: float = getattr(math, name)
            return constant
        case ast.UnaryOp(operand=inside):
            return -_computed(inside)
        case ast.BinOp(left=left, op=sign, right=right):
            result: int | float = _ARITHMETIC[type(sign)](_computed(left), _computed(right))
            return result
        case _:
            raise AssertionError("a constant is made of numbers, signs and the four operations")


def _typed(node: Node) -> ast.expr | None:
    match node:
        case Number(value) if math.isfinite(value):
            return _number(value)
        case Constant(name):
            return _attribute("math", name)
        case Negative(operand):
            inside = _typed(operand)
            return None if inside is None else ast.UnaryOp(ast.USub(), inside)
        case Binary("+" | "-" | "*" | "/" as sign, left, right):
            one, other = _typed(left), _typed(right)
            return None if one is None or other is None else ast.BinOp(one, _OPERATORS[sign], other)
        case _:
            return None


def _number(value: float) -> ast.expr:
    whole = value.is_integer() and 1 <= value <= LARGEST_WHOLE  # as a whole number, -0 would be 0
    return ast.Constant(int(value) if whole else value)


def _signed(magnitude: ast.expr, value: float) -> ast.expr:
    return ast.UnaryOp(ast.USub(), magnitude) if math.copysign(1.0, value) < 0 else magnitude


def _tensor(node: Node) -> ast.expr:
    """An argument of a function of two: torch wants tensors there."""
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


def _bits(value: float) -> str:
    return value.hex()
