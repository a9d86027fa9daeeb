"""Static files: served from memory under URLs that change with their content."""

import base64
import gzip
import hashlib
import mimetypes
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import final

from .problem_details import REMEDIES, ProblemError

TEXT = ("text/", "application/json", "text/javascript", "image/svg+xml", "application/manifest+json")
BROTLI = ".br"
MODULE_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+\.js)["']""")
PRELOADED = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{1,2}/[^"']+\.js)["']""")
"""Static imports only; not dynamic ones such as ``import("./later.js")``."""

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


@final
@dataclass(frozen=True)
class Asset:
    """Static file: its content at the time it was read."""

    name: str
    content: bytes
    media_type: str
    brotli: bytes | None = None
    """The content compressed with Brotli, from a file beside it; None if there is none. Large files that
    never change have one."""

    @cached_property
    def digest(self) -> str:
        """Hash in its URL: 96 bits of SHA-256, base64url."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.content).digest()[:12]).decode()

    @cached_property
    def needs(self) -> list[str]:
        """Names of the modules that this one imports statically, without those that they import."""
        folder = os.path.dirname(self.name)
        return [
            os.path.normpath(os.path.join(folder, target))
            for target in PRELOADED.findall(self.content.decode())
        ]

    @cached_property
    def compressed(self) -> dict[str, bytes]:
        """Content coding -> compressed content, preferred coding first; empty for small or binary files."""
        if not self.media_type.startswith(TEXT) or len(self.content) < 512:
            return {}
        forms = {"br": self.brotli} if self.brotli is not None else {}
        return forms | {"gzip": gzip.compress(self.content, 9, mtime=0)}


@final
class Assets:
    """Static files: the files under one folder, by name.

    A name from a client is looked up in a list of the files and never used as a path. A file that has
    changed on disk is read again, so a developer need not restart.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, tuple[tuple[int, int], Asset]] = {}

    def names(self) -> list[str]:
        """Relative paths of all files, with forward slashes; hidden and Brotli files are left out."""
        return sorted(self._walk(self.folder, ""))

    def get(self, name: str) -> Asset:
        """The file called ``name``; raises ``ProblemError`` 404 if there is none."""
        known = self._read.get(name)
        if known is None and name not in self.names():
            raise ProblemError(404, REMEDIES[404])
        path = self.folder / name
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if known is None or known[0] != stamp:
                media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
                known = stamp, Asset(name, path.read_bytes(), media_type, self._brotli(name))
                self._read[name] = known
        except OSError:
            self._read.pop(name, None)
            raise ProblemError(404, REMEDIES[404]) from None
        return known[1]

    def _brotli(self, name: str) -> bytes | None:
        beside = self.folder / (name + BROTLI)
        return beside.read_bytes() if beside.is_file() else None

    def url(self, name: str) -> str:
        """The file's URL, relative to a page at the root; raises ``ProblemError`` 404 if there is none."""
        return f"static/{name}?v={self.get(name).digest}"

    def import_map(self) -> dict[str, dict[str, str]]:
        """Import map for a page at the root: each module's URL without a hash -> its URL with the hash.

        Modules import each other by plain relative paths; the browser looks up the resulting URLs here. The
        map is under the key ``imports``, as HTML requires.
        """
        modules = [name for name in self.names() if name.startswith("js/") and name.endswith(".js")]
        return {"imports": {f"./static/{name}": f"./{self.url(name)}" for name in modules}}

    def modules_of(self, entry: str) -> list[str]:
        """``entry`` and all modules that it imports statically, directly or not, in breadth-first order.

        Raises:
            ProblemError: 404 if there is no file of this name.
        """
        closure = [entry]
        for name in closure:
            for module in self.get(name).needs:
                if module not in closure and (self.folder / module).is_file():
                    closure.append(module)
        return closure

    def warm(self) -> None:
        """Read and compress all files, so that the first request need not wait."""
        for name in self.names():
            _ = self.get(name).compressed

    def _walk(self, folder: Path, prefix: str) -> Iterator[str]:
        if not folder.is_dir():
            return
        for entry in os.scandir(folder):
            if entry.name.startswith(".") or entry.name.endswith(BROTLI):
                continue
            if entry.is_dir():
                yield from self._walk(Path(entry.path), f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name
