"""WebSocket connection: answers one viewer's messages; a new run replaces the former one."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, final

from starlette.websockets import WebSocket

from engine import __version__
from engine.core.errors import InvalidSpec
from engine.core.validation_errors import FieldError
from engine.spec.experiment import Experiment

from ..core.problem_details import REMEDIES, ProblemError
from ..core.validation import parse
from ..jobs.landscape_job import scan_request
from ..jobs.services import Services
from ..jobs.worker_problem import worker_problem
from ..limits.published import limits
from ..limits.token_bucket import TokenBucket
from ..workers import WorkerError
from .client_messages import CLIENT_MESSAGE, Ack, ClientMessage, Look, Map, Ping, Run, Stop
from .landscape_stream import LandscapeStream
from .map_stream import MapStream
from .run_stream import RunStream
from .sender import ClientGoneError, Sender

log = logging.getLogger("descentlab")

PROTOCOL = 1
COST_OF_A_BAD_MESSAGE = 8.0
"""Tokens that an invalid message costs, so that a client of invalid messages is soon closed."""

POLICY_VIOLATION = 1008
GOING_AWAY = 1001


Subject = dict[str, int | None]
"""The run or the map that an answer is about."""


Sending = Callable[[], Coroutine[Any, Any, None]]
"""Function that creates the sending coroutine. A task that is cancelled before it starts has not called it,
so no coroutine is left that was never awaited."""


class PolicyViolationError(Exception):
    """The client broke a limit; the connection is closed with this reason."""


@final
class Connection:
    """Connection: receives messages of one WebSocket, and streams at most one run, landscape and map."""

    def __init__(self, socket: WebSocket, services: Services) -> None:
        self._socket = socket
        self._services = services
        self._sender = Sender(socket, services.settings.send_timeout_s, services.counters)
        self._bucket = TokenBucket(services.settings.messages_per_second, services.settings.message_burst)
        self._run_stream: RunStream | None = None
        self._run_task: asyncio.Task[None] | None = None
        self._landscape: LandscapeStream | None = None
        self._landscape_task: asyncio.Task[None] | None = None
        self._map_task: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Serve until the client leaves, breaks a limit, stops reading, or is silent for too long."""
        await self._socket.accept()
        try:
            with contextlib.suppress(ClientGoneError):
                try:
                    async with asyncio.TaskGroup() as tasks:
                        await self._listen(tasks)
                except* ClientGoneError:
                    raise ClientGoneError from None
        finally:
            self._services.counters.dropped += self._sender.blocked

    async def _listen(self, tasks: asyncio.TaskGroup) -> None:
        await self._sender.send_json(self._hello())
        try:
            while (text := await self._receive()) is not None:
                await self._handle_text(text, tasks)
        except PolicyViolationError as violation:
            await self._close(POLICY_VIOLATION, str(violation))
        except TimeoutError:
            await self._close(GOING_AWAY, "Nothing was said for too long. Connect again.")
        finally:
            self._cancel_run()
            self._cancel_landscape()
            self._cancel_map()

    async def _receive(self) -> str | None:
        """The next message; None when the client has left."""
        async with asyncio.timeout(self._services.settings.idle_timeout_s):
            event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            return None
        if not self._bucket.take():
            rate = self._services.settings.messages_per_second
            raise PolicyViolationError(f"More than {rate:g} messages a second. Send fewer.")
        return event.get("text") or ""

    async def _handle_text(self, text: str, tasks: asyncio.TaskGroup) -> None:
        try:
            await self._dispatch(self._parse(text), tasks)
        except (ClientGoneError, PolicyViolationError):
            raise
        except ProblemError as error:
            await self._send_error(_subject_of(text), error)
            if not self._bucket.take(COST_OF_A_BAD_MESSAGE):
                raise PolicyViolationError("Too many messages that are not as they must be.") from None
        except Exception:
            log.exception("unforeseen error about a message")
            await self._send_error(_subject_of(text), ProblemError(500, REMEDIES[500]))

    def _parse(self, text: str) -> ClientMessage:
        most = self._services.settings.body_bytes
        if len(text) > most // 4 and len(text.encode()) > most:  # a character has 4 bytes at most
            raise ProblemError(413, f"A message may have {most:,} bytes at most.")
        return parse(CLIENT_MESSAGE, text)

    async def _dispatch(self, message: ClientMessage, tasks: asyncio.TaskGroup) -> None:
        match message:
            case Run():
                await self._start_run(message, tasks)
            case Ack() if self._run_stream and self._run_stream.run == message.run:
                self._run_stream.acknowledge(message.step)
            case Stop() if self._run_stream and self._run_stream.run == message.run:
                self._cancel_run()
                self._cancel_landscape()
            case Look() if self._run_stream and self._run_stream.run == message.run:
                self._recut_landscape(message, self._run_stream.job.experiment, tasks)
            case Map():
                await self._start_map(message, tasks)
            case Ping():
                await self._sender.send_json({"type": "pong"})
            case _:
                pass  # about a run that has been replaced meanwhile

    async def _start_run(self, message: Run, tasks: asyncio.TaskGroup) -> None:
        begun, counters = time.perf_counter(), self._services.counters
        experiment = await self._services.complete(message.experiment, "/experiment")
        start = min(message.from_step, experiment.steps)
        job = self._services.run_job(experiment, start)
        counters.runs += 1
        self._cancel_run()
        self._stream_landscape(message, experiment, tasks)
        self._run_stream = RunStream(
            self._sender,
            message.run,
            job,
            start,
            self._services.settings.window,
            partial(counters.observe_first_frame, job.lane.value, begun),
        )
        self._run_task = self._start(tasks, {"run": message.run}, "/experiment", self._run_stream.send)

    def _stream_landscape(self, message: Run, experiment: Experiment, tasks: asyncio.TaskGroup) -> None:
        """Start the landscape that the message requests.

        Without a request, keep the present stream if this experiment has the same landscape, else cancel it.
        """
        if message.landscape is not None:
            resolution = min(message.landscape.resolution, self._services.settings.resolution)
            options = message.landscape
            job = self._services.landscape_job(experiment, resolution, options.domain, aspect=options.aspect)
            self._cancel_landscape()
            self._landscape = LandscapeStream(self._sender, message.run, job)
            self._landscape_task = self._start(
                tasks, {"run": message.run}, "/experiment", self._landscape.send
            )
        elif self._landscape is not None:
            request = self._landscape.job.request
            same = scan_request(
                experiment,
                request.resolution,
                request.domain,
                penalty=request.penalty,
                aspect=request.aspect,
            )
            if request == same:
                self._landscape.run = message.run
            else:
                self._cancel_landscape()

    def _recut_landscape(self, message: Look, experiment: Experiment, tasks: asyncio.TaskGroup) -> None:
        """Replace the landscape as a ``Look`` message says; paths keep their coordinates on it."""
        resolution = min(message.resolution, self._services.settings.resolution)
        at = None
        if message.at is not None and _is_cut(experiment):
            racer = min(message.at.racer, len(experiment.racers) - 1)
            at = racer, min(message.at.step, experiment.steps)
        cut = at is not None
        job = self._services.landscape_job(
            experiment,
            resolution,
            None,
            at,
            steady=cut,
            batch=cut and message.batch,
            penalty=message.penalty,
            aspect=message.aspect,
        )
        self._cancel_landscape()
        self._landscape = LandscapeStream(self._sender, message.run, job)
        self._landscape_task = self._start(tasks, {"run": message.run}, "/experiment", self._landscape.send)

    async def _start_map(self, message: Map, tasks: asyncio.TaskGroup) -> None:
        self._cancel_map()
        if message.request is not None:
            experiment = await self._services.prepare(message.request.experiment, "/request/experiment")
            request = message.request.model_copy(update={"experiment": experiment})
            drawn = MapStream(self._sender, message.map, self._services.map_job(request, "/request")).send
            self._map_task = self._start(tasks, {"run": None, "map": message.map}, "/request", drawn)

    def _start(
        self, tasks: asyncio.TaskGroup, subject: Subject, prefix: str, send: Sending
    ) -> asyncio.Task[None]:
        return tasks.create_task(self._send_or_report(subject, prefix, send))

    async def _send_or_report(self, subject: Subject, prefix: str, send: Sending) -> None:
        """Run ``send``; report its errors to the client as errors of ``subject``.

        ``prefix`` is put before the JSON pointer of an error.
        """
        try:
            await send()
        except WorkerError as error:
            await self._send_error(subject, worker_problem(error))
        except InvalidSpec as error:  # found only where it is run
            field_error = FieldError(prefix + error.pointer, error.detail)
            await self._send_error(subject, ProblemError(422, error.detail, [field_error]))
        except ClientGoneError:
            raise
        except Exception:
            log.exception("unforeseen error in a run")
            await self._send_error(subject, ProblemError(500, REMEDIES[500]))

    def _cancel_run(self) -> None:
        """Cancel the run stream, if there is one."""
        if self._run_task is not None:
            self._run_task.cancel()
        self._run_stream = self._run_task = None

    def _cancel_landscape(self) -> None:
        if self._landscape_task is not None:
            self._landscape_task.cancel()
        self._landscape = self._landscape_task = None

    def _cancel_map(self) -> None:
        """Cancel the map stream, if there is one."""
        if self._map_task is not None:
            self._map_task.cancel()
        self._map_task = None

    async def _send_error(self, subject: Subject, error: ProblemError) -> None:
        await self._sender.send_json({"type": "error", **subject, "problem": error.body()})

    async def _close(self, code: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError, TimeoutError):
            async with asyncio.timeout(self._services.settings.send_timeout_s):
                await self._socket.close(code, reason)

    def _hello(self) -> Mapping[str, Any]:
        return {
            "type": "hello",
            "protocol": PROTOCOL,
            "version": __version__,
            "limits": limits(self._services.settings).model_dump(),
        }


def _is_cut(experiment: Experiment) -> bool:
    """Whether the landscape is drawn on a plane, because the problem has more than two weights."""
    return experiment.plane is not None


def _subject_of(text: str) -> Subject:
    """The run or map that an invalid message names; a run of None if it names none."""
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
