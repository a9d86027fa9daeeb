"""Joined files: the modules that a page needs at once in one file, and its style sheets in another.

A page on a slow line then waits for one file, not for a hundred. Any other module has a file of its own at
the same relative address, with what the page's file does not have; all share the modules that have been
evaluated.
"""

import base64
import hashlib
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from ..core.assets import Asset, Assets
from ..core.problem_details import REMEDIES, ProblemError
from .module_source import REGISTRY, ModuleSource

PARTS = ("css/", "js/")
STYLE = "style.css"
HEAD = f'const {REGISTRY} = (globalThis[Symbol.for("descentlab.modules")] ??= new Map());'


@final
@dataclass(frozen=True)
class PageFiles:
    """Files of a page that are joined: its entry module, and its style sheets in their order."""

    entry: str
    sheets: Sequence[str]


@final
@dataclass(frozen=True)
class Addresses:
    """Addresses of a page's joined files, relative to a page at the root.

    Attributes:
        script: its joined modules.
        style: its joined style sheets.
        import_map: who imports a module by its plain address gets the one that the page has.
    """

    script: str
    style: str
    import_map: dict[str, dict[str, str]]


@final
class JoinedFiles:
    """Joined files of pages: made when they are first asked for, and again after a file has changed."""

    def __init__(self, assets: Assets, pages: Mapping[str, PageFiles]) -> None:
        self._assets = assets
        self._pages = pages
        self._version = ""
        self._made: dict[tuple[str, str], Asset] = {}
        self._sources: dict[str, ModuleSource] = {}
        self._lock = threading.Lock()

    def _version_now(self) -> str:
        """Hash of all files that could be joined; it is part of the addresses."""
        digest = hashlib.sha256()
        for name in self._assets.names():
            if name.startswith(PARTS):
                digest.update(f"{name} {self._assets.get(name).digest}\n".encode())
        return base64.urlsafe_b64encode(digest.digest()[:12]).decode()

    def addresses(self, page: str) -> Addresses:
        """The addresses of a page's files in their present version."""
        folder = f"static/joined/{self._version_now()}/{page}"
        return Addresses(
            f"{folder}/{self._pages[page].entry}",
            f"{folder}/{STYLE}",
            {"imports": {"./static/js/": f"./{folder}/js/"}},
        )

    def get(self, page: str, name: str) -> tuple[Asset, str]:
        """A joined file and its version: ``style.css``, or what a module adds to the page.

        Raises:
            ProblemError: 404 if there is no such page or module.
            ValueError: if a module cannot be joined.
        """
        module = name.startswith("js/") and name.endswith(".js")
        if page not in self._pages or not (module or name == STYLE):
            raise ProblemError(404, REMEDIES[404])
        if module:
            self._assets.get(name)  # raises the same if there is none
        with self._lock:
            version = self._version_now()
            if version != self._version:
                self._version = version
                self._made.clear()
                self._sources.clear()
            if (page, name) not in self._made:
                self._made[page, name] = self._joined(self._pages[page], name)
            return self._made[page, name], version

    def warm(self) -> None:
        """Make and compress what a visit begins with, so that the first need not wait."""
        for page, files in self._pages.items():
            for name in (STYLE, files.entry):
                _ = self.get(page, name)[0].compressed

    def _joined(self, files: PageFiles, name: str) -> Asset:
        if name == STYLE:
            sheets = [self._assets.get(f"css/{sheet}.css").content.decode() for sheet in files.sheets]
            return Asset(name, "\n".join(sheets).encode(), "text/css")
        return Asset(name, self._modules(files.entry, name).encode(), "text/javascript")

    def _modules(self, entry: str, name: str) -> str:
        """Text of a file: the page's entry and all that it imports, or what another module adds to that."""

        def later(target: str) -> str:
            relative = os.path.relpath(target, os.path.dirname(name))
            return relative if relative.startswith(".") else f"./{relative}"

        order = self._order(name)
        if name == entry:
            # The last module is not in a function, so that it may wait for something.
            last = self._source(name).text(later)
        else:
            there = set(self._order(entry))
            order = [module for module in order if module not in there]
            exports = ", ".join(self._source(name).exports)
            last = f'export const {{ {exports} }} = {REGISTRY}.get("{name}");'
        parts = [self._source(module).function(later) for module in order if module != entry]
        return "\n".join([HEAD, *parts, last, ""])

    def _order(self, name: str) -> list[str]:
        """The module and all that it imports, each after those that it imports itself."""
        order: list[str] = []
        under_way: list[str] = []

        def visit(module: str) -> None:
            if module in order:
                return
            if module in under_way:
                raise ValueError(f"{module} has circular imports.")
            under_way.append(module)
            for needed in self._source(module).needs:
                visit(needed)
            order.append(module)

        visit(name)
        return order

    def _source(self, name: str) -> ModuleSource:
        if name not in self._sources:
            source = ModuleSource.read(name, self._assets.get(name).content.decode())
            self._sources[name] = source
            for needed, taken in source.needs.items():
                missing = set(taken) - set(self._source(needed).exports)
                if missing:
                    raise ValueError(f"{name} imports {', '.join(sorted(missing))}, which {needed} lacks.")
        return self._sources[name]
