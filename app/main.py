"""Application: builds the ASGI server from its routes and middleware."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from engine import __version__

from .api.known_names import refuse_unknown_names
from .api.openapi import document
from .api.routes.analyses import analysis_routes
from .api.routes.asyncapi import asyncapi_routes
from .api.routes.catalog import catalog_routes
from .api.routes.examples import example_routes
from .api.routes.experiments import experiment_routes, saved_routes
from .api.routes.exports import export_routes
from .api.routes.health import health_routes
from .api.routes.landscapes import landscape_routes
from .api.routes.links import link_routes
from .api.routes.maps import map_routes
from .api.routes.metrics import metrics_routes
from .api.routes.nearest import nearest_routes
from .api.routes.oembed import oembed_routes
from .api.routes.pictures import picture_routes
from .api.routes.qr import qr_routes
from .api.routes.tables import TABLES_PATH, table_routes
from .api.routes.trajectories import trajectory_routes
from .core.problem_details import ProblemError, on_http_exception, on_problem
from .core.settings import Settings
from .core.validation import on_invalid_request
from .jobs.services import Services
from .middleware.access_log import AccessLog
from .middleware.body_limit import BodyLimit
from .middleware.catch_all import CatchAll
from .middleware.cors import OpenCors
from .middleware.head import HeadAsGet
from .middleware.headers import SecurityHeaders
from .middleware.origin import WebSocketOrigin
from .middleware.plus_signs import PlusSigns
from .middleware.prefix import MountPrefix
from .middleware.request_id import RequestId
from .web.html_errors import html_errors
from .web.pages import Pages, page_routes
from .web.saved_page import saved_page_routes
from .web.surface_pictures import surface_picture_routes
from .workers import Executor
from .ws.routes import live_routes

FAMILIES = (
    health_routes,
    metrics_routes,
    catalog_routes,
    nearest_routes,
    experiment_routes,
    trajectory_routes,
    landscape_routes,
    link_routes,
    saved_routes,
    table_routes,
    map_routes,
    example_routes,
    analysis_routes,
    export_routes,
    picture_routes,
    qr_routes,
    oembed_routes,
    asyncapi_routes,
)


def create_app(settings: Settings | None = None, executor: Executor | None = None) -> FastAPI:
    """Build the ASGI application; its executor and its store are open during its lifespan.

    Args:
        settings: by default those of the environment.
        executor: what runs the worker calls; by default a pool of processes on this machine.
    """
    settings = settings or Settings()
    services = Services(settings, executor)
    pages = Pages(settings, services.assets)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await services.executor.start()
            await services.store.open()
            await run_in_threadpool(pages.warm)
            yield
        finally:
            await services.executor.stop()
            await services.store.close()

    api = FastAPI(
        title="Descent Lab",
        version=__version__,
        summary="An interactive laboratory of the loss landscape.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: "-".join([*map(str, route.tags), route.name]),
    )
    api.state.services = services
    api.openapi = partial(document, api)  # type: ignore[method-assign]
    api.add_exception_handler(ProblemError, html_errors(pages, on_problem))
    api.add_exception_handler(RequestValidationError, html_errors(pages, on_invalid_request))
    api.add_exception_handler(HTTPException, html_errors(pages, on_http_exception))
    api.include_router(page_routes(pages))  # first: most requests are for pages and static files
    api.include_router(saved_page_routes(pages, services))
    api.include_router(surface_picture_routes(services))
    api.include_router(live_routes(services))
    for family in FAMILIES:
        api.include_router(family(services), dependencies=[Depends(refuse_unknown_names)])
    _guard(api, services)
    return api


def _guard(api: FastAPI, services: Services) -> None:
    """Add the middleware, the innermost first. Each one also handles WebSockets."""
    settings = services.settings
    api.add_middleware(PlusSigns)
    api.add_middleware(HeadAsGet)
    tables = {TABLES_PATH: settings.table_bytes + settings.body_bytes}
    api.add_middleware(BodyLimit, limit=settings.body_bytes, others=tables)
    api.add_middleware(CatchAll)
    api.add_middleware(WebSocketOrigin, allowed=settings.allowed_origins)
    api.add_middleware(OpenCors)
    api.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
    api.add_middleware(AccessLog, counters=services.counters, clients=settings.access_log == "clients")
    api.add_middleware(RequestId)
    api.add_middleware(MountPrefix, prefix=settings.root_path)


def __getattr__(name: str) -> FastAPI:
    """Lazy ``app`` for ``uvicorn app.main:app``: built at its first use."""
    if name != "app":
        raise AttributeError(name)
    made = globals()["app"] = create_app()
    return made
