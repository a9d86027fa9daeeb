"""Source extraction: copies functions of the engine, with all that they use, into a script.

A catalog entry is written once, as a function. The extractor reads the source of that function, replaces
parameters by their values, and adds the constants, helper functions and imports that it uses.
"""

import ast
import builtins
import sys
import textwrap
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from inspect import getsource
from types import CodeType, ModuleType
from typing import Any, final

import torch
from torch.nn import functional
from torch.optim import lr_scheduler

from .constant_folding import Bindings, Verbatim, return_expression, specialize

PACKAGE = __name__.rpartition(".export.")[0]
"""Name of the engine's package, which may be nested in another package."""

_LIBRARIES: tuple[tuple[str, ModuleType, str], ...] = (
    ("functional.", functional, "from torch.nn import functional"),
    ("torch.optim.lr_scheduler.", lr_scheduler, "import torch"),
    ("torch.optim.", torch.optim, "import torch"),
    ("torch.", torch, "import torch"),
)
"""Modules in which public names are looked up: prefix in the script, module, import statement."""


@final
class SourceExtractor:
    """Collects source of the engine for one script.

    Attributes:
        imports: import statements, in the order in which they were needed.
        definitions: name -> source of a constant, function or class; each comes after those it uses.
    """

    def __init__(self, stubs: Mapping[str, tuple[str, str]] | None = None) -> None:
        """``stubs``: name -> (import, definition) that replace the engine's definition of that name."""
        self.imports: list[str] = []
        self.definitions: dict[str, str] = {}
        self._stubs = dict(stubs or {})

    def add_import(self, *statements: str) -> None:
        """Add import statements, each once."""
        self.imports += [statement for statement in statements if statement not in self.imports]

    def extract_names(self, module: str, *names: str) -> None:
        """Extract constants and functions of one of the engine's modules by name."""
        for name in names:
            self._extract(import_module(f"{PACKAGE}.{module}"), name)

    def extract_function(
        self, function: Callable[..., Any], name: str | None = None, /, **bindings: Any
    ) -> str:
        """Extract a function, as ``name`` if given; returns its name in the script.

        Arguments in ``bindings`` are removed and replaced by their values.
        """
        if isinstance(function, partial):
            bindings = {**function.keywords, **bindings}
            function = function.func
        module = sys.modules[function.__module__]
        source = _source(function, module)
        return self._define_unique(
            name or function.__name__,
            module,
            lambda own: specialize(source, bindings, _constants(module), own),
        )

    def extract_class(self, kind: type) -> str:
        """Extract a class; returns its name."""
        self._extract(sys.modules[kind.__module__], kind.__name__)
        return kind.__name__

    def inline(self, function: Callable[..., Any], *arguments: Any) -> str:
        """A call of ``function`` as an expression on one line.

        Arguments are ``Verbatim`` text or values. If the function only returns an expression, the result is
        that expression; a function of torch is called by its public name.
        """
        module = sys.modules.get(function.__module__ or "")
        if module is None or not module.__name__.startswith(PACKAGE):
            inside = [a.text if isinstance(a, Verbatim) else repr(a) for a in arguments]
            return f"{self.public_name(function)}({', '.join(inside)})"
        code: CodeType = function.__code__
        bindings: Bindings = dict(zip(code.co_varnames[: code.co_argcount], arguments, strict=True))
        body = return_expression(_source(function, module), bindings, _constants(module))
        if body is not None:
            self._extract_dependencies(module, ast.parse(body))
            return body
        constants = {name: value for name, value in bindings.items() if isinstance(value, Verbatim)}
        gone = {name: value for name, value in bindings.items() if name not in constants}
        own = self.extract_function(function, **gone)
        return f"{own}({', '.join(value.text for value in constants.values())})"

    def public_name(self, thing: Any) -> str:
        """Public name of a function or class of torch; adds its import."""
        name: str = thing.__name__
        for prefix, library, statement in _LIBRARIES:
            if getattr(library, name, None) is thing:
                self.add_import(statement)
                return prefix + name
        raise AssertionError(f"{thing!r} is none of torch's public functions")

    def _define_unique(self, name: str, module: ModuleType, write: Callable[[str], str]) -> str:
        """Add a definition as ``name``, or with a number if another definition has that name."""
        own, number = name, 1
        while self.definitions.get(own, text := write(own)) != text:
            number += 1
            own = f"{name}_{number}"
        if own not in self.definitions:
            self._define(own, module, text)
        return own

    def _define(self, name: str, module: ModuleType, text: str) -> None:
        self._extract_dependencies(module, ast.parse(text))
        self.definitions[name] = text

    def _extract_dependencies(self, module: ModuleType, tree: ast.AST) -> None:
        """Extract every name of the module that this source uses."""
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        local = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
        local |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        for name in dict.fromkeys(node.id for node in names):
            if name not in local and name in _definitions(module):
                self._extract(module, name)

    def _extract(self, module: ModuleType, name: str) -> None:
        if name in self.definitions:
            return
        if name in self._stubs:
            statement, self.definitions[name] = self._stubs[name]
            self.add_import(statement)
            return
        node = _definitions(module)[name]
        if isinstance(node, ast.Import):
            self.add_import(f"import {_alias(node, name)}")
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            self.add_import(f"from {node.module} import {_alias(node, name)}")
        elif isinstance(node, ast.ImportFrom):
            self._extract(_imported(module, node), name)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            self._define(name, module, specialize(_text(module, node), {}, _constants(module), name))
        else:
            self._define(name, module, _text(module, node))


def _alias(node: ast.Import | ast.ImportFrom, name: str) -> str:
    alias = next(alias for alias in node.names if name in (alias.name, alias.asname))
    return f"{alias.name} as {name}" if alias.asname else name


def _imported(module: ModuleType, node: ast.ImportFrom) -> ModuleType:
    assert module.__package__ is not None
    return import_module("." * node.level + (node.module or ""), module.__package__)


@cache
def _tree(module: ModuleType) -> tuple[str, ast.Module]:
    text = getsource(module)
    return text, ast.parse(text)


@cache
def _definitions(module: ModuleType) -> dict[str, ast.stmt]:
    """Name -> the top-level statement of a module that defines it."""
    top_level: dict[str, ast.stmt] = {}
    for node in _tree(module)[1].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            top_level[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            top_level |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.Assign):
            top_level |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return {name: node for name, node in top_level.items() if name not in vars(builtins)}


def _constants(module: ModuleType) -> dict[str, Any]:
    """Numbers and strings that a module defines, by name."""
    return {name: value for name, value in vars(module).items() if isinstance(value, int | float | str)}


def _text(module: ModuleType, node: ast.stmt) -> str:
    """Source lines of a top-level statement, including decorators and a trailing comment."""
    lines = _tree(module)[0].splitlines()
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return "\n".join(lines[first - 1 : node.end_lineno])


def _source(function: Callable[..., Any], module: ModuleType) -> str:
    """Source of a function, a method or a lambda."""
    if function.__name__ != "<lambda>":
        owner, _, name = function.__qualname__.rpartition(".")
        node = _definitions(module)[owner or name]
        if owner:
            node = next(n for n in getattr(node, "body", []) if getattr(n, "name", "") == name)
        return textwrap.dedent(_text(module, node))
    text, tree = _tree(module)
    code: CodeType = function.__code__
    line, column = next((p[0], p[2]) for p in code.co_positions() if p[2])
    assert line is not None
    assert column is not None
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda)
        and (node.lineno, node.col_offset) <= (line, column)
        and (line, column) <= (node.end_lineno or 0, node.end_col_offset or 0)
    ]
    innermost = max(around, key=lambda node: (node.lineno, node.col_offset))
    return f"({ast.get_source_segment(text, innermost)})"
