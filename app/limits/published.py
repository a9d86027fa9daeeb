"""Published limits: what one request or client may use, and what happens beyond each limit."""

from typing import final

from pydantic import BaseModel, Field

from engine.batched import MAX_BALL_STEPS, MAX_RESOLUTION
from engine.catalog.datasets.tables.reading import MAX_ROWS
from engine.core.formula import MAX_DEPTH, MAX_NODES
from engine.spec.experiment import MAX_EDITS, MAX_RACERS, MAX_STEPS
from engine.spec.problems.formula import MAX_EXPRESSION

from ..core.settings import Settings

MAX_QR_CHARACTERS = 1200
"""More characters would give squares that a camera across a room can't tell apart."""


@final
class Limits(BaseModel):
    """Every limit, as ``/api/v1/limits`` and the WebSocket's ``hello`` publish it."""

    steps: int = Field(description="Steps of an experiment.")
    racers: int = Field(description="Racers of an experiment.")
    edits: int = Field(description="Edits of an experiment.")
    expression: int = Field(description="Characters of a formula.")
    expression_parts: int = Field(description="Numbers, names and operators of a formula.")
    expression_depth: int = Field(description="Levels of brackets and functions of a formula.")
    work: float = Field(description="Steps x racers x parameters of an experiment.")
    resolution: int = Field(description="Points along each side of a landscape.")
    map_resolution: int = Field(description="Lines along each side of a map.")
    map_ball_steps: int = Field(description="Balls x steps of a map.")
    qr_characters: int = Field(description="Characters of the text of a QR code.")
    body_bytes: int = Field(description="Bytes of a request body or WebSocket message.")
    request_seconds: float = Field(description="Seconds that a REST computation may take.")
    requests: int = Field(description="REST computations under way at once, of all clients.")
    requests_per_address: int = Field(
        description="REST computations under way at once for one network address."
    )
    connections: int = Field(description="WebSockets open at once.")
    connections_per_address: int = Field(
        description="WebSockets open at once from one network address; enough for a whole class."
    )
    connections_per_second: float = Field(
        description="Sustained rate of new WebSockets from one address, per second."
    )
    connection_burst: int = Field(
        description="New WebSockets from one address at once, before that rate applies."
    )
    requests_per_second: float = Field(
        description="Sustained rate of requests on one HTTP connection, per second."
    )
    request_burst: int = Field(
        description="Requests on one HTTP connection at once, before that rate applies."
    )
    runs: int = Field(description="Runs under way on one WebSocket; a new one replaces the former.")
    runs_per_worker: int = Field(description="Runs that take turns at one worker; one more is refused.")
    saved: int = Field(description="Number of saved experiments.")
    saved_bytes: int = Field(description="Size of all saved experiments in bytes.")
    saves_per_minute: int = Field(description="New experiments that one network address may save per minute.")
    table_bytes: int = Field(description="Bytes of a table that is kept; a small one travels with its link.")
    table_rows: int = Field(description="Rows of a table.")
    kept: int = Field(description="Number of kept tables.")
    kept_bytes: int = Field(description="Size of all kept tables in bytes, compressed.")
    kept_days: int = Field(description="Days after which a kept table that nobody has opened is deleted.")
    unopened_days: int = Field(
        description="Days after which an experiment or table that was saved and never opened is deleted if "
        "there is no room for another."
    )
    window: int = Field(description="Points that are streamed ahead of the last acknowledged one.")
    messages_per_second: float = Field(description="Sustained rate of messages on one WebSocket, per second.")
    message_burst: int = Field(description="Messages on one WebSocket at once, before that rate applies.")
    send_seconds: float = Field(
        description="Seconds after which a WebSocket is closed whose client does not read."
    )
    idle_seconds: float = Field(
        description="Seconds after which a WebSocket is closed on which no message arrives."
    )


def limits(settings: Settings) -> Limits:
    """The limits of this server."""
    return Limits(
        steps=MAX_STEPS,
        racers=MAX_RACERS,
        edits=MAX_EDITS,
        expression=MAX_EXPRESSION,
        expression_parts=MAX_NODES,
        expression_depth=MAX_DEPTH,
        work=settings.work,
        resolution=settings.resolution,
        map_resolution=MAX_RESOLUTION,
        map_ball_steps=MAX_BALL_STEPS,
        qr_characters=MAX_QR_CHARACTERS,
        body_bytes=settings.body_bytes,
        request_seconds=settings.request_timeout_s,
        requests=settings.queued_requests,
        requests_per_address=settings.queued_requests_per_address,
        connections=settings.connections,
        connections_per_address=settings.connections_per_address,
        connections_per_second=settings.connections_per_second,
        connection_burst=settings.connection_burst,
        requests_per_second=settings.requests_per_second,
        request_burst=settings.request_burst,
        runs=1,
        runs_per_worker=settings.runs_per_worker,
        saved=settings.saved,
        saved_bytes=settings.saved_mb * 2**20,
        saves_per_minute=settings.saves_per_minute,
        table_bytes=settings.table_bytes,
        table_rows=MAX_ROWS,
        kept=settings.tables,
        kept_bytes=settings.tables_mb * 2**20,
        kept_days=settings.table_days,
        unopened_days=settings.unopened_days,
        window=settings.window,
        messages_per_second=settings.messages_per_second,
        message_burst=settings.message_burst,
        send_seconds=settings.send_timeout_s,
        idle_seconds=settings.idle_timeout_s,
    )


SENTENCES: dict[str, str] = {
    "steps": "422, with the limit. Take fewer steps.",
    "racers": "422, with the limit. Race fewer at once.",
    "edits": "422, with the limit. Start over from where you are.",
    "expression": "422, with the limit. Shorten the formula.",
    "expression_parts": "422, with the place in the formula. Shorten it.",
    "expression_depth": "422, with the place in the formula. Flatten it.",
    "work": "422, with the steps that fit.",
    "resolution": "422, with the limit. On the WebSocket the landscape comes as fine as it may be.",
    "map_resolution": "422, with the limit. Draw a coarser map.",
    "map_ball_steps": "422, with the limit. Draw a coarser map, or take fewer steps.",
    "qr_characters": "422. The page then shows the link without its code.",
    "body_bytes": "413; a WebSocket is closed with code 1009. Send a smaller experiment.",
    "request_seconds": "503. Ask for less, or follow the run on the WebSocket, which has no such limit.",
    "requests": "503 with Retry-After. Try again in a moment.",
    "requests_per_address": "503 with Retry-After. Try again when those of your network are answered.",
    "connections": "An error, and the WebSocket is closed with code 1013. The page tries again by itself.",
    "connections_per_address": "An error, and the WebSocket is closed with code 1013. Close unused windows.",
    "connections_per_second": "The WebSocket opens a little later.",
    "connection_burst": "The WebSocket opens a little later.",
    "requests_per_second": "The answer comes a little later. Not counted where a proxy is in front.",
    "request_burst": "The answer comes a little later. Not counted where a proxy is in front.",
    "runs": "The former run ends where it is.",
    "runs_per_worker": "503 with Retry-After, in place of the run. The page asks again by itself.",
    "saved": "507. Links with the experiment inside work all the same.",
    "saved_bytes": "507. Links with the experiment inside work all the same.",
    "saves_per_minute": "429 with Retry-After. Checking without saving, ?save=false, is not counted.",
    "table_bytes": "413. Leave out columns or rows.",
    "table_rows": "422. Leave out rows.",
    "kept": "507. Small tables, which travel with the experiment, work all the same.",
    "kept_bytes": "507. Small tables, which travel with the experiment, work all the same.",
    "kept_days": "422 for experiments with this table. Open its file again: all links to it then work again.",
    "unopened_days": "404, for a table 422. Save it again: it has the same short link as before.",
    "window": "The server waits for an acknowledgement.",
    "messages_per_second": "The WebSocket is closed with code 1008. The page connects again.",
    "message_burst": "The WebSocket is closed with code 1008. The page connects again.",
    "send_seconds": "The WebSocket is cut off. The page connects again, and goes on where it was.",
    "idle_seconds": "The WebSocket is closed with code 1001. The page sends a message every 20 seconds.",
}
"""What happens beyond each limit."""
