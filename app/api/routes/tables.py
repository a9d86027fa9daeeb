"""Table routes: read a user's own table, tell how, and keep it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, Strict
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.catalog.datasets import Demand
from engine.catalog.datasets.table import MAX_BYTES, TableChoices
from engine.catalog.datasets.tables.columns import Column
from engine.catalog.datasets.tables.decoding import MARK, TITLES, Decoded, Encoding, decode
from engine.catalog.datasets.tables.held import hold_profile, table_id
from engine.catalog.datasets.tables.question import Question, Roles, ask, assign_roles, unused_reason, width
from engine.catalog.datasets.tables.reading import Profile, read_profile
from engine.catalog.datasets.tables.told import tell_question, tell_reading
from engine.catalog.losses import LOSSES
from engine.catalog.models import MODELS
from engine.core.errors import InvalidData, InvalidSpec
from engine.core.validation_errors import FieldError
from engine.spec.problems.network_completion import asked_task

from ...core.problem_details import ProblemError
from ...core.response_models import json_response, problems
from ...jobs.complete import engine_errors_as_problems
from ...jobs.services import Services
from ...workers import Lane
from .request_body import parse_body

TABLES_PATH = "/api/v1/tables"
BINARY = ("text/csv", "text/tab-separated-values", "application/octet-stream")
"""Media types of a table as a file. Not text/plain, which a form of another site can send."""

EXAMPLE = {"csv": "size;price\n50,5;300\n70;410\n95,25;505,5\n110;600\n"}


class TableUse(TableChoices):
    """Table use: the choices of a table, and what learns it; the base of query and body."""

    model: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="Name of the model that is to learn the table; it may take one input, or one task."
    )
    loss: Annotated[str, Field(max_length=60)] | None = Field(None, description="Name of the loss.")


@final
class TableQuery(TableUse):
    """Table query: what a request for a table says besides its body."""

    encoding: Encoding = Field(
        "auto",
        description="Encoding of a table that is sent as a file. By default the byte-order mark decides; "
        "without one, valid UTF-8 is UTF-8, and all else Windows-1252.",
    )
    save: Annotated[bool, Strict(False)] = Field(
        True, description="Whether to keep the table; with false it is only read."
    )


@final
class TableRequest(TableUse):
    """Table request: a table as JSON, or the id of one that is kept."""

    csv: str | None = Field(None, min_length=1, description="The table as text.")
    table: str | None = Field(None, pattern="^[0-9a-f]{32}$", description="Or the id of a kept table.")


@final
class ColumnFacts(BaseModel):
    """Column facts: what a column of a table holds."""

    name: str
    kind: Literal["numbers", "words", "empty"]
    different: int = Field(description="Number of different values.")
    width: int = Field(description="Numbers that it gives to an input: one for each of several categories.")
    gaps: int = Field(description="Number of rows without a value.")
    unused: str = Field(description="Why it cannot be an input; empty if it can.")


@final
class TableFacts(BaseModel):
    """Table facts: how a table was read, and what is asked of it."""

    id: str = Field(description="Hash of the table's text: the same table has the same id everywhere.")
    saved: bool = Field(description="Whether experiments can name the table by its id.")
    rows: int
    columns: int
    task: Literal["classes", "regression"] | None = Field(description="Null if nothing can be predicted.")
    told: str = Field(description="All that was detected and chosen, in one line.")
    refused: str | None = Field(description="Why nothing can be predicted, if so; else null.")
    encoding: str | None = Field(description="Encoding of the file; null if the table came as text.")
    delimiter: str
    decimal: str
    header: bool = Field(description="Whether the first line has the names of the columns.")
    names: list[ColumnFacts]
    target: str | None
    inputs: list[str]
    classes: list[str] | None = Field(description="Names of the classes; null for a regression.")
    samples: int = Field(description="Number of rows that are used.")
    kept_days: int | None = Field(
        description="Days after which a kept table is deleted if nobody opens it; null if it is not kept."
    )
    csv: str | None = Field(description="Text of a file that is small enough to travel with an experiment.")


def table_routes(services: Services) -> APIRouter:
    """``/tables``."""
    routes = APIRouter(prefix="/api/v1", tags=["tables"])

    @routes.post(
        "/tables",
        response_model=TableFacts,
        responses=problems(400, 413, 415, 422, 429, 501, 503, 507),
        openapi_extra=_body(),
        summary="Read and keep a table",
    )
    async def keep_table(request: Request, query: Annotated[TableQuery, Query()]) -> Response:
        """Read a table as Excel, pandas, R and others write it, tell how, and keep it for experiments.

        Send the file itself, or its text as JSON. What is detected can be set: in the query for a file, in
        the body for JSON. A table whose cells cannot be used is kept all the same; `refused` then says why.
        """
        return json_response(await _Reading(services, request, query).answer())

    return routes


def _body() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
    text = {"schema": {"$ref": "#/components/schemas/TableRequest"}, "example": EXAMPLE}
    content = {"application/json": text, **dict.fromkeys(BINARY, binary)}
    return {"requestBody": {"required": True, "content": content}}


@final
class _Reading:
    """The reading of one request."""

    def __init__(self, services: Services, request: Request, query: TableQuery) -> None:
        self.services, self.request, self.query = services, request, query

    async def answer(self) -> dict[str, Any]:
        media_type = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        facts = await self._facts(media_type)
        days = self.services.settings.table_days if facts["saved"] else None
        return facts | {"kept_days": days}

    async def _facts(self, media_type: str) -> dict[str, Any]:
        if media_type in BINARY:
            with _faults():
                decoded = await run_in_threadpool(decode, await self._content(), self.query.encoding)
            facts = await self._of_text(decoded, self.query)
            return facts | {"encoding": TITLES[decoded.encoding]}
        asked = await parse_body(self.request, TableRequest)
        if asked.table is not None:
            return await self._of_kept(asked.table, asked)
        if asked.csv is None:
            detail = "Give the table as text, csv, or the id of one that is kept, table."
            raise ProblemError(422, detail, [FieldError("/csv", detail)])
        return await self._of_text(Decoded(asked.csv.removeprefix(MARK), ""), asked) | {
            "encoding": None,
            "csv": None,
        }

    async def _content(self) -> bytes:
        if self.request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise ProblemError(415, "Send the body as it is: no Content-Encoding is taken.")
        return await self.request.body()

    async def _of_text(self, decoded: Decoded, use: TableUse) -> dict[str, Any]:
        text = decoded.text
        size = len(text.encode())
        if size > self.services.settings.table_bytes:
            limit = self.services.settings.table_bytes
            detail = (
                f"The table has {size:,} bytes, and at most {limit:,} can be read. Leave out columns or rows."
            )
            raise ProblemError(413, detail)
        id_ = table_id(text)
        lane = Lane.INTERACTIVE if size <= MAX_BYTES else Lane.LONG
        profile = await self._computed(
            lambda: self.services.executor.call((id_,), lane, read_profile, text, use.reading)
        )
        if self.query.save:
            await self.services.kept_tables.keep(id_, text, self.request.scope)
            hold_profile(id_, use.reading, profile)
        facts = _facts(profile, use, decoded.encoding)
        return facts | {"id": id_, "saved": self.query.save, "csv": text if size <= MAX_BYTES else None}

    async def _of_kept(self, id_: str, use: TableUse) -> dict[str, Any]:
        profile = await self._computed(lambda: self.services.tables.profile(id_, use.reading))
        return _facts(profile, use, "") | {"id": id_, "saved": True, "csv": None, "encoding": None}

    async def _computed(self, read: Callable[[], Awaitable[Profile]]) -> Profile:
        async with self.services.computing(self.request):
            with _faults():
                return await read()


@contextmanager
def _faults() -> Iterator[None]:
    """Turn what is wrong with a table into problems of this request's fields."""
    try:
        yield
    except InvalidData as error:
        raise ProblemError(422, error.detail, [FieldError(f"/{error.field}", error.detail)]) from None
    except InvalidSpec as error:  # it is not kept
        raise ProblemError(422, error.detail, [FieldError("/table", error.detail)]) from None


def _facts(profile: Profile, use: TableUse, encoding: str) -> dict[str, Any]:
    """What is told of a table, besides where it came from."""
    told = list(tell_reading(profile, encoding))
    facts = {
        "rows": profile.rows,
        "columns": len(profile.columns),
        "delimiter": profile.delimiter,
        "decimal": profile.decimal,
        "header": profile.header,
        "names": [_column(column) for column in profile.columns],
        **NOTHING_ASKED,
    }
    demand = _demand(use)
    try:
        facts |= _roles(assign_roles(profile, use.wish, demand))
        question = ask(profile, use.wish, demand)
        told += tell_question(question)
        facts |= _question(question)
    except InvalidData as error:
        facts["refused"] = error.detail
    return facts | {"told": "; ".join(told)}


NOTHING_ASKED: dict[str, Any] = {
    "task": None,
    "target": None,
    "inputs": [],
    "classes": None,
    "samples": 0,
    "refused": None,
}


def _demand(use: TableUse) -> Demand:
    """What model and loss ask; raises ``ProblemError`` if there is none of this name."""
    with engine_errors_as_problems("", "/model"):
        model = None if use.model is None else MODELS.named(use.model)
        loss = None if use.loss is None else LOSSES.named(use.loss)
    return Demand(model.features if model else None, asked_task(model, loss))


def _roles(roles: Roles) -> dict[str, Any]:
    return {"target": roles.target.name, "inputs": [column.name for column in roles.inputs]}


def _question(question: Question) -> dict[str, Any]:
    classes = question.classes
    return {
        "task": "regression" if classes is None else "classes",
        "classes": None if classes is None else list(classes),
        "samples": question.rows,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "different": column.different,
        "width": width(column),
        "gaps": int(column.gaps.sum()),
        "unused": unused_reason(column),
    }
