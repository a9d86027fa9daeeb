"""Formula notations: what people type, against plain Python; a doubtful text gets a remedy."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from formula_attacks import ATTACKS, TOO_BIG
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.core.formula import MAX_LENGTH, FormulaError, parse

PLACES = [(0.3, 0.7), (1.25, -0.5), (-0.8, 2.5)]

Plain = Callable[[float, float], float]


def at(text: str, x: float, y: float) -> float:
    place = (torch.tensor(value, dtype=torch.float64) for value in (x, y))
    return float(parse(text).evaluate(*place))


def cbrt(value: float) -> float:
    return math.copysign(abs(value) ** (1 / 3), value)


SAME: list[tuple[str, Plain]] = [
    # characters
    ("x·y", lambda x, y: x * y),
    ("x⋅y∙2", lambda x, y: x * y * 2),
    ("x×y − 3", lambda x, y: x * y - 3),
    ("x – y", lambda x, y: x - y),
    ("x ÷ 4", lambda x, _: x / 4),
    ("−x", lambda x, _: -x),
    ("x\u00a0+\u2009y", lambda x, y: x + y),
    ("1e−3·x", lambda x, _: 0.001 * x),
    ("sin(πx)", lambda x, _: math.sin(math.pi * x)),
    ("√2·x", lambda x, _: math.sqrt(2) * x),
    ("√(x²+1)y", lambda x, y: math.sqrt(x * x + 1) * y),
    ("2√(y+9)", lambda _, y: 2 * math.sqrt(y + 9)),
    ("√|x|", lambda x, _: math.sqrt(abs(x))),
    ("√√16", lambda _x, _y: 2.0),
    ("⌊x⌋+⌈y⌉", lambda x, y: math.floor(x) + math.ceil(y)),
    # exponents and fractions of one character
    ("x²+y³", lambda x, y: x**2 + y**3),
    ("x⁻¹", lambda x, _: 1 / x),
    ("x¹⁰", lambda x, _: x**10),
    ("-x²", lambda x, _: -(x**2)),
    ("2x²y", lambda x, y: 2 * x**2 * y),
    ("(x+1)²(y-1)²", lambda x, y: (x + 1) ** 2 * (y - 1) ** 2),
    ("½x", lambda x, _: x / 2),
    ("1½x²", lambda x, _: 1.5 * x**2),
    ("y/¾", lambda _, y: y / 0.75),
    ("4^½", lambda _x, _y: 2.0),
    ("½²", lambda _x, _y: 0.25),
    # products without a sign
    ("2x", lambda x, _: 2 * x),
    ("3y^2", lambda _, y: 3 * y**2),
    ("2(x+1)", lambda x, _: 2 * (x + 1)),
    ("xy", lambda x, y: x * y),
    ("-3xy²", lambda x, y: -3 * x * y**2),
    ("sin(x)cos(y)", lambda x, y: math.sin(x) * math.cos(y)),
    ("x(y+1)", lambda x, y: x * (y + 1)),
    ("(x)(y)", lambda x, y: x * y),
    ("2xsin(3y)", lambda x, y: 2 * x * math.sin(3 * y)),
    ("xe^-y", lambda x, y: x * math.exp(-y)),
    ("2e^x", lambda x, _: 2 * math.exp(x)),
    ("2πx", lambda x, _: 2 * math.pi * x),
    ("2x/3", lambda x, _: 2 * x / 3),
    ("x^(2)y", lambda x, y: x**2 * y),
    ("3x^2-2xy+y^2", lambda x, y: 3 * x**2 - 2 * x * y + y**2),
    ("exp(-½(x²+y²))", lambda x, y: math.exp(-(x * x + y * y) / 2)),
    # absolute values
    ("|x|", lambda x, _: abs(x)),
    ("||x|-1|", lambda x, _: abs(abs(x) - 1)),
    ("||x|-|y||", lambda x, y: abs(abs(x) - abs(y))),
    ("|x||y|", lambda x, y: abs(x) * abs(y)),
    ("2|x|y", lambda x, y: 2 * abs(x) * y),
    ("|x|-|y|", lambda x, y: abs(x) - abs(y)),
    ("|x|²+| y |^2", lambda x, y: x * x + y * y),
    ("|x+|y||", lambda x, y: abs(x + abs(y))),
    ("max(|x|,|y|)", lambda x, y: max(abs(x), abs(y))),
    # names of NumPy, torch, JavaScript and Excel
    ("np.sin(x) + numpy.cos(y)", lambda x, y: math.sin(x) + math.cos(y)),
    ("torch.exp(-x)", lambda x, _: math.exp(-x)),
    ("F.relu(x) + torch.nn.functional.softplus(y)", lambda x, y: max(x, 0) + math.log1p(math.exp(y))),
    ("Math.pow(x, 2)", lambda x, _: x**2),
    ("Math.PI + Math.E", lambda _x, _y: math.pi + math.e),
    ("pow(x,2)", lambda x, _: x**2),
    ("np.power(x, 2) + torch.square(y)", lambda x, y: x**2 + y**2),
    ("POWER(x,2)+SQRT(y+9)", lambda x, y: x**2 + math.sqrt(y + 9)),
    ("LN(x+2)*LOG10(y+2)", lambda x, y: math.log(x + 2) * math.log10(y + 2)),
    ("PI()*X", lambda x, _: math.pi * x),
    ("Sin(X)", lambda x, _: math.sin(x)),
    ("max(x,y,0)", lambda x, y: max(x, y, 0)),
    ("MIN(x, y, 0, -1)", lambda x, y: min(x, y, 0, -1)),
    ("np.maximum(x, y) - np.minimum(x, y)", lambda x, y: max(x, y) - min(x, y)),
    ("Math.hypot(x, y, 2)", lambda x, y: math.hypot(x, y, 2)),
    ("cot(x) + sec(x) + csc(x)", lambda x, _: 1 / math.tan(x) + 1 / math.cos(x) + 1 / math.sin(x)),
    ("coth(x)*sech(x)*csch(x)", lambda x, _: 1 / math.tanh(x) / math.cosh(x) / math.sinh(x)),
    ("arcsin(0.5x) + arccos(0.5x)", lambda x, _: math.asin(0.5 * x) + math.acos(0.5 * x)),
    ("arctan(x) + tg(x) + atan2(y, x)", lambda x, y: math.atan(x) + math.tan(x) + math.atan2(y, x)),
    ("np.arctan2(y, x) + torch.atan2(x, y)", lambda x, y: math.atan2(y, x) + math.atan2(x, y)),
    ("arcsinh(x) + acosh(y+9)", lambda x, y: math.asinh(x) + math.acosh(y + 9)),
    ("np.arctanh(0.3x)", lambda x, _: math.atanh(0.3 * x)),
    ("log₂(x+2) + log_10(y+2)", lambda x, y: math.log2(x + 2) + math.log10(y + 2)),
    ("lb(x+2) + np.log1p(y+2)", lambda x, y: math.log2(x + 2) + math.log(y + 3)),
    ("np.log(x+2)", lambda x, _: math.log(x + 2)),
    ("Math.cbrt(x)", lambda x, _: cbrt(x)),
    ("np.clip(x, -1, 1)", lambda x, _: min(max(x, -1), 1)),
    ("torch.clamp(y, 0, 1)", lambda _, y: min(max(y, 0), 1)),
    ("ceil(x) + trunc(y) + erf(x)", lambda x, y: math.ceil(x) + math.trunc(y) + math.erf(x)),
    ("exp2(x) + expm1(y)", lambda x, y: 2**x + math.exp(y) - 1),
    ("np.add(x, np.multiply(y, 2))", lambda x, y: x + y * 2),
    # powers of functions
    ("sin^2(x)", lambda x, _: math.sin(x) ** 2),
    ("sin²(x)+cos²(x)", lambda _x, _y: 1.0),
    ("sin**2(x)cos(y)", lambda x, y: math.sin(x) ** 2 * math.cos(y)),
]


@pytest.mark.parametrize(("text", "plain"), SAME, ids=[text for text, _ in SAME])
def test_notation_means_the_same(text: str, plain: Plain) -> None:
    for x, y in PLACES:
        assert at(text, x, y) == pytest.approx(plain(x, y), rel=1e-12, abs=1e-14)


DOUBTFUL = [
    # text, index of the character, what the sentence names
    ("1,5*x", 1, "1.5"),
    ("(0,5x)", 2, "point"),
    ("max(0,5*x, y)", 5, "0.5"),
    ("pow(x,0,5)", 7, "point"),
    ("max(0.5; x)", 7, "comma"),
    ("lg(x)", 0, "log10(x) or log2(x)"),
    ("LOG(x)", 0, "ln(x)"),
    ("log(x, 2)", 0, "one argument"),
    ("log3(x)", 0, "ln(x)/ln(b)"),
    ("ATAN2(x, y)", 0, "atan2(y, x)"),
    ("sin^-1(x)", 3, "asin(x)"),
    ("sin⁻¹(x)", 3, "1/sin(x)"),
    ("cos^n(x)", 3, "sin(x)^2"),
    ("sin2(x)", 0, "sin(x)^2"),
    ("1/2x", 3, "(1/2)*x or 1/(2*x)"),
    ("x/y(x+1)", 3, "1/(2*x)"),
    ("x^2y", 3, "x^2*y or x^(2*y)"),
    ("e^2x", 3, "x^(2*y)"),
    ("e^x²", 1, "x^(y^2) or (x^y)^2"),
    ("√xy", 2, "√(2*x) or √2*x"),
    ("√x²", 2, "√(x^2) or (√x)^2"),
    ("|x|y|x|", 0, "abs(x)"),
    ("|x", 0, "abs(x)"),
    ("x y", 2, "%2B"),
    ("sin(x) cos(y)", 7, "2*x or 2 + x"),
    ("(x+1)2", 5, "x*2 for a product and x^2 for a power"),
    ("x2", 0, "x^2"),
    ("ex", 0, "e*x"),
    ("2e", 1, "2*e"),
    ("e(x)", 1, "exp(x)"),
    ("sinx", 0, "sin(x)"),
    ("sin x", 4, "sin(x)"),
    ("round(x)", 0, "floor(x + 0.5)"),
    ("int(x)", 0, "trunc(x)"),
    ("mod(x, 2)", 0, "floor(x/2)"),
    ("x % 2", 2, "floor(x/2)"),
    ("arccot(x)", 0, "atan(1/x) or pi/2 - atan(x)"),
    ("exp10(x)", 0, "10^x"),
    ("sinc(x)", 0, "sin(x)/x or"),
    ("x—y", 1, "- or --"),
    ("x ≤ y", 2, "right-hand side"),
    ("∛x", 0, "cbrt(x)"),
    (r"\frac{x}{2}", 0, "LaTeX"),
    ("xⁿ", 1, "^"),
    ("[x]", 0, "round brackets"),
    ("x.sin()", 0, "sin(x)"),
    ("5!", 1, "120"),
]


@pytest.mark.parametrize(("text", "position", "remedy"), DOUBTFUL, ids=[text for text, *_ in DOUBTFUL])
def test_doubtful_text_names_the_remedy(text: str, position: int, remedy: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert remedy in caught.value.detail
    assert caught.value.position == position


def test_no_sentence_advises_another_function() -> None:
    for text in [*ATTACKS, *TOO_BIG, *(text for text, *_ in DOUBTFUL)]:
        with pytest.raises(FormulaError) as caught:
            parse(text)
        assert "remove" not in caught.value.detail
        assert "did you mean log" not in caught.value.detail


# One tree is written as several people write it; plain Python has the value.

Tree = tuple[Any, ...]

ONE: dict[str, Callable[[float], float]] = {
    "sin": math.sin, "cos": math.cos, "exp": math.exp, "tanh": math.tanh, "asinh": math.asinh, "abs": abs,
}  # fmt: skip
TWO: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}

LEAVES = st.one_of(
    st.sampled_from([("x",), ("y",), ("pi",)]),
    st.sampled_from([0.5, 1.0, 1.25, 2.0, 3.0, 10.0]).map(lambda value: ("number", value)),
)


def _grow(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), children, children),
        st.tuples(st.sampled_from(sorted(ONE)), children),
        st.tuples(st.just("neg"), children),
        st.tuples(st.just("power"), children, st.integers(2, 4)),
        st.tuples(st.just("max"), st.lists(children, min_size=2, max_size=4).map(tuple)),
    )


TREES = st.recursive(LEAVES, _grow, max_leaves=7)


def value_of(tree: Tree, x: float, y: float) -> float:
    match tree:
        case ("x",):
            return x
        case ("y",):
            return y
        case ("pi",):
            return math.pi
        case ("number", value):
            return float(value)
        case ("neg", inside):
            return -value_of(inside, x, y)
        case ("power", inside, exponent):
            return float(value_of(inside, x, y) ** exponent)
        case ("max", parts):
            return max(value_of(part, x, y) for part in parts)
        case (name, inside):
            return ONE[name](value_of(inside, x, y))
        case (sign, left, right):
            return TWO[sign](value_of(left, x, y), value_of(right, x, y))
    raise AssertionError(tree)


def _is_sum(tree: Tree) -> bool:
    return tree[0] in ("+", "-", "*", "/", "neg")


def _is_simple(tree: Tree) -> bool:
    return len(tree) == 1 or tree[0] == "number"


class Writer:
    """One person's notation: names, and how a product, a power and an absolute value are written."""

    names: dict[str, str] = {}  # noqa: RUF012
    signs: dict[str, str] = {}  # noqa: RUF012

    def __call__(self, tree: Tree) -> str:
        match tree:
            case ("number", value):
                return f"{value:g}"
            case (leaf,):
                return self.names.get(leaf, leaf)
            case ("neg", inside):
                return self.signs.get("-", "-") + self.inside(inside)
            case ("power", inside, exponent):
                return self.power(inside, exponent)
            case ("max", parts):
                return self.names.get("max", "max") + "(" + ", ".join(map(self, parts)) + ")"
            case ("abs", inside):
                return self.absolute(inside)
            case (name, inside):
                return f"{self.names.get(name, name)}({self(inside)})"
            case ("*", left, right):
                return self.product(left, right)
            case (sign, left, right):
                return f"{self.inside(left)}{self.signs.get(sign, sign)}{self.inside(right)}"
        raise AssertionError(tree)

    def inside(self, tree: Tree) -> str:
        return f"({self(tree)})" if _is_sum(tree) else self(tree)

    def base(self, tree: Tree) -> str:
        return self(tree) if _is_simple(tree) else f"({self(tree)})"

    def power(self, base: Tree, exponent: int) -> str:
        return f"{self.base(base)}**{exponent}"

    def absolute(self, tree: Tree) -> str:
        return f"{self.names.get('abs', 'abs')}({self(tree)})"

    def product(self, left: Tree, right: Tree) -> str:
        return f"{self.inside(left)} * {self.inside(right)}"


class NumPy(Writer):
    names = {name: f"np.{name}" for name in [*ONE, "pi"]} | {"asinh": "np.arcsinh"}


class JavaScript(Writer):
    names = {name: f"Math.{name}" for name in [*ONE, "max"]} | {"pi": "Math.PI"}

    def power(self, base: Tree, exponent: int) -> str:
        return f"Math.pow({self(base)}, {exponent})"


class Excel(Writer):
    names = {name: name.upper() for name in [*ONE, "max"]} | {"pi": "PI()"}

    def power(self, base: Tree, exponent: int) -> str:
        return f"POWER({self(base)}, {exponent})"


class Blackboard(Writer):
    """No signs of products, superscripts, bars, Greek letters."""

    names = {"pi": "π", "asinh": "arsinh"}  # noqa: RUF012
    signs = {"-": "−", "/": "÷"}  # noqa: RUF012

    def power(self, base: Tree, exponent: int) -> str:
        name = base[0] if base[0] in ("sin", "cos", "tanh") else None
        raised = "⁰¹²³⁴"[exponent]
        return f"{name}{raised}({self(base[1])})" if name else self.base(base) + raised

    def absolute(self, tree: Tree) -> str:
        return f"|({self(tree)})|" if _is_sum(tree) else f"|{self(tree)}|"

    def product(self, left: Tree, right: Tree) -> str:
        one, other = self.inside(left), self.inside(right)
        return f"{one}·{other}" if other[0].isdigit() else one + other


class Desmos(Blackboard):
    """As on the blackboard, with ^ and stars where they are needed."""

    signs: dict[str, str] = {}  # noqa: RUF012

    def power(self, base: Tree, exponent: int) -> str:
        return f"({self.base(base)}^{exponent})"

    def product(self, left: Tree, right: Tree) -> str:
        one, other = self.inside(left), self.inside(right)
        return f"{one}*{other}" if other[0].isdigit() else one + other


@settings(max_examples=300, deadline=None)
@given(TREES, st.floats(-2, 2), st.floats(-2, 2))
@example(("*", ("abs", ("x",)), ("abs", ("*", ("abs", ("y",)), ("x",)))), 0.5, -0.25)
@example(("power", ("*", ("number", 2.0), ("sin", ("x",))), 2), 0.5, -0.25)
def test_all_notations_have_one_value(tree: Tree, x: float, y: float) -> None:
    try:
        expected = value_of(tree, x, y)
    except (OverflowError, ZeroDivisionError):
        return
    if not abs(expected) < 1e9:
        return
    for write in (Writer(), NumPy(), JavaScript(), Excel(), Blackboard(), Desmos()):
        text = write(tree)
        if len(text) > MAX_LENGTH or text.count("(") > 20:
            continue
        try:
            found = at(text, x, y)
        except FormulaError as error:
            # Only bars may be left in doubt, as in |x|y|z|; then the sentence says so.
            assert "|" in text and "bars" in error.detail, f"{text}: {error}"  # noqa: PT017, PT018
            continue
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), text
