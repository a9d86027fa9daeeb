"""Constant folding: specializes a function's source for known arguments; comments and layout stay."""

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

_PRAGMA = re.compile(r"[ ]{2}# (type: ignore|noqa).*$", re.MULTILINE)

FOLDED_CALLS = {"getattr", "max", "min"}
"""Calls that are evaluated if their arguments are known."""

Span = tuple[int, int, str]
"""Replacement: from this byte to this byte, by this text."""


@final
@dataclass(frozen=True)
class Verbatim:
    """Source text that replaces an argument, such as another name."""

    text: str


Bindings = Mapping[str, Any]
"""Argument -> its value, or ``Verbatim`` text. For an object, its attributes are replaced."""


def literal(value: Any) -> str:
    """Source of a number, a string, None, or a tuple, list or mapping of these."""
    if isinstance(value, str):
        quoted = repr(value)
        return f'"{quoted[1:-1]}"' if not set("\"'\\") & set(quoted[1:-1]) else quoted
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        inside = ", ".join(literal(item) for item in value)
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return f'float("{value}")'
    return repr(value)


def _operand(value: Any) -> str:
    """Source of a value in parentheses if an operator beside it would change its meaning."""
    text = literal(value)
    return f"({text})" if text.startswith("-") else text


def specialize(text: str, bindings: Bindings, constants: Bindings, name: str) -> str:
    """Specialize a function or class definition: fold known values, drop decorators and annotations.

    Args:
        text: the definition, not indented.
        bindings: arguments of the function that are removed.
        constants: values of the module's names, used to decide branches.
        name: name of the result.
    """
    text = _fold(_PRAGMA.sub("", text), bindings, constants)
    text = _splice(text, list(_value_spans(ast.parse(text).body[0], text, bindings)))
    text = _splice(text, list(_signature_spans(text, bindings, name)))
    definition = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[definition.lineno - 1 :])


def return_expression(text: str, bindings: Bindings, constants: Bindings) -> str | None:
    """The returned expression of a function on one line; None if its body is more than one return.

    Args:
        text: a lambda expression, or a definition that is not indented.
        bindings: all its arguments.
        constants: as for ``specialize``.
    """
    text = _fold(_PRAGMA.sub("", text), bindings, constants)
    text = _splice(text, list(_value_spans(ast.parse(text).body[0], text, bindings)))
    statement = ast.parse(text).body[0]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Lambda):
        body: ast.expr | None = statement.value.body
    else:
        assert isinstance(statement, ast.FunctionDef)
        said = [node for node in statement.body if not _is_text(node)]
        body = said[0].value if len(said) == 1 and isinstance(said[0], ast.Return) else None
    return None if body is None else _one_line(ast.get_source_segment(text, body) or "")


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _one_line(text: str) -> str:
    text = re.sub(r"\s*\n\s*", " ", text)
    return re.sub(r",? \)", ")", text.replace("( ", "("))


def _fold(text: str, bindings: Bindings, constants: Bindings) -> str:
    """Fold branches, alternatives and calls whose values are known, one after another."""
    known = {**constants, **{k: v for k, v in bindings.items() if not isinstance(v, Verbatim)}}
    while True:
        for node in ast.walk(ast.parse(text)):
            if (shorter := _fold_node(text, node, known)) is not None:
                text = shorter
                break
        else:
            return _without_dead_code(text)


def _fold_node(text: str, node: ast.AST, known: Bindings) -> str | None:
    """The text with ``node`` folded; None if it cannot be folded."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) if _names(test) <= known.keys():
            return _keep_branch(text, node, bool(_value(test, known)))
        case ast.BoolOp(op=ast.Or(), values=[first, *others]) if _names(first) <= known.keys():
            value = _value(first, known)
            rest = text.encode()[_span(text, others[0])[0] : _span(text, node)[1]].decode()
            return _splice(text, [(*_span(text, node), literal(value) if value else rest)])
        case ast.Call(func=ast.Name("getattr" | "max" | "min")) if (
            _names(node) <= known.keys() | FOLDED_CALLS
        ):
            return _splice(text, [(*_span(text, node), literal(_value(node, known)))])
    return None


def _value(node: ast.expr, known: Bindings) -> Any:
    """Evaluate an expression of the engine's source with known names."""
    code = compile(ast.Expression(node), "<engine>", "eval")
    return eval(code, {"__builtins__": {}, "getattr": getattr, "max": max, "min": min}, dict(known))


def _without_dead_code(text: str) -> str:
    """Remove statements after a return."""
    node = ast.parse(text).body[0]
    for statement in getattr(node, "body", []):
        if isinstance(statement, ast.Return):
            return "\n".join(text.splitlines()[: statement.end_lineno])
    return text


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _keep_branch(text: str, node: ast.If | ast.IfExp, taken: bool) -> str:
    """The text with only the taken branch of ``node``."""
    if isinstance(node, ast.IfExp):
        branch = ast.get_source_segment(text, node.body if taken else node.orelse) or ""
        return _splice(text, [(*_span(text, node), branch)])
    lines = text.splitlines()
    body = node.body if taken else node.orelse
    remaining: list[str] = []
    if body:
        assert body[0].col_offset > node.col_offset, "elif is not supported"
        inside = textwrap.dedent("\n".join(lines[body[0].lineno - 1 : body[-1].end_lineno]))
        remaining = textwrap.indent(inside, " " * node.col_offset).splitlines()
    return "\n".join(lines[: node.lineno - 1] + remaining + lines[node.end_lineno :])


def _value_spans(tree: ast.AST, text: str, bindings: Bindings) -> Iterator[Span]:
    """Replacements of bound arguments, and of attributes of bound arguments, by their values."""
    for node in ast.walk(tree):
        source = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            source = _attribute_source(bindings.get(node.value.id), node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in bindings:
            source = _value_source(bindings[node.id])
        if source is not None:
            yield *_span(text, node), source


def _attribute_source(owner: Any, name: str) -> str | None:
    """Source of the attribute's value; None if the owner is not bound to an object."""
    return None if owner is None or isinstance(owner, Verbatim) else _operand(getattr(owner, name))


def _value_source(value: Any) -> str | None:
    """Source of a bound value; None if it has no literal, such as a parameters object."""
    if isinstance(value, Verbatim):
        return value.text
    plain = value is None or isinstance(value, bool | int | float | str | tuple | list)
    return _operand(value) if plain else None


def _signature_spans(text: str, bindings: Bindings, name: str) -> Iterator[Span]:
    """Replacements of all function heads: without annotations, and the outermost without bound arguments."""
    tree = ast.parse(text)
    outermost = tree.body[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = [ast.unparse(_unbound_arguments(node.args, bindings if node is outermost else {}))]
            own = name if node is outermost else node.name
            start, _ = _span(text, node)
            ends = [
                _span(text, part)[1]
                for part in [*_argument_nodes(node.args), node.returns]
                if part is not None
            ]
            colon = text.encode().index(b":", max(ends, default=start))
            yield start, colon, f"def {own}({', '.join(arguments)})"
            yield from _annotation_spans(text, node)


def _unbound_arguments(arguments: ast.arguments, bindings: Bindings) -> ast.arguments:
    """The arguments without annotations and without bound ones."""
    assert not [*arguments.posonlyargs, *arguments.kwonlyargs], "only plain arguments are supported"
    first = len(arguments.args) - len(arguments.defaults)
    remaining = [
        (ast.arg(argument.arg), arguments.defaults[index - first] if index >= first else None)
        for index, argument in enumerate(arguments.args)
        if argument.arg not in bindings
    ]
    return ast.arguments(
        posonlyargs=[],
        args=[argument for argument, _ in remaining],
        vararg=ast.arg(arguments.vararg.arg) if arguments.vararg else None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=ast.arg(arguments.kwarg.arg) if arguments.kwarg else None,
        defaults=[default for _, default in remaining if default is not None],
    )


def _argument_nodes(arguments: ast.arguments) -> list[ast.AST | None]:
    return [*arguments.args, arguments.vararg, arguments.kwarg, *arguments.defaults]


def _annotation_spans(text: str, function: ast.FunctionDef) -> Iterator[Span]:
    for node in ast.walk(function):
        if isinstance(node, ast.AnnAssign):
            yield _span(text, node.target)[1], _span(text, node.annotation)[1], ""


def _span(text: str, node: Any) -> tuple[int, int]:
    """Byte offsets of the start and the end of a node."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset


def _splice(text: str, spans: list[Span]) -> str:
    data = text.encode()
    for start, end, new in sorted(set(spans), reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()
