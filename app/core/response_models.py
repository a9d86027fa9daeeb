"""Response models: document the JSON of responses; orjson encodes the responses themselves."""

from collections.abc import Mapping
from typing import Annotated, Any, NotRequired, final

import orjson
from pydantic import BaseModel, Field
from starlette.responses import Response
from typing_extensions import TypedDict

from .problem_details import MEDIA_TYPE, TITLES

EVIDENCE = "The facts on which the sentence rests, by name, as they were measured at that step."
"""Description of the field ``evidence`` of a regime."""


@final
class FaultResponse(BaseModel):
    """Fault: one error in the request."""

    pointer: str = Field(
        description="JSON pointer to the wrong value in the body.", examples=["/racers/0/optimizer/params/lr"]
    )
    detail: str = Field(examples=["This must be at least 0."])


@final
class Problem(BaseModel):
    """Problem: an error as RFC 9457 problem+json."""

    type: str = Field(description="Path of the page section that explains this problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and how to correct it, in a sentence.")
    errors: list[FaultResponse] = Field(description="The wrong fields; empty if the error is not in a field.")
    retry_after: int | None = Field(
        None,
        description="Seconds after which the same request may succeed, as the header Retry-After; "
        "left out where it would fail again.",
    )


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


class PlaneFacts(TypedDict):
    """Plane facts: the plane of a network's landscape; some planes have more of them."""

    weights: int
    explained_variance: Annotated[
        list[float] | None, Field(description="Two shares of the variance of the paths that it follows.")
    ]
    eigenvalues: NotRequired[Annotated[list[float], Field(description="Of the two directions.")]]
    barrier: NotRequired[
        Annotated[
            float | None,
            Field(description="How far the loss rises above the straight line between both ends."),
        ]
    ]
    statistics: NotRequired[
        Annotated[
            str,
            Field(
                description="Whose running averages batch normalization uses: the end of a sentence, such as "
                "'of the scout at step 300'."
            ),
        ]
    ]
    through: NotRequired[
        Annotated[list[float], Field(description="Place of the weights through which the plane was moved.")]
    ]


@final
class MapOptimum(BaseModel):
    """Optimum of a quadratic under SGD, and the factor by which its steps multiply the distance."""

    lr: float
    momentum: float
    rate: float


@final
class MapLines(BaseModel):
    """Lines over a map: learning rates for each momentum."""

    momentum: list[float]
    stability: list[float | None] = Field(description="The rate above which a run diverges.")
    critical: list[list[float | None]] = Field(
        description="The rate above which it oscillates, in the flattest direction first."
    )
    zigzag: list[list[float | None]] = Field(
        description="The rate above which it changes sides at every step, in the flattest direction first."
    )


@final
class MapTheory(BaseModel):
    """Theory of SGD on a quadratic, to draw over a map of its learning rate and momentum."""

    curvatures: list[float]
    kappa: float
    regimes: list[str] = Field(description="Names of the codes in the column `regime`.")
    optimum: MapOptimum | None
    lines: MapLines


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Not modified: you have this version already."}
}
"""OpenAPI documentation of the response to a client that has the content."""


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


def files() -> dict[int | str, dict[str, Any]]:
    """OpenAPI documentation of CSV and npz responses, and of 304."""
    binary = {"schema": {"type": "string", "contentMediaType": "application/x-npz"}}
    answers: dict[int | str, dict[str, Any]] = {
        200: {"content": {"text/csv": {"schema": {"type": "string"}}, "application/x-npz": binary}}
    }
    return answers | NOT_MODIFIED


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
    416: "There are 4096 bytes. Ask for a range that begins before the end.",
    422: "This must be at least 0.",
    429: "More than 600 experiments a minute were saved from your address. Try again in a minute.",
    500: "Something went wrong on our side; the server's log says what. Trying again may help.",
    501: "This server has no video encoder. Take the GIF instead.",
    503: "Too much is being computed now. Try again in a moment.",
    507: "No more experiments can be saved here. The link with the experiment inside works all the same.",
}

RANGES: dict[int | str, dict[str, Any]] = {
    206: {"description": "The part that Range asks for."},
    **problems(416),
}
"""OpenAPI documentation of the responses to a request for a part of the content."""
