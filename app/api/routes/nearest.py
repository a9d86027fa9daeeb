"""Nearest name route: the name that is probably meant by one that does not exist."""

from collections.abc import Sequence
from typing import Annotated, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from engine.catalog_document import FAMILIES
from engine.core.models_at import known_fields
from engine.core.nearest import nearest

from ...core.problem_details import ProblemError
from ...core.response_models import json_response, problems
from ...http.short_url import VIEW_NAMES, nearest_method
from ...jobs.services import Services
from .links import ExperimentQuery

ADDRESS = "address"
"""Family of the names in a page's address."""


@final
class Nearest(BaseModel):
    """Nearest name: of the entry, the parameter of an entry or the part of an address that is meant."""

    nearest: str | None = Field(description="The right name; null if none resembles the given one.")


def nearest_routes(_: Services) -> APIRouter:
    """``/nearest``."""
    routes = APIRouter(prefix="/api/v1", tags=["catalog"])

    @routes.get(
        "/nearest",
        response_model=Nearest,
        responses=problems(404, 422),
        summary="Find the name that is meant",
    )
    async def nearest_name(
        family: Annotated[
            str,
            Query(max_length=60, description="A key of the catalog, or `address`.", examples=["schedules"]),
        ],
        name: Annotated[
            str, Query(max_length=200, description="A name that is unknown.", examples=["CosineAnnealingLR"])
        ],
        entry: Annotated[
            str | None, Query(max_length=60, description="The entry whose parameter has this name.")
        ] = None,
    ) -> Response:
        """The nearest name. It knows those of PyTorch, Keras and scikit-learn too."""
        return json_response({"nearest": _nearest(family, name, entry)})

    return routes


def _nearest(family: str, name: str, entry: str | None) -> str | None:
    if family == ADDRESS:
        view: dict[str, Sequence[str]] = dict.fromkeys(sorted(VIEW_NAMES | {"step"}), ())
        return nearest(name, view | known_fields([ExperimentQuery]))
    registry = FAMILIES.get(family)
    if registry is None:
        raise ProblemError(404, f"There is no such family. Known: {', '.join([ADDRESS, *FAMILIES])}.")
    if entry is not None:
        return (
            nearest(name, known_fields([registry.named(entry).params])) if entry in registry.names else None
        )
    return nearest_method(name) if family == "optimizers" else registry.nearest(name)
