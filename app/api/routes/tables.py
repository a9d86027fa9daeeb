"""Table routes: read a user's own table, tell how, and keep it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, final

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, Strict
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.catalog.datasets.table import MAX_BYTES
from engine.catalog.datasets.tables.decoding import MARK, TITLES, Decoded, decode
from engine.catalog.datasets.tables.held import hold_profile, table_id
from engine.catalog.datasets.tables.reading import Profile, read_profile
from engine.core.errors import EngineError, InvalidData, InvalidSpec
from engine.core.validation_errors import FieldError
from engine.spec.table_use import FileUse, TableUse, table_facts

from ...core.problem_details import ProblemError
from ...core.response_models import json_response, problems
from ...jobs.services import Services
from ...workers import Lane
from .request_body import parse_body

TABLES_PATH = "/api/v1/tables"
BINARY = ("text/csv", "text/tab-separated-values", "application/octet-stream")
"""Media types of a table as a file. Not text/plain, which a form of another site can send."""

EXAMPLE = {"csv": "size;price\n50,5;300\n70;410\n95,25;505,5\n110;600\n"}


@final
class TableQuery(FileUse):
    """Table query: what a request for a table says besides its body."""

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
        responses=problems(400, 403, 413, 415, 422, 429, 501, 503, 507),
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
    media_type = "application/octet-stream"
    binary = {"schema": {"type": "string", "format": "binary", "contentMediaType": media_type}}
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
        _check_names(use)
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
        facts = table_facts(profile, use, decoded.encoding)
        return facts | {"id": id_, "saved": self.query.save, "csv": text if size <= MAX_BYTES else None}

    async def _of_kept(self, id_: str, use: TableUse) -> dict[str, Any]:
        _check_names(use)
        profile = await self._computed(lambda: self.services.tables.profile(id_, use.reading))
        return table_facts(profile, use) | {"id": id_, "saved": True, "csv": None, "encoding": None}

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


def _check_names(use: TableUse) -> None:
    """Refuse a model or loss that does not exist, before anything is kept."""
    try:
        _ = use.demand
    except EngineError as error:
        raise ProblemError(422, str(error), [FieldError("/model", str(error))]) from None
