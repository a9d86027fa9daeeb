"""Response models: document the JSON of responses; orjson encodes the responses themselves."""

from collections.abc import Mapping
from typing import Any, final

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from .problem_details import MEDIA_TYPE, TITLES


@final
class FaultResponse(BaseModel):
    """Fault: one error in the request."""

    pointer: str = Field(
        description="JSON pointer to the wrong value in the body.", examples=["/racers/0/optimizer/params/lr"]
    )
    detail: str = Field(examples=["Input should be greater than or equal to 0."])


@final
class Problem(BaseModel):
    """Problem: an error as RFC 9457 problem+json."""

    type: str = Field(description="Path of the page section that explains this problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and how to correct it, in a sentence.")
    errors: list[FaultResponse] = Field(description="The wrong fields; empty if the error is not in a field.")


@final
class Health(BaseModel):
    """Health: the state of the server in one word."""

    status: str = Field(examples=["ready"])


@final
class Version(BaseModel):
    """Version: the versions of the server and of its libraries."""

    product: str = Field(examples=["0.4.0"])
    engine: str = Field(
        description="Version of the numerics; the id of every experiment depends on it.", examples=["1"]
    )
    torch: str = Field(examples=["2.13.0+cpu"])
    plotly_js: str | None = Field(alias="plotly.js", examples=["4.1.1"])
    python: str = Field(examples=["3.11.7"])


@final
class CatalogEntry(BaseModel):
    """Catalog entry: one item to choose. Each family has more fields of its own."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(examples=["rosenbrock"])
    title: str = Field(examples=["Rosenbrock"])
    summary: str
    formula: str | None = Field(description="Formula as LaTeX; null if the entry has none.")
    reference: str
    params: dict[str, Any] = Field(
        description="JSON Schema of its parameters, with x-soft, x-scale, x-step, x-symbol, x-label, x-live, "
        "and x-idle: the values of another field with which this field has no effect."
    )


@final
class AnalysisEntry(BaseModel):
    """Analysis entry: a question about a run; the models of its request and facts are in this document."""

    name: str = Field(examples=["step_breakdowns"])
    title: str = Field(examples=["Break down one step"])
    summary: str
    path: str = Field(description="Path below `/api/v1/`.", examples=["step-breakdowns"])


@final
class Preset(BaseModel):
    """Preset: an optimizer with settings that have a name of their own, such as momentum."""

    name: str = Field(examples=["momentum"])
    title: str = Field(examples=["Momentum"])
    summary: str
    optimizer: str = Field(examples=["sgd"])
    params: dict[str, Any]


@final
class SurfaceGroup(BaseModel):
    """Surface group: a heading of the surface menu, and the kinds of surfaces under it."""

    title: str = Field(examples=["Bowls"])
    kinds: list[str] = Field(
        description="A surface is in this group if its `kind` is one of these.", examples=[["convex"]]
    )


@final
class ProblemKind(BaseModel):
    """Problem kind: what every problem of this kind is and has."""

    noun: str = Field(description="What it is called in sentences.", examples=["surface"])
    fields: list[str] = Field(description="Its settings.", examples=[["surface", "start", "noise"]])
    weights: int | None = Field(description="Number of weights; null if it differs. Two are drawn exactly.")
    has_data: bool = Field(description="Whether it learns from samples, in batches.")
    is_function: bool = Field(description="Whether it is a cheap function of two weights.")
    edits: dict[str, str] = Field(
        description="Settings that an edit can change, with their JSON pointers in the experiment."
    )
    not_in_landscape: list[str] = Field(description="Settings on which its landscape does not depend.")
    landscape_depends_on_seed: bool
    maps: str | None = Field(description="Why no map is drawn of it; null if one is.")
    quantities: str | None = Field(description="Why it has no quantities; null if it has.")
    starts: str | None = Field(description="Why runs cannot begin at other starts; null if they can.")


@final
class Catalog(BaseModel):
    """Catalog: every item to choose, in the order of the menus."""

    surfaces: list[CatalogEntry]
    optimizers: list[CatalogEntry]
    schedules: list[CatalogEntry]
    models: list[CatalogEntry]
    datasets: list[CatalogEntry]
    initializers: list[CatalogEntry]
    losses: list[CatalogEntry]
    activations: list[CatalogEntry]
    normalizations: list[CatalogEntry]
    planes: list[CatalogEntry]
    quantities: list[CatalogEntry]
    presets: list[Preset]
    analyses: list[AnalysisEntry]
    pairings: dict[str, dict[str, list[str]]] = Field(
        description="The losses that fit a model and a dataset, by name; the default is first."
    )
    opening: dict[str, Any] = Field(description="The experiment that the page opens with.")
    usual_methods: list[str] = Field(
        description="Methods that the page suggests for new racers, the first one first."
    )
    bounds: dict[str, list[int]] = Field(
        description="Lowest and highest value: number of racers, steps, drawn points and their classes, "
        "bytes of a person's own table, and seed."
    )
    defaults: dict[str, int] = Field(description="Number of steps and seed of an experiment that names none.")
    columns: list[str] = Field(description="Columns of a trajectory, in their order.")
    network_edits: dict[str, str] = Field(
        description="Settings of a network that an edit can change, with their JSON pointers."
    )
    problem_kinds: dict[str, ProblemKind] = Field(description="Each kind of problem, by its name.")
    default_plane: str = Field(description="The plane of a network whose experiment sets no plane.")
    labels: dict[str, str] = Field(
        description="Labels of parameters and choices whose names need an explanation."
    )
    surface_groups: list[SurfaceGroup] = Field(description="Groups of the surface menu.")


def json_response(
    value: Any,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/json",
) -> Response:
    """Encode JSON with the shortest numbers that parse to the same bits; non-finite numbers become null."""
    content = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(content, status, dict(headers or {}), media_type)


def body(schema: str, example: Any) -> dict[str, Any]:
    """OpenAPI documentation of a JSON body, which FastAPI does not parse.

    Args:
        schema: name of a component schema.
        example: a body that works.
    """
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def files(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI documentation of CSV and npz responses, and of ``statuses`` without a body (304)."""
    binary = {"schema": {"type": "string", "contentMediaType": "application/x-npz"}}
    answers: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/csv": {"schema": {"type": "string"}}, "application/x-npz": binary}}
    }
    return answers | {
        status: {"description": "Not modified: you have this version already."} for status in statuses
    }


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI documentation of the error responses with these statuses."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    title = TITLES[status]
    example = {"type": f"/docs#problem-{title.lower().replace(' ', '-')}", "title": title, "status": status}
    return {
        "description": f"{title}.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": {**example, "detail": EXAMPLES[status], "errors": []},
            }
        },
    }


EXAMPLES = {
    400: "The body is not valid JSON. NaN and Infinity are not JSON either.",
    403: "This page may not open a WebSocket here.",
    404: "There is no such entry. Known: bowl, rosenbrock.",
    405: "This address does not know that method. The Allow header lists those it knows.",
    406: "There is json, csv and npz. Ask for one of them by Accept or by ?format=.",
    410: "What was saved under this id can no longer be read.",
    413: "The body is longer than 65,536 bytes, the most that is taken. Send a smaller experiment.",
    415: "Send the body as application/json.",
    422: "Input should be greater than or equal to 0.",
    429: "More than 600 experiments a minute were saved from your address. Try again in a minute.",
    500: "Something went wrong on our side; the server's log says what. Trying again may help.",
    501: "This server has no video encoder. Take the GIF instead.",
    503: "Too much is being computed now. Try again in a moment.",
    507: "No more experiments can be saved here. The link with the experiment inside works all the same.",
}
