"""Module source: a JavaScript module as a function that returns its exports.

It knows the forms of import and export that the page's modules use, and refuses every other one. The exports
are read once, when the module has been evaluated: without circular imports, and without ``export let``, that
is all that a live binding does.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import final

from .inline_modules import BLOCK_COMMENT

REGISTRY = "$modules"
"""Name of the map of the modules that have been evaluated: name -> exports."""

FROM = re.compile(
    r"""^(import|export)\s+(?:(\*\s+as\s+[\w$]+|\{[^}]*\})\s+from\s+)?"(\.{1,2}/[^"]+\.js)";$""", re.MULTILINE
)
DECLARATION = re.compile(
    r"^export (?=(?:(?:async )?function\*? ?|class |const )([\w$]+)\b(?! *(?:,|;)))", re.MULTILINE
)
LIST = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
OTHER = re.compile(r"^(?:import|export)\b(?!\().*", re.MULTILINE)
LATER = re.compile(r"""\bimport\(\s*"(\.{1,2}/[^"]+\.js)"\s*\)""")


@final
@dataclass
class ModuleSource:
    """Source of a module, by parts.

    Attributes:
        name: its name, such as ``js/main.js``.
        body: its statements without comments for tools, imports and exports.
        exports: name for others -> expression in the module.
        needs: names of the modules that it imports, with the names that it takes from each.
        imports: statements that bind what it imports.
    """

    name: str
    body: str = ""
    exports: dict[str, str] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, name: str, text: str) -> "ModuleSource":
        """Take a module apart.

        Raises:
            ValueError: if it imports or exports in a form that is not known.
        """
        source = cls(name)
        text = BLOCK_COMMENT.sub("", text)
        text = FROM.sub(source._bind, text)
        text = DECLARATION.sub(source._declare, text)
        text = LIST.sub(source._list, text)
        if other := OTHER.search(text):
            raise ValueError(f"{name} cannot be joined with other modules: {other[0]}")
        source.body = text.strip()
        return source

    def text(self, later: Callable[[str], str]) -> str:
        """Its statements. ``later`` gives the address of a module that is imported when it is first used."""

        def address(match: re.Match[str]) -> str:
            return f'import("{later(self._path(match[1]))}")'

        return "\n".join([*self.imports, LATER.sub(address, self.body)])

    def function(self, later: Callable[[str], str]) -> str:
        """A statement that evaluates the module, unless it has been, and registers its exports."""
        exports = ", ".join(f"{name}: {value}" for name, value in sorted(self.exports.items()))
        name = f'"{self.name}"'
        return (
            f"{REGISTRY}.has({name}) || {REGISTRY}.set({name}, (() => {{\n{self.text(later)}\n"
            f"return Object.freeze({{ __proto__: null, {exports} }});\n}})());"
        )

    def _path(self, target: str) -> str:
        return os.path.normpath(os.path.join(os.path.dirname(self.name), target))

    def _bind(self, match: re.Match[str]) -> str:
        kind, clause, target = match.groups()
        path = self._path(target)
        taken = self.needs.setdefault(path, [])
        module = f'{REGISTRY}.get("{path}")'
        if clause is None:
            return ""
        if clause.startswith("*"):
            self.imports.append(f"const {clause.split()[-1]} = {module};")
            return ""
        pairs = _pairs(clause[1:-1])
        taken += [name for name, _ in pairs]
        if kind == "export":
            self.exports |= {alias: f"{module}.{name}" for name, alias in pairs}
        else:
            bound = ", ".join(name if name == alias else f"{name}: {alias}" for name, alias in pairs)
            self.imports.append(f"const {{ {bound} }} = {module};")
        return ""

    def _declare(self, match: re.Match[str]) -> str:
        self.exports[match[1]] = match[1]
        return ""

    def _list(self, match: re.Match[str]) -> str:
        self.exports |= {alias: name for name, alias in _pairs(match[1])}
        return ""


def _pairs(clause: str) -> list[tuple[str, str]]:
    """The names of a clause such as ``a as b, c``, each with its alias."""
    words = [part.split() for part in clause.split(",") if part.strip()]
    return [(part[0], part[-1]) for part in words]
