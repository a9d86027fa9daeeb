"""AsyncAPI 3 document: describes the WebSocket, with the schemas of the models that check the messages.

AsyncAPI's schemas are JSON Schema draft 7, while pydantic writes draft 2020-12 with OpenAPI's discriminators.
"""

import inspect
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from engine import __version__

from ..ws.client_messages import ClientMessage
from ..ws.server_messages import ANSWERS

SCHEMAS = "#/components/schemas/{model}"
CHANNEL = "#/channels/live"
FRAMES = {
    "trajectoryFrame": "Kind 1: points of every racer, float64, column by column.",
    "landscapeFrame": "Kind 2: heights, float64, row by row.",
    "mapFrame": "Kind 3: cells of a map: their indices, uint32, then their columns, float64.",
    "marksFrame": "Kind 4: marks of one racer at consecutive points: counts, uint32, then float64.",
}
HEADER = """Little-endian, 8-byte aligned, behind a header of 16 bytes: kind u8, columns u8, racers u16,
run u32, start u32, reserved u32. A landscape has its rows for start and its columns for reserved; a map
has its number for run, the number of cells for start and that of the part for reserved; marks have the
number of the racer for racers and the number of points for reserved."""


def document() -> dict[str, Any]:
    """Make the document."""
    sent: tuple[type[BaseModel], ...] = get_args(ClientMessage)
    schemas = _schemas(sent)
    messages = {_name(model): _message(model) for model in (*sent, *ANSWERS)}
    messages |= {name: _frame(name, text) for name, text in FRAMES.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Descent Lab, live",
            "version": __version__,
            "description": "Trajectories, landscapes and maps as they are computed.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "live": {
                "address": "api/v1/live",
                "description": "A WebSocket, relative to where the lab is served.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "say": _operation("receive", "What a client may say.", map(_name, sent)),
            "answer": _operation("send", "What the server says.", [*map(_name, ANSWERS), *FRAMES]),
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def _schemas(sent: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    """All models, each under the name of its message; what both sides share, once."""
    models = [*((model, "validation") for model in sent), *((model, "validation") for model in ANSWERS)]
    _, definitions = models_json_schema(models, ref_template=SCHEMAS)  # type: ignore[arg-type]
    schemas: dict[str, Any] = _in_draft_7(definitions["$defs"])
    return schemas


def _in_draft_7(node: Any) -> Any:
    """The same schemas in draft 7.

    The items of a tuple are a list; a discriminator, which there is a string and never decides what is valid,
    is left out.
    """
    if isinstance(node, list):
        return [_in_draft_7(value) for value in node]
    if not isinstance(node, dict):
        return node
    made = {name: _in_draft_7(value) for name, value in node.items() if not _is_discriminator(name, value)}
    if isinstance(made.get("prefixItems"), list):
        made |= {"additionalItems": made["items"]} if "items" in made else {}
        made["items"] = made.pop("prefixItems")
    return made


def _is_discriminator(name: str, value: Any) -> bool:
    return name == "discriminator" and isinstance(value, dict) and "propertyName" in value


def _operation(action: str, summary: str, names: Any) -> dict[str, Any]:
    messages = [{"$ref": f"{CHANNEL}/messages/{name}"} for name in names]
    return {"action": action, "channel": {"$ref": CHANNEL}, "summary": summary, "messages": messages}


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.model_fields["type"].annotation.__args__[0],  # type: ignore[union-attr]
        "summary": inspect.cleandoc(model.__doc__ or ""),
        "contentType": "application/json",
        "payload": {"$ref": SCHEMAS.format(model=model.__name__)},
    }


def _frame(name: str, summary: str) -> dict[str, Any]:
    return {
        "name": name,
        "summary": summary,
        "description": HEADER,
        "contentType": "application/octet-stream",
        "payload": {"type": "string", "format": "binary"},
    }


def _name(model: type[BaseModel]) -> str:
    return model.__name__[0].lower() + model.__name__[1:]
