"""OpenAPI 3.1 document: describes the REST interface, with the bodies that FastAPI does not parse."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from engine.analyses import ANALYSES
from engine.batched import MapRequest
from engine.spec.experiment import Experiment

from ..core.response_models import RANGES, Problem, problems
from .routes.landscapes import LandscapeRequest
from .routes.tables import TableRequest

REFERENCES = "#/components/schemas/{model}"
BINARY = ("image/", "video/", "application/x-npz")
"""Beginnings of media types whose bodies are bytes to a generated client."""

TAGS = {
    "health": "State and versions of the server.",
    "catalog": "What there is to choose, and the limits of a request.",
    "experiments": "Check an experiment, and save it under a short link.",
    "trajectories": "The path of every racer.",
    "landscapes": "The loss on a grid.",
    "tables": "Own data.",
    "maps": "What becomes of every start, or of every pair of settings.",
    "analyses": "What else can be measured of a run.",
    "exports": "Scripts, notebooks, pictures and animations.",
    "sharing": "Embeds and QR codes.",
}
GENERATED = ("HTTPValidationError", "ValidationError")

ABOUT = """
Balls, driven by real `torch.optim` optimizers, roll down test surfaces and the loss of real small networks.

An *experiment* describes a run completely, and the result is a pure function of it: equal experiments have
equal ids, equal ETags and equal bytes. Each number is the shortest decimal that parses to the same bits; a
number that is not finite is null. Every error is `application/problem+json` (RFC 9457). There is no login and
no cookie, and CORS is open. Requests have limits: see `/api/v1/limits`.

The live stream is a WebSocket at `/api/v1/live`; its messages and frames are described at `/docs`.
"""


def document(api: FastAPI) -> dict[str, Any]:
    """Make the document; later calls return the same one."""
    if api.openapi_schema is None:
        made = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            description=ABOUT,
            routes=api.routes,
            servers=[{"url": "/"}],
            license_info={"name": "MIT", "identifier": "MIT"},
            contact={"name": "Whoever runs this server"},
            tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        )
        made["security"] = []  # there is no login
        _add_models(made)
        _mend_answers(made)
        _mend_tuples(made["components"]["schemas"])
        api.openapi_schema = made
    return api.openapi_schema


def _add_models(document: dict[str, Any]) -> None:
    """Models as they may be sent: with defaults left out. What is answered fits these as well."""
    request_models = (
        Experiment,
        LandscapeRequest,
        MapRequest,
        TableRequest,
        *(analysis.params for analysis in ANALYSES),
    )
    bodies = [*((model, "validation") for model in request_models), (Problem, "serialization")]
    _, definitions = models_json_schema(bodies, ref_template=REFERENCES)  # type: ignore[arg-type]
    schemas = document["components"]["schemas"]
    schemas |= definitions["$defs"]
    for name in GENERATED:
        schemas.pop(name, None)


def _mend_answers(document: dict[str, Any]) -> None:
    """Every call can fail for reasons of ours; none fails in the way that FastAPI supposes."""
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            _mend_bytes(answers["200"].get("content", {}))
            supposed = answers.get("422", {}).get("content", {}).get("application/json", {})
            if "HTTPValidationError" in str(supposed):
                del answers["422"]
            ranged = "304" in answers and operation is operations.get("get")
            for status, answer in (problems(500) | (RANGES if ranged else {})).items():
                answers[str(status)] = answer
            answers.setdefault("422", problems(422)[422])  # no call takes a query name that it does not know


def _mend_tuples(node: Any) -> None:
    """Say that tuples are arrays of something: linters and generators read ``items`` of every array."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _mend_tuples(value)
    if isinstance(node, dict) and isinstance(node.get("prefixItems"), list):
        node.setdefault("items", {})


def _mend_bytes(content: dict[str, Any]) -> None:
    """Say of bodies that are bytes that they are: a generated client leaves out calls that it cannot read."""
    for media_type, told in content.items():
        if media_type.startswith(BINARY):
            told["schema"] = {"type": "string", "format": "binary", "contentMediaType": media_type}
