"""What one request may ask for: published, and refused with the limit and the remedy."""

from typing import final

from pydantic import BaseModel, Field

from engine.experiment import MAX_EDITS, MAX_EXPRESSION, MAX_RACERS, MAX_STEPS
from engine.maps import MAX_BALL_STEPS, MAX_RESOLUTION

from .settings import Settings


@final
class Limits(BaseModel):
    """Every limit, as ``/api/v1/limits`` and the WebSocket's ``hello`` publish it."""

    steps: int = Field(description="Steps of an experiment.")
    racers: int = Field(description="Racers of an experiment.")
    edits: int = Field(description="Edits of an experiment.")
    expression: int = Field(description="Characters of a formula.")
    work: float = Field(description="Steps x racers x parameters of an experiment.")
    resolution: int = Field(description="Points along each side of a landscape.")
    map_resolution: int = Field(description="Lines along each side of a map.")
    map_ball_steps: int = Field(description="Balls x steps of a map.")
    body_bytes: int = Field(description="Bytes of a request body or WebSocket message.")
    request_seconds: float = Field(description="Seconds that a REST computation may take.")
    window: int = Field(description="Points streamed ahead of the last acknowledged one.")
    messages_per_second: float = Field(description="WebSocket messages a second, lastingly.")
    message_burst: int = Field(description="WebSocket messages at once.")
    send_seconds: float = Field(description="Seconds after which a blocked reader is dropped.")
    idle_seconds: float = Field(description="Seconds after which a silent WebSocket is closed.")


def limits(settings: Settings) -> Limits:
    """The limits of this server."""
    return Limits(
        steps=MAX_STEPS,
        racers=MAX_RACERS,
        edits=MAX_EDITS,
        expression=MAX_EXPRESSION,
        work=settings.work,
        resolution=settings.resolution,
        map_resolution=MAX_RESOLUTION,
        map_ball_steps=MAX_BALL_STEPS,
        body_bytes=settings.body_bytes,
        request_seconds=settings.request_timeout_s,
        window=settings.window,
        messages_per_second=settings.messages_per_second,
        message_burst=settings.message_burst,
        send_seconds=settings.send_timeout_s,
        idle_seconds=settings.idle_timeout_s,
    )
