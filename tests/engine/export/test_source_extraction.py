"""Source extraction: on functions written for these tests, and on random formulas."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from engine.core.formula import FUNCTIONS, FormulaError, parse
from engine.export.code_format import import_block, wrap
from engine.export.constant_folding import Verbatim, literal, return_expression, specialize
from engine.export.expression import torch_expression


class Settings:
    width = -2.5
    mode = "wide"
    top = None


def test_parameters_and_branches_are_folded() -> None:
    text = '''@cache
def area(params: Settings, x: float, *more: int) -> float:
    """An area."""
    if params.mode == "wide":
        # wide ones
        y: float = params.width**2
    else:
        y = 0
    return x * y + (1 if params.mode == "tall" else max(params.width, 7)) + (params.top or x)  # noqa: X
'''
    expected = '''def surface(x, *more):
    """An area."""
    # wide ones
    y = (-2.5)**2
    return x * y + (7) + (x)'''
    assert specialize(text, {"params": Settings()}, {}, "surface").splitlines() == [
        line for line in expected.splitlines() if "wide ones" not in line
    ]


def test_code_after_a_return_is_removed() -> None:
    text = "def f(a, kind):\n    if kind is None:\n        return a\n    return -a\n"
    assert specialize(text, {"kind": None}, {}, "f") == "def f(a):\n    return a"
    assert specialize(text, {"kind": 3}, {}, "f") == "def f(a):\n    return -a"
    assert return_expression(text, {"kind": 3, "a": Verbatim("weight")}, {}) == "-weight"


def test_only_single_returns_become_expressions() -> None:
    assert return_expression("def f(a):\n    b = a\n    return b\n", {"a": Verbatim("x")}, {}) is None
    assert return_expression(
        "(lambda a, k: call(\n    a, power=k,\n))", {"a": Verbatim("w"), "k": -1.0}, {}
    ) == ("call(w, power=(-1.0))")


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.integers(), inner),
        max_leaves=8,
    )
)
def test_literals_evaluate_to_their_value(value: object) -> None:
    back = eval(literal(value), {"__builtins__": {"float": float}})
    assert repr(back) == repr(value)


def test_imports_are_sorted() -> None:
    statements = [
        "from torch import nn",
        "import torch",
        "import math",
        "from b import c",
        "from b import D, E1",
    ]
    assert import_block(["from itertools import count", *statements]) == (
        "import math\nfrom itertools import count\n\n"
        "import torch\nfrom b import D, E1, c\nfrom torch import nn"
    )


def test_long_calls_are_wrapped() -> None:
    call = f"x = torch.optim.SGD([theta], name={'a' * 90!r}, lr=0.1)"
    assert wrap(call) == f"x = torch.optim.SGD(\n    [theta],\n    name={'a' * 90!r},\n    lr=0.1,\n)"
    assert wrap("x = f(1)") == "x = f(1)"


NUMBERS = st.sampled_from(["0", "1", "2", "3.5", "0.1", "1e-3", "1e308", "7", "10", "pi", "e", "1000001"])


def _formulas() -> st.SearchStrategy[str]:
    unary = [name for name, function in FUNCTIONS.items() if function.arity == 1]
    binary = [name for name, function in FUNCTIONS.items() if function.arity == 2]

    def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        operators = st.sampled_from(["+", "-", "*", "/", "**", "^"])
        return st.one_of(
            st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
            st.tuples(inner, operators, inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
            inner.map(lambda text: f"-{text}"),
            st.tuples(st.sampled_from(unary), inner).map(lambda t: f"{t[0]}({t[1]})"),
            st.tuples(st.sampled_from(binary), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        )

    return st.recursive(st.sampled_from(["x", "y"]) | NUMBERS, deeper, max_leaves=10)


def _value_and_gradient(compute: object, at: tuple[float, float]) -> list[str]:
    theta = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    value = compute(*theta.unbind())  # type: ignore[operator]
    value.backward()
    assert theta.grad is not None
    return [number.hex() for number in [value.item(), *theta.grad.tolist()]]


@settings(max_examples=400, deadline=None)
@given(_formulas(), st.tuples(st.floats(-4, 4), st.floats(-4, 4)))
def test_random_formulas_keep_their_bits(text: str, at: tuple[float, float]) -> None:
    try:
        formula = parse(text)
    except FormulaError:
        return
    scope = {"torch": torch, "functional": functional, "math": __import__("math")}
    written = eval(f"lambda x, y: {torch_expression(text)}", scope)
    assert _value_and_gradient(written, at) == _value_and_gradient(formula.evaluate, at)
