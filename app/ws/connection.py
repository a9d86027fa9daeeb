"""One viewer's connection: what arrives is answered, and the newest run replaces all before."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, final

from starlette.websockets import WebSocket

from engine import __version__
from engine.core.errors import InvalidSpec
from engine.spec.experiment import Experiment

from ..core.problem_details import REMEDIES, Fault, ProblemError, busy
from ..core.validation import parse
from ..jobs.complete import completed
from ..jobs.landscape_job import scan_of
from ..jobs.services import Lab
from ..limits.published import limits
from ..limits.token_bucket import Bucket
from ..workers import WorkerError
from .client_messages import CLIENT_MESSAGE, Ack, ClientMessage, Look, Map, Ping, Run, Stop
from .landscape_stream import Panorama
from .map_stream import Cartographer
from .run_stream import Stream
from .sender import Channel, ReaderGone

log = logging.getLogger("descentlab")

PROTOCOL = 1
COST_OF_A_BAD_MESSAGE = 8.0
"""In messages: who sends nothing but nonsense is soon sent away."""

POLICY_VIOLATION = 1008
GOING_AWAY = 1001


Subject = dict[str, int | None]
"""The run or the map that an answer is about."""


Sending = Callable[[], Coroutine[Any, Any, None]]
"""What begins to send: called only once it may, for what is cancelled before has then nothing to end."""


class Abuse(Exception):
    """The connection shall be closed; the message says why."""


@final
class Session:
    """Listens on one WebSocket, and has at most one run streamed on it."""

    def __init__(self, socket: WebSocket, lab: Lab) -> None:
        self._socket = socket
        self._lab = lab
        self._channel = Channel(socket, lab.settings.send_timeout_s, lab.tally)
        self._bucket = Bucket(lab.settings.messages_per_second, lab.settings.message_burst)
        self._stream: Stream | None = None
        self._streaming: asyncio.Task[None] | None = None
        self._panorama: Panorama | None = None
        self._showing: asyncio.Task[None] | None = None
        self._mapping: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Until the client leaves, is sent away, or stops reading."""
        await self._socket.accept()
        try:
            with contextlib.suppress(ReaderGone):
                try:
                    async with asyncio.TaskGroup() as tasks:
                        await self._listen(tasks)
                except* ReaderGone:
                    raise ReaderGone from None
        finally:
            self._lab.tally.dropped += self._channel.blocked

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        await self._channel.say(self._hello())
        try:
            while (text := await self._receive()) is not None:
                await self._hear(text, tasks)
        except Abuse as abuse:
            await self._close(POLICY_VIOLATION, str(abuse))
        except TimeoutError:
            await self._close(GOING_AWAY, "Nothing was said for too long. Connect again.")
        finally:
            self._halt()
            self._look_away()
            self._fold()

    async def _receive(self) -> str | None:
        """The next message; None when the client has left."""
        async with asyncio.timeout(self._lab.settings.idle_timeout_s):
            event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            return None
        if not self._bucket.take():
            rate = self._lab.settings.messages_per_second
            raise Abuse(f"More than {rate:g} messages a second. Send fewer.")
        return event.get("text") or ""

    async def _hear(self, text: str, tasks: asyncio.TaskGroup) -> None:
        try:
            await self._act(self._understood(text), tasks)
        except (ReaderGone, Abuse):
            raise
        except ProblemError as error:
            await self._complain(_subject_of(text), error)
            if not self._bucket.take(COST_OF_A_BAD_MESSAGE):
                raise Abuse("Too many messages that are not as they must be.") from None
        except Exception:
            log.exception("unforeseen error about a message")
            await self._complain(_subject_of(text), ProblemError(500, REMEDIES[500]))

    def _understood(self, text: str) -> ClientMessage:
        if len(text) > self._lab.settings.body_bytes:
            raise ProblemError(413, f"A message may have {self._lab.settings.body_bytes:,} bytes at most.")
        return parse(CLIENT_MESSAGE, text)

    async def _act(self, message: ClientMessage, tasks: asyncio.TaskGroup) -> None:
        match message:
            case Run():
                await self._run(message, tasks)
            case Ack() if self._stream and self._stream.run == message.run:
                self._stream.acknowledge(message.step)
            case Stop() if self._stream and self._stream.run == message.run:
                self._halt()
                self._look_away()
            case Look() if self._stream and self._stream.run == message.run:
                self._recut(message, self._stream.recording.experiment, tasks)
            case Map():
                self._map(message, tasks)
            case Ping():
                await self._channel.say({"type": "pong"})
            case _:
                pass  # about a run that has been replaced meanwhile

    async def _run(self, message: Run, tasks: asyncio.TaskGroup) -> None:
        experiment = completed(message.experiment, self._lab.settings, "/experiment")
        start = min(message.from_step, experiment.steps)
        recording = self._lab.recording(experiment, start)
        self._lab.tally.runs += 1
        self._halt()
        self._look(message, experiment, tasks)
        self._stream = Stream(self._channel, message.run, recording, start, self._lab.settings.window)
        self._streaming = self._send(tasks, {"run": message.run}, "/experiment", self._stream.play)

    def _look(self, message: Run, experiment: Experiment, tasks: asyncio.TaskGroup) -> None:
        """Show the landscape if it is asked for; else go on showing it, if it is still the same."""
        if message.landscape is not None:
            resolution = min(message.landscape.resolution, self._lab.settings.resolution)
            scenery = self._lab.scenery(experiment, resolution, message.landscape.domain)
            self._look_away()
            self._panorama = Panorama(self._channel, message.run, scenery)
            self._showing = self._send(tasks, {"run": message.run}, "/experiment", self._panorama.show)
        elif self._panorama is not None:
            scan = self._panorama.scenery.scan
            if scan == scan_of(experiment, scan.resolution, scan.domain):
                self._panorama.run = message.run
            else:
                self._look_away()

    def _recut(self, message: Look, experiment: Experiment, tasks: asyncio.TaskGroup) -> None:
        """Show the landscape through other weights, in place of what is shown; paths keep their places."""
        resolution = min(message.resolution, self._lab.settings.resolution)
        at = None
        if message.at is not None and _is_cut(experiment):
            racer = min(message.at.racer, len(experiment.racers) - 1)
            at = racer, min(message.at.step, experiment.steps)
        cut = at is not None
        scenery = self._lab.scenery(experiment, resolution, None, at, steady=cut, batch=cut and message.batch)
        self._look_away()
        self._panorama = Panorama(self._channel, message.run, scenery)
        self._showing = self._send(tasks, {"run": message.run}, "/experiment", self._panorama.show)

    def _map(self, message: Map, tasks: asyncio.TaskGroup) -> None:
        self._fold()
        if message.request is not None:
            drawn = Cartographer(
                self._channel, message.map, self._lab.sheet(message.request, "/request")
            ).show
            self._mapping = self._send(tasks, {"run": None, "map": message.map}, "/request", drawn)

    def _send(
        self, tasks: asyncio.TaskGroup, subject: Subject, prefix: str, send: Sending
    ) -> asyncio.Task[None]:
        return tasks.create_task(self._guarded(subject, prefix, send))

    async def _guarded(self, subject: Subject, prefix: str, send: Sending) -> None:
        """Send; what goes wrong is said of the subject, with pointers below the prefix."""
        try:
            await send()
        except WorkerError as error:
            await self._complain(subject, busy(str(error)))
        except InvalidSpec as error:  # found only where it is run
            fault = Fault(prefix + error.pointer, error.detail)
            await self._complain(subject, ProblemError(422, error.detail, [fault]))
        except ReaderGone:
            raise
        except Exception:
            log.exception("unforeseen error in a run")
            await self._complain(subject, ProblemError(500, REMEDIES[500]))

    def _halt(self) -> None:
        """Stop streaming at once; what is under way for it is dropped."""
        if self._streaming is not None:
            self._streaming.cancel()
        self._stream = self._streaming = None

    def _look_away(self) -> None:
        if self._showing is not None:
            self._showing.cancel()
        self._panorama = self._showing = None

    def _fold(self) -> None:
        """Draw no more of the map."""
        if self._mapping is not None:
            self._mapping.cancel()
        self._mapping = None

    async def _complain(self, subject: Subject, error: ProblemError) -> None:
        await self._channel.say({"type": "error", **subject, "problem": error.body()})

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError, TimeoutError):
            async with asyncio.timeout(self._lab.settings.send_timeout_s):
                await self._socket.close(code, reason)

    def _hello(self) -> Mapping[str, Any]:
        return {
            "type": "hello",
            "protocol": PROTOCOL,
            "version": __version__,
            "limits": limits(self._lab.settings).model_dump(),
        }


def _is_cut(experiment: Experiment) -> bool:
    """Whether the landscape is a plane through more weights than it shows."""
    return experiment.plane is not None


def _subject_of(text: str) -> Subject:
    """What a message that cannot be acted on speaks of: a run or a map, if it says so."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {"run": None}
    if not isinstance(message, dict):
        return {"run": None}
    subject: Subject = {"run": _number(message.get("run"))}
    if message.get("type") == "map":
        subject = {"run": None, "map": _number(message.get("map"))}
    return subject


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 2**32 else None
