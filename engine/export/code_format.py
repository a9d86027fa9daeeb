"""Code format: sorts imports and wraps long calls of a generated script."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable

WIDTH = 100


def import_block(statements: Iterable[str]) -> str:
    """Sort import statements: the standard library first, names of one module in one statement."""
    plain: set[str] = set()
    named: defaultdict[str, set[str]] = defaultdict(set)
    for statement in statements:
        head, _, names = statement.partition(" import ")
        if names:
            named[head.removeprefix("from ")].add(names)
        else:
            plain.add(statement)
    joined = [
        f"from {module} import {', '.join(sorted(names, key=_rank))}"
        for module, names in sorted(named.items())
    ]
    lines = [*sorted(plain), *joined]
    standard = [line for line in lines if _package(line) in sys.stdlib_module_names]
    others = [line for line in lines if line not in standard]
    return "\n\n".join("\n".join(group) for group in (standard, others) if group)


def _rank(name: str) -> tuple[bool, bool, str]:
    """Sort key of imported names: constants, then classes, then the rest."""
    return not name.isupper(), not name[0].isupper(), name


def _package(statement: str) -> str:
    return statement.split()[1].partition(".")[0]


def wrap(statement: str) -> str:
    """Wrap a statement that is longer than ``WIDTH``: one line for each argument of its call."""
    if len(statement) <= WIDTH:
        return statement
    node = ast.parse(statement).body[0]
    call = getattr(node, "value", None)
    if not isinstance(call, ast.Call):
        return statement
    parts: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    segments = [ast.get_source_segment(statement, part) or "" for part in parts]
    head = statement[: statement.index(segments[0], call.func.end_col_offset or 0)]
    return head + "".join(f"\n    {segment}," for segment in segments) + "\n)"


def indent(lines: Iterable[str], depth: int = 1) -> list[str]:
    """Indent lines by ``depth`` levels; empty lines stay empty."""
    return [" " * 4 * depth + line if line else "" for text in lines for line in text.split("\n")]
