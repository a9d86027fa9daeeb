"""The page's own modules inside one file: an import map of ``data:`` addresses.

Nothing is translated or joined: each module keeps its text, but for comments and the names by which
it imports others, since a relative path means nothing inside a ``data:`` address.
"""

import base64
import os
import re
from collections.abc import Mapping

from ..core.assets import MODULE_IMPORT, Assets

BLOCK_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*\n|/\*\* [^\n]*? \*/ ?", re.DOTALL | re.MULTILINE)
"""JSDoc: text for readers and type checkers, which also names modules that are never loaded."""


def inline_modules(assets: Assets, entry: str, instead: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """An import map that holds a module and all it imports.

    Args:
        assets: the static files.
        entry: name of the module, such as ``js/offline/offline.js``; it is imported by that name.
        instead: modules that stand in for others, by their names.
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
    """The source with what it imports under the names of the map, and these names."""
    needed: list[str] = []

    def rename(match: re.Match[str]) -> str:
        path = os.path.normpath(os.path.join(os.path.dirname(name), match[1]))
        target = instead.get(path, path)
        needed.append(target)
        return match[0].replace(match[1], target)

    return MODULE_IMPORT.sub(rename, source), needed
