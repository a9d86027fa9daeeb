"""Deprecated paths: former addresses of REST calls, which answer as the present ones do."""

from fastapi import APIRouter
from fastapi.routing import APIRoute


def add_deprecated_path(routes: APIRouter, former: str, present: str) -> None:
    """Serve the calls of one path at a former path too, marked as deprecated in OpenAPI.

    Args:
        routes: whose calls; ``present`` must have been added before.
        former: path without the router's prefix.
        present: path without the router's prefix.
    """
    for route in list(routes.routes):
        if isinstance(route, APIRoute) and route.path == f"{routes.prefix}{present}":
            routes.add_api_route(
                former,
                route.endpoint,
                methods=list(route.methods or ()),
                response_model=route.response_model,
                responses=route.responses,
                openapi_extra=route.openapi_extra,
                tags=[tag for tag in route.tags if tag not in routes.tags],
                name=f"{route.name}_at_former_path",
                summary=f"{route.summary} (former path)",
                description=f"Deprecated: use `{routes.prefix}{present}`, which answers the same.",
                deprecated=True,
            )
