"""The HTML pages.

A template sees: ``static_url(name)``; ``import_map`` (JSON, for the inline import map that the page's
policy admits by its hash); ``modules`` (addresses to preload); ``catalog`` (JSON, safe inside a
script element); ``version``; ``base`` (the way back to the root, relative).
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any, final

import jinja2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from descentlab import __version__
from engine.catalog import catalog

from .assets import Assets
from .conditional import IMMUTABLE, REVALIDATE, respond
from .limits import SENTENCES
from .markup import embedded
from .middleware.headers import content_security_policy
from .paths import TEMPLATES
from .preview import card
from .reference import limit_rows, reference
from .settings import Settings

ENTRIES = {
    "index.html": "js/main.js",
    "embed.html": "js/embed.js",
    "compare.html": "js/compare.js",
    "docs.html": "js/docs.js",
    "limits.html": "js/docs.js",
    "patterns.html": "js/patterns/page.js",
}


@final
class Pages:
    """Renders templates, and serves them with the static files they need."""

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

    def page(self, request: Request, template: str, *, frames: bool = False, **context: Any) -> Response:
        """The rendered template, under a policy that admits its import map and no other inline script."""
        import_map = embedded(self.assets.import_map())
        text = self.templates.get_template(template).render(
            static_url=self.assets.url,
            import_map=import_map,
            modules=self._modules(ENTRIES[template]),
            version=__version__,
            base="./",
            **context,
        )
        digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
        policy = content_security_policy(self.settings.frame_ancestors, (digest,), frames=frames)
        content = text.encode()
        return respond(
            request,
            content,
            "text/html; charset=utf-8",
            etag=hashlib.sha256(content).hexdigest()[:24],
            cache=REVALIDATE,
            headers={"Content-Security-Policy": policy},
        )

    def error(self, problem: Mapping[str, Any], base: str, headers: Mapping[str, str]) -> Response:
        """What is wrong, in words, under the problem's own status. ``base`` leads back to the root."""
        text = self.templates.get_template("error.html").render(
            static_url=self.assets.url, base=base, problem=problem
        )
        kept = {"Cache-Control": "no-store", "Vary": "Accept", **headers}
        return Response(text, problem["status"], kept, "text/html; charset=utf-8")

    def card(self, request: Request) -> dict[str, Any]:
        """What link previews are told of the page."""
        return card(request, self.settings.body_bytes)

    def static(self, request: Request, name: str) -> Response:
        """A static file; kept for ever by caches if it was asked for by its hashed address."""
        asset = self.assets.get(name)
        hashed = request.query_params.get("v") == asset.digest
        return respond(
            request,
            asset.content,
            asset.media_type,
            etag=asset.digest,
            cache=IMMUTABLE if hashed else REVALIDATE,
            ready=asset.compressed,
        )

    def _modules(self, entry: str | None) -> list[str]:
        if entry is None or not (self.assets.folder / entry).is_file():
            return []
        return [self.assets.url(name) for name in self.assets.modules_of(entry)]


def page_routes(pages: Pages) -> APIRouter:
    """``/``, ``/embed``, ``/compare``, ``/docs``, ``/limits``, ``/patterns`` and ``/static/...``."""
    routes = APIRouter(include_in_schema=False)
    embedded_catalog = partial(embedded, catalog())

    @routes.get("/")
    def index(request: Request) -> Response:
        return pages.page(request, "index.html", catalog=embedded_catalog(), card=pages.card(request))

    @routes.get("/embed")
    def embed(request: Request) -> Response:
        return pages.page(request, "embed.html", catalog=embedded_catalog(), card=pages.card(request))

    @routes.get("/compare")
    def compare(request: Request) -> Response:
        return pages.page(request, "compare.html", frames=True)

    @routes.get("/docs")
    def docs(request: Request) -> Response:
        return pages.page(request, "docs.html", **reference(request.app.openapi(), pages.settings))

    @routes.get("/limits")
    def limits(request: Request) -> Response:
        return pages.page(request, "limits.html", limits=limit_rows(pages.settings), sentences=SENTENCES)

    @routes.get("/patterns")
    def patterns(request: Request) -> Response:
        return pages.page(request, "patterns.html", catalog=embedded_catalog())

    @routes.get("/static/{name:path}")
    def static(request: Request, name: str) -> Response:
        return pages.static(request, name)

    return routes
