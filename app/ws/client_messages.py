"""Client messages: what a client may send on the WebSocket; docs/protocol.md describes each."""

from typing import Annotated, Literal, final

from pydantic import Field, TypeAdapter

from engine.batched import MapRequest
from engine.core.params import Params
from engine.core.penalty import Penalty
from engine.landscape.grid_request import Aspect, Framed
from engine.spec.experiment import MAX_RACERS, MAX_STEPS, Experiment

RunNumber = Annotated[int, Field(ge=0, lt=2**32)]


class Message(Params):
    """Base class of the messages: values are not converted, and an unknown field is an error."""


@final
class LandscapeOptions(Framed):
    """Landscape options: grid points along each side, and the domain; without one, that of the problem.

    With ``aspect``, width over height of a frame, that domain is widened to fill the frame.
    """

    resolution: int = Field(101, ge=2, le=1024)


@final
class Run(Message):
    """Stream this experiment's points from ``from_step`` on; ends the run that was streamed before."""

    type: Literal["run"]
    run: RunNumber
    experiment: Experiment
    from_step: int = Field(0, ge=0, le=MAX_STEPS)
    landscape: LandscapeOptions | None = None


@final
class Ack(Message):
    """All points up to ``step`` have arrived."""

    type: Literal["ack"]
    run: RunNumber
    step: int = Field(ge=0, le=MAX_STEPS)


@final
class Stop(Message):
    """Stop the stream of this run and of its landscape."""

    type: Literal["stop"]
    run: RunNumber


@final
class RequestedPosition(Message):
    """Requested position: field ``at`` of ``Look``, the racer and step whose weights the plane contains."""

    racer: int = Field(ge=0, lt=MAX_RACERS)
    step: int = Field(ge=0, le=MAX_STEPS)


@final
class Look(Message):
    """Stream another landscape of the current run, in place of the one that is being sent.

    With ``at``, it is on the plane through these weights that is parallel to the experiment's plane; with
    ``batch`` as well, it is the loss of the mini-batch alone that the step from there uses. Without ``at``,
    or if the problem has two weights, it is the experiment's own landscape, and ``batch`` has no effect.
    With ``penalty``, what weight decay or L1 descends besides is added to the loss. ``aspect`` is that of
    ``LandscapeOptions``.
    """

    type: Literal["look"]
    run: RunNumber
    at: RequestedPosition | None = None
    resolution: int = Field(41, ge=2, le=1024)
    batch: bool = False
    penalty: Penalty | None = None
    aspect: Aspect | None = None


@final
class Map(Message):
    """Stream this map; ends the map that was streamed before. Without a request, only end that one."""

    type: Literal["map"]
    map: RunNumber
    request: MapRequest | None = None


@final
class Ping(Message):
    """Ask for a ``pong``, to check that the connection works."""

    type: Literal["ping"]


ClientMessage = Run | Ack | Stop | Look | Map | Ping

CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[Run | Ack | Stop | Look | Map | Ping, Field(discriminator="type")]
)
