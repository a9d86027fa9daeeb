"""Formula language: values, gradients, LaTeX, and refusal of invalid text."""

import math
import random

import numpy as np
import pytest
import torch
from formula_attacks import ATTACKS, TOO_BIG
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core.formula import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_NODES, FormulaError, parse


def at(text: str, x: float, y: float) -> float:
    return float(
        parse(text).evaluate(torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1+2*3", 7.0),
        ("(1+2)*3", 9.0),
        ("2**3**2", 512.0),
        ("2^3", 8.0),
        ("-2**2", -4.0),
        ("2**-1", 0.5),
        ("-x**2", -2.25),
        ("8/4/2", 1.0),
        ("8-4-2", 2.0),
        ("x--y", 1.0),
        ("+x", 1.5),
        (".5e1 + 1E-1 + 2.", 7.1),
        ("pi + e", math.pi + math.e),
        ("min(x, y) + max(x, y)", 1.0),
        ("hypot(3, 4)", 5.0),
        ("atan2(1, 1)", math.pi / 4),
        ("ln(e) + log10(100) + log2(8)", 6.0),
        ("sigmoid(0) + relu(-1) + sign(y)", -0.5),
        ("softplus(0)", math.log(2.0)),
        ("floor(x)", 1.0),
        (" \t x\n", 1.5),
    ],
)
def test_values_are_as_expected(text: str, expected: float) -> None:
    assert at(text, 1.5, -0.5) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp",
                                  "log", "log10", "log2", "sqrt"])  # fmt: skip
def test_functions_agree_with_the_math_module(name: str) -> None:
    assert at(f"{name}(x)", 0.7, 0.0) == pytest.approx(getattr(math, name)(0.7), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"), [("9**9**9", math.inf), ("1/0", math.inf), ("1e999", math.inf)]
)
def test_large_powers_overflow_to_inf(text: str, expected: float) -> None:
    assert at(text, 0.0, 0.0) == expected


@pytest.mark.parametrize("text", ["log(-1)", "sqrt(x)", "(-8)**(1/3)", "0/0"])
def test_undefined_values_are_nan(text: str) -> None:
    assert math.isnan(at(text, -1.0, 0.0))


def test_bits_equal_hand_written_torch() -> None:
    ours = parse("sin(3*x) + x**2 + 2*y**3 - 1/(1 + exp(-x*y))").evaluate
    for place in np.random.default_rng(0).uniform(-3, 3, (200, 2)):
        x, y = torch.tensor(place).unbind()
        plain = torch.sin(3 * x) + x**2 + 2 * y**3 - 1 / (1 + torch.exp(-x * y))
        assert ours(x, y).item().hex() == plain.item().hex()


def test_constants_broadcast_and_missing_variables_have_zero_gradient() -> None:
    grid = torch.zeros((3, 4), dtype=torch.float64)
    assert parse("2 + 1").evaluate(grid, grid).tolist() == [[3.0] * 4] * 3
    for text, slope in [("x**2", [2.0, 0.0]), ("y", [0.0, 1.0]), ("7", [0.0, 0.0])]:
        point = torch.ones(2, dtype=torch.float64, requires_grad=True)
        parse(text).evaluate(*point.unbind()).backward()
        assert point.grad is not None
        assert point.grad.tolist() == slope


SMOOTH = {
    "sin": math.sin, "cos": math.cos, "tanh": math.tanh, "exp": math.exp, "atan": math.atan,
    "sigmoid": lambda t: 1 / (1 + math.exp(-t)), "softplus": lambda t: math.log1p(math.exp(t)),
}  # fmt: skip

leaves = st.one_of(
    st.just(("x", lambda x, _y: x)),
    st.just(("y", lambda _x, y: y)),
    st.floats(0.1, 3.0).map(lambda v: (repr(v), lambda _x, _y, v=v: v)),
)


def _grow(children: st.SearchStrategy) -> st.SearchStrategy:
    def binary(symbol: str, left, right):  # type: ignore[no-untyped-def]
        compute = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[symbol]
        return f"({left[0]}{symbol}{right[0]})", lambda x, y: compute(left[1](x, y), right[1](x, y))

    def call(name: str, inside):  # type: ignore[no-untyped-def]
        return f"{name}(0.3*{inside[0]})", lambda x, y: SMOOTH[name](0.3 * inside[1](x, y))

    return st.one_of(
        st.builds(binary, st.sampled_from("+-*"), children, children),
        st.builds(call, st.sampled_from(sorted(SMOOTH)), children),
        children.map(lambda a: (f"(-{a[0]})", lambda x, y: -a[1](x, y))),
        children.map(lambda a: (f"({a[0]})**2", lambda x, y: a[1](x, y) ** 2)),
    )


@settings(max_examples=150, deadline=None)
@given(st.recursive(leaves, _grow, max_leaves=8), st.floats(-1, 1), st.floats(-1, 1))
def test_random_formulas_and_gradients_are_right(made: tuple, x: float, y: float) -> None:
    text, compute = made
    if len(text) > MAX_LENGTH or text.count("(") > MAX_DEPTH:
        return
    try:
        expected = compute(x, y)
        h = 1e-5
        slopes = [
            (compute(x + h, y) - compute(x - h, y)) / (2 * h),
            (compute(x, y + h) - compute(x, y - h)) / (2 * h),
        ]
    except OverflowError:
        return
    if not abs(expected) < 1e6 or not all(abs(slope) < 1e6 for slope in slopes):
        return
    point = torch.tensor((x, y), dtype=torch.float64, requires_grad=True)
    value = parse(text).evaluate(*point.unbind())
    value.backward()
    assert point.grad is not None
    assert value.item() == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert point.grad.tolist() == pytest.approx(slopes, rel=1e-3, abs=1e-3)


def test_attack_corpus_is_large() -> None:
    assert len(set(ATTACKS) | set(TOO_BIG)) >= 200


@pytest.mark.parametrize("text", ATTACKS + TOO_BIG, ids=range(len(ATTACKS + TOO_BIG)))
def test_invalid_formulas_are_refused_with_position_and_remedy(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert 0 <= error.position <= max(len(text), MAX_LENGTH)
    assert error.detail.endswith((".", "?"))
    assert len(error.detail) < 160
    assert len(text) < 25 or text[:25] not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH,
        "x" + "+x" * (MAX_NODES // 2 - 1),
        "x" + " " * (MAX_LENGTH - 1),
        "sin(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH,
    ],
)
def test_formulas_at_the_limits_are_parsed(text: str) -> None:
    assert math.isfinite(at(text, 0.5, 0.5))


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("x + sn(y)", 4, "did you mean sin"),
        ("2 x", 2, "2*x or 2 + x"),
        ("x + (y", 4, "never closed"),
        ("sqrt x", 5, "brackets"),
        ("x = 2", 2, "right-hand side"),
        ("max(x)", 0, "2 arguments"),
        ("x +", 3, "missing"),
    ],
)
def test_errors_have_position_and_remedy(text: str, position: int, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.position == position
    assert hint in caught.value.detail


def test_random_text_gives_a_number_or_formula_error() -> None:
    dice = random.Random(11)
    pieces = [
        *FUNCTIONS,
        "x",
        "y",
        "pi",
        "e",
        "1",
        "2.5",
        "1e3",
        "+",
        "-",
        "*",
        "/",
        "**",
        "^",
        "(",
        ")",
        ",",
        " ",
    ]
    read = 0
    for _ in range(5_000):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(1, 14)))
        try:
            value = at(text, 0.3, -0.7)
        except FormulaError as error:
            assert 0 <= error.position <= len(text)  # noqa: PT017
        else:
            read += 1
            assert isinstance(value, float)
    assert read > 50


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2 + 3*sin(y)", r"x^{2} + 3 \, \sin\left(y\right)"),
        ("(x+1)*(y-2)", r"\left(x + 1\right) \, \left(y - 2\right)"),
        ("x/(y+1)", r"\frac{x}{y + 1}"),
        ("-x**2", r"-x^{2}"),
        ("(-x)**2", r"\left(-x\right)^{2}"),
        ("x-(y-1)", r"x - \left(y - 1\right)"),
        ("2*3", r"2 \cdot 3"),
        ("1e-5*x", r"1 \cdot 10^{-5} \, x"),
        ("sqrt(x)*pi", r"\sqrt{x} \, \pi"),
        ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
    ],
)
def test_latex_is_as_expected(text: str, expected: str) -> None:
    assert parse(text).latex == expected
