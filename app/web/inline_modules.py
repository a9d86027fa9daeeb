"""Inline modules: put JavaScript modules into one file, as an import map of ``data:`` URLs.

Modules are not bundled. Only comments are removed, and the names of imports change, because a ``data:``
URL has no relative paths.
"""

import base64
import os
import re
from collections.abc import Mapping

from ..core.assets import MODULE_IMPORT, Assets

BLOCK_COMMENT = re.compile(
    r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n|/\*\* (?:(?!\*/)[^\n])*\*/ ?", re.DOTALL | re.MULTILINE
)
"""JSDoc: its types contain imports of modules that are never loaded."""


def inline_modules(assets: Assets, entry: str, instead: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Make an import map that contains a module and all modules that it imports.

    Args:
        assets: the static files.
        entry: name of the module, such as ``js/offline/offline.js``; the page imports it by this name.
        instead: replacements of modules, by name.
    """
    imports: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in imports:
            continue
        source = BLOCK_COMMENT.sub("", assets.get(name).content.decode())
        text, needed = _renamed(source, name, instead)
        content = base64.b64encode(text.encode()).decode()
        imports[name] = f"data:text/javascript;charset=utf-8;base64,{content}"
        waiting += needed
    return {"imports": imports}


def _renamed(source: str, name: str, instead: Mapping[str, str]) -> tuple[str, list[str]]:
    """The source with its imports renamed to the names of the map, and these names."""
    needed: list[str] = []

    def rename(match: re.Match[str]) -> str:
        path = os.path.normpath(os.path.join(os.path.dirname(name), match[1]))
        target = instead.get(path, path)
        needed.append(target)
        return match[0].replace(match[1], target)

    return MODULE_IMPORT.sub(rename, source), needed
