"""HTML pages: renders the templates and serves them with their static files.

Variables of every template: ``static_url(name)``; ``import_map`` (JSON of the inline import map, which the
content security policy allows by its hash); ``modules`` (addresses to preload, the entry first); ``version``;
``base`` (the relative path to the root). Some pages add ``sheets`` (addresses of style sheets), ``catalog``
(JSON for a script element) and ``link_preview``.
"""

import asyncio
import base64
import gzip
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, final

import jinja2
from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine import __version__
from engine.catalog_document import catalog

from ..core.assets import Asset, Assets
from ..core.lru_cache import LRUCache
from ..core.paths import TEMPLATES
from ..core.settings import Settings
from ..http.caching import IMMUTABLE, REVALIDATE, respond
from ..limits.published import SENTENCES
from ..middleware.headers import content_security_policy
from .joined_files import JoinedFiles, PageFiles
from .json_script import json_script
from .link_preview import link_preview
from .reference import limit_rows, reference

FRESH_S = 1.0
"""A rendered page is used again for this time: a class that opens one link costs one rendering a second,
and a changed template or script shows at the next visit."""

KEPT_BYTES = 8 * 2**20

ENTRIES = {
    "index.html": "js/main.js",
    "embed.html": "js/embed/embed.js",
    "compare.html": "js/compare/compare.js",
    "docs.html": "js/page/docs.js",
    "limits.html": "js/page/docs.js",
    "patterns.html": "js/patterns/page.js",
}

SHEETS = {
    "index.html": (
        "tokens",
        "base",
        "layout",
        "controls",
        "notice",
        "changes",
        "link-notice",
        "panel",
        "phone",
        "picture",
        "maps",
        "instruments",
        "lens",
        "data",
        "dialogs",
        "chooser",
        "share",
        "tour",
        "projector",
    ),
    "embed.html": (
        "tokens",
        "base",
        "controls",
        "notice",
        "changes",
        "link-notice",
        "embed",
        "picture",
        "maps",
        "projector",
    ),
    "compare.html": (
        "tokens",
        "base",
        "controls",
        "notice",
        "changes",
        "link-notice",
        "instruments",
        "compare",
        "projector",
    ),
}
"""Style sheets of the pages whose files are joined, in their order."""


@final
@dataclass(frozen=True)
class Page:
    """Rendered page: its bytes, ETag and content security policy.

    ``stale_at`` is a time of ``time.monotonic()``, in seconds.
    """

    content: bytes
    compressed: bytes
    etag: str
    policy: str
    stale_at: float

    @property
    def nbytes(self) -> int:
        """Size in the cache, in bytes."""
        return len(self.content) + len(self.compressed)


@final
class Pages:
    """Pages: renders templates, and serves static files."""

    def __init__(self, settings: Settings, assets: Assets) -> None:
        self.settings = settings
        self.assets = assets
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        joined = {page: PageFiles(ENTRIES[page], sheets) for page, sheets in SHEETS.items()}
        self.joined = JoinedFiles(assets, joined)
        self._kept: LRUCache[Page] = LRUCache(KEPT_BYTES)
        self._rendering = {template: asyncio.Lock() for template in ENTRIES}

    async def page(
        self,
        request: Request,
        template: str,
        context: Callable[[], Mapping[str, Any]] = dict,
        *,
        address: str = "",
        frames: bool = False,
        below: bool = False,
    ) -> Response:
        """Respond with a rendered template; its policy allows its import map and no other inline script.

        Args:
            request: what is answered.
            template: a key of ``ENTRIES``.
            context: further variables of the template; called in the thread that renders it.
            address: the part of the request's address on which they depend: pages of one template that have
                the same are rendered once.
            frames: whether the page contains iframes of this server.
            below: whether its address is one folder below the root, which a ``base`` element of the template
                then names.
        """
        key = f"{template} {address}"
        if (page := self._fresh(key)) is None:
            async with self._rendering[template]:
                if (page := self._fresh(key)) is None:
                    page = await run_in_threadpool(self._render, template, context, frames, below)
                    self._kept.put(key, page)
        return respond(
            request,
            page.content,
            "text/html; charset=utf-8",
            etag=page.etag,
            cache=REVALIDATE,
            headers={"Content-Security-Policy": page.policy},
            ready={"gzip": page.compressed},
        )

    def _fresh(self, key: str) -> Page | None:
        page = self._kept.get(key)
        return page if page is not None and time.monotonic() < page.stale_at else None

    def _render(
        self, template: str, context: Callable[[], Mapping[str, Any]], frames: bool, below: bool
    ) -> Page:
        files = self._files(template)
        import_map = json_script(files.pop("import_map"))
        text = self.templates.get_template(template).render(
            static_url=self.assets.url,
            import_map=import_map,
            **files,
            version=__version__,
            base="./",
            **context(),
        )
        digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
        policy = content_security_policy(self.settings.frame_ancestors, (digest,), frames=frames, base=below)
        content = text.encode()
        etag = hashlib.sha256(content).hexdigest()[:24]
        return Page(content, gzip.compress(content, 6, mtime=0), etag, policy, time.monotonic() + FRESH_S)

    def error(self, problem: Mapping[str, Any], base: str, headers: Mapping[str, str]) -> Response:
        """Respond with a problem as a page of the same status. ``base`` is the relative path to the root."""
        text = self.templates.get_template("error.html").render(
            static_url=self.assets.url, base=base, problem=problem
        )
        page_headers = {"Cache-Control": "no-store", "Vary": "Accept", **headers}
        return Response(text, problem["status"], page_headers, "text/html; charset=utf-8")

    def link_preview(self, request: Request) -> dict[str, Any]:
        """Metadata for link previews of the page."""
        return link_preview(request, self.settings.body_bytes)

    def static(self, request: Request, name: str) -> Response:
        """Respond with a static file; at its hashed address (``?v=``) it is immutable for caches."""
        asset = self.assets.get(name)
        return _served(request, asset, immutable=request.query_params.get("v") == asset.digest)

    def joined_file(self, request: Request, version: str, page: str, name: str) -> Response:
        """Respond with a joined file; at the address of its version it is immutable for caches."""
        asset, current = self.joined.get(page, name)
        return _served(request, asset, immutable=version == current)

    def warm(self) -> None:
        """Read, join and compress what visits begin with, so that the first need not wait."""
        self.assets.warm()
        if self.settings.modules == "joined":
            self.joined.warm()

    def _files(self, template: str) -> dict[str, Any]:
        """The variables of a template that name its modules and style sheets."""
        if template in SHEETS and self.settings.modules == "joined":
            joined = self.joined.addresses(template)
            return {
                "import_map": joined.import_map,
                "modules": [joined.script],
                "sheets": [joined.style],
            }
        return {
            "import_map": self.assets.import_map(),
            "modules": self._modules(ENTRIES[template]),
            "sheets": [self.assets.url(f"css/{sheet}.css") for sheet in SHEETS.get(template, ())],
        }

    def _modules(self, entry: str) -> list[str]:
        if not (self.assets.folder / entry).is_file():
            return []
        return [self.assets.url(name) for name in self.assets.modules_of(entry)]


def _served(request: Request, asset: Asset, *, immutable: bool) -> Response:
    """Respond with a file; ``immutable`` says whether its address changes with its content."""
    return respond(
        request,
        asset.content,
        asset.media_type,
        etag=asset.digest,
        cache=IMMUTABLE if immutable else REVALIDATE,
        ready=asset.compressed,
    )


def page_routes(pages: Pages) -> APIRouter:
    """``/``, ``/embed``, ``/compare``, ``/docs``, ``/limits``, ``/patterns`` and ``/static/...``.

    Also ``/favicon.ico`` and ``/robots.txt``, which browsers and crawlers look for unasked.
    """
    routes = APIRouter(include_in_schema=False)
    embedded_catalog = partial(json_script, catalog())

    def with_link_preview(request: Request) -> Mapping[str, Any]:
        return {"catalog": embedded_catalog(), "link_preview": pages.link_preview(request)}

    @routes.get("/")
    async def index(request: Request) -> Response:
        context = partial(with_link_preview, request)
        return await pages.page(request, "index.html", context, address=str(request.url))

    @routes.get("/embed")
    async def embed(request: Request) -> Response:
        context = partial(with_link_preview, request)
        return await pages.page(request, "embed.html", context, address=str(request.url))

    @routes.get("/compare")
    async def compare(request: Request) -> Response:
        return await pages.page(request, "compare.html", frames=True)

    @routes.get("/docs")
    async def docs(request: Request) -> Response:
        context = partial(_reference, request, pages.settings)
        return await pages.page(request, "docs.html", context)

    @routes.get("/limits")
    async def limits(request: Request) -> Response:
        context = partial(_limits, pages.settings)
        return await pages.page(request, "limits.html", context)

    @routes.get("/patterns")
    async def patterns(request: Request) -> Response:
        return await pages.page(request, "patterns.html", lambda: {"catalog": embedded_catalog()})

    _static(routes, pages)
    return routes


def _static(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/favicon.ico")
    async def favicon(request: Request) -> Response:
        return pages.static(request, "icon.svg")

    @routes.get("/robots.txt")
    async def robots(request: Request) -> Response:
        return pages.static(request, "robots.txt")

    @routes.get("/static/joined/{version}/{page}/{name:path}")
    def joined(request: Request, version: str, page: str, name: str) -> Response:
        return pages.joined_file(request, version, page, name)

    @routes.get("/static/{name:path}")
    async def static(request: Request, name: str) -> Response:
        return pages.static(request, name)


def _reference(request: Request, settings: Settings) -> Mapping[str, Any]:
    return reference(request.app.openapi(), settings)


def _limits(settings: Settings) -> Mapping[str, Any]:
    return {"limits": limit_rows(settings), "sentences": SENTENCES}
