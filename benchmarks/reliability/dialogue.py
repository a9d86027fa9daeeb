"""G7: any messages on a WebSocket, in any order. MESSAGES=50000 by default.

A Hypothesis state machine speaks the protocol: runs, live edits, acknowledgements, landscapes, maps, stops,
invalid messages, disconnects. It checks every reply, and shrinks a failure to a short dialogue. The control
is a plain FastAPI app, which prints tracebacks for some of the same invalid messages.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from ..report import Figure
from .rig import Seen, running, take

MESSAGES = int(os.environ.get("MESSAGES", 50_000))
CLOSED = {1002, 1003, 1007, 1008, 1009}
"""Allowed close codes after a protocol violation."""

WAIT_S = 60.0
WINDOW = 2048
MAX_MESSAGE_BYTES = 64 * 1024
"""The server's limit of a message; a longer one is sent to see it refused."""

STOCK = """
import uvicorn, socket, sys
from fastapi import FastAPI, WebSocket
from pydantic import BaseModel
app = FastAPI()
class Message(BaseModel):
    type: str
@app.websocket("/api/v1/live")
async def live(socket: WebSocket):
    await socket.accept()
    await socket.send_json({"type": "hello"})
    while True:
        Message.model_validate(await socket.receive_json())
        await socket.send_json({"type": "pong"})
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run([listener])
"""

SURFACES = st.sampled_from(["bowl", "rosenbrock", "himmelblau"])
STEPS = st.sampled_from([0, 1, 5, 19, 20, 21, 400, 20_000])
RACERS = st.lists(
    st.fixed_dictionaries(
        {
            "optimizer": st.one_of(
                st.fixed_dictionaries(
                    {
                        "name": st.just("sgd"),
                        "params": st.fixed_dictionaries({"lr": st.sampled_from([1e-4, 1.0, 1e300])}),
                    }
                ),
                st.just({"name": "adam"}),
            )
        }
    ),
    min_size=1,
    max_size=3,
)
EXPERIMENTS = st.builds(
    lambda surface, racers, steps: {
        "problem": {"kind": "surface", "surface": {"name": surface}},
        "racers": racers,
        "steps": steps,
    },
    SURFACES,
    RACERS,
    st.sampled_from([1, 20, 400]),
)
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 2**32 - 1, 2**32, 2**70])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
KINDS = ["run", "ack", "stop", "look", "map", "ping", "hello", "cancel"]
WRONG = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(["", "{", "[]", "nul", '"x"', "1e999", '{"type":"run"}', "[" * 5000, '{"a":"\\ud800"}']),
    VALUES.map(json.dumps),
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS) | VALUES, "more": VALUES},
        optional={
            "run": VALUES,
            "map": VALUES,
            "step": VALUES,
            "from_step": VALUES,
            "experiment": EXPERIMENTS | VALUES,
            "landscape": VALUES,
            "request": VALUES,
            "at": VALUES,
        },
    ).map(json.dumps),
)


@dataclass
class Asked:
    """A run: the points received, and the point acknowledged."""

    number: int
    experiment: dict[str, Any]
    seen: Seen
    told: int


class Dialogue(RuleBasedStateMachine):
    """One client, which may disconnect and reconnect.

    Attributes:
        live: URL of the WebSocket.
        sent: number of messages of all clients so far.
        endings: close codes of the server -> how often.
    """

    live: ClassVar[str]
    sent: ClassVar[int] = 0
    endings: ClassVar[dict[int, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.socket: ClientConnection | None = None
        self.opened = ExitStack()

    @initialize()
    def arrive(self) -> None:
        self.opened = ExitStack()
        opening = connect(self.live, compression=None, max_size=None, open_timeout=WAIT_S)
        self.socket = self.opened.enter_context(opening)
        assert self._next()["type"] == "hello"
        self.number = 0
        self.asked: dict[int, Asked] = {}
        self.rolling = Asked(0, {}, Seen(), -1)

    @rule(
        experiment=EXPERIMENTS,
        start=STEPS,
        landscape=st.none() | st.fixed_dictionaries({"resolution": st.sampled_from([2, 33, 101])}),
    )
    def run(self, experiment: dict[str, Any], start: int, landscape: dict[str, Any] | None) -> None:
        self._ask(experiment, start, landscape)

    @rule(step=STEPS, lr=st.sampled_from([1e-3, 0.5, 1e300]))
    def edit(self, step: int, lr: float) -> None:
        """Edit a run while it streams, as a slider does."""
        experiment = self.latest.experiment
        if experiment and step < experiment["steps"]:
            change = {"step": step, "racer": 0, "set": {"lr": lr}}
            self._ask({**experiment, "edits": [change]}, step, None)

    @rule(step=STEPS)
    def acknowledge(self, step: int) -> None:
        latest = self.latest
        self._say({"type": "ack", "run": latest.number, "step": step})
        latest.told = max(latest.told, step)

    @rule(
        at=st.none() | st.fixed_dictionaries({"racer": st.integers(0, 3), "step": STEPS}), batch=st.booleans()
    )
    def look(self, at: dict[str, Any] | None, batch: bool) -> None:
        self._say({"type": "look", "run": self.latest.number, "at": at, "resolution": 21, "batch": batch})

    @rule(experiment=st.none() | EXPERIMENTS, kind=st.sampled_from(["basins", "learning_rates", "nothing"]))
    def draw(self, experiment: dict[str, Any] | None, kind: str) -> None:
        asked = None if experiment is None else {"experiment": experiment, "kind": kind, "resolution": 9}
        self._say({"type": "map", "map": 1, "request": asked})

    @rule()
    def stop(self) -> None:
        self._say({"type": "stop", "run": self.latest.number})

    @rule(texts=st.lists(WRONG, min_size=1, max_size=20))
    def nonsense(self, texts: list[str | bytes]) -> None:
        for text in texts:
            self._say(text)

    @rule()
    def too_much(self) -> None:
        self._say("x" * (MAX_MESSAGE_BYTES + 1))

    @rule()
    def leave_and_come_back(self) -> None:
        self.teardown()
        self.arrive()

    @rule()
    def hear_it_out(self) -> None:
        """A ping is answered at any time."""
        self._say({"type": "ping"})
        while self.socket is not None and self._hear(WAIT_S) != "pong":
            pass

    @invariant()
    def listen(self) -> None:
        """Receive what has arrived; reconnect if the server has closed with a reason."""
        while self.socket is not None and self._hear(0) is not None:
            pass
        if self.socket is None:
            self.leave_and_come_back()

    def teardown(self) -> None:
        self.socket = None
        self.opened.close()

    @property
    def latest(self) -> Asked:
        """The most recent run."""
        return self.asked.get(self.number, self.rolling)

    def _ask(self, experiment: dict[str, Any], start: int, landscape: dict[str, Any] | None) -> None:
        self.number += 1
        first = min(start, experiment["steps"])
        kept = {name: value for name, value in experiment.items() if name != "edits"}
        self.asked[self.number] = Asked(self.number, kept, Seen(next=first), first - 1)
        wish = {} if landscape is None else {"landscape": landscape}
        self._say({"type": "run", "run": self.number, "experiment": experiment, "from_step": start, **wish})

    def _say(self, message: dict[str, Any] | str | bytes) -> None:
        if self.socket is None:
            return
        type(self).sent += 1
        with suppress(ConnectionClosed):  # noticed by the receiver
            self.socket.send(json.dumps(message) if isinstance(message, dict) else message)

    def _next(self) -> Any:
        assert self.socket is not None
        message = self.socket.recv(WAIT_S)
        return json.loads(message) if isinstance(message, str) else message

    def _hear(self, seconds: float) -> str | None:
        """Receive a message and return its type; None if there is none, or the connection is closed."""
        assert self.socket is not None
        try:
            message = self.socket.recv(seconds)
        except TimeoutError:
            assert seconds == 0, "a ping was not answered"
            return None
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else 1006
            self.endings[code] = self.endings.get(code, 0) + 1
            assert code in CLOSED, f"closed with {code}"
            self.socket = None
            return None
        if isinstance(message, bytes):
            return self._frame(message)
        heard = json.loads(message)
        kind, about = heard["type"], heard.get("run")
        if kind == "error":
            self.asked.pop(about, None)  # the previous run continues
        elif kind == "started":
            self.rolling = self.asked.pop(about)
            self.asked = {number: asked for number, asked in self.asked.items() if number > about}
        elif kind in ("done", "regime", "queue"):
            assert about == self.rolling.number, f"{kind} of a run that was replaced"
        return str(kind)

    def _frame(self, message: bytes) -> str:
        """Points are consecutive, and never beyond the acknowledgement window."""
        kind, run = message[0], int.from_bytes(message[4:8], "little")
        if kind == 1:
            rolling = self.rolling
            assert run == rolling.number, "points of a run that was replaced"
            take(rolling.seen, message)
            rolling.seen.frames.clear()
            assert rolling.seen.gaps == 0, "a gap between frames, or points twice"
            assert rolling.seen.next - 1 - rolling.told <= WINDOW
        return f"frame {kind}"


def talk(live: str, messages: int, steps: int = 50, *, derandomize: bool = False) -> type[Dialogue]:
    """Run dialogues until enough messages were sent; raises the first failure, shrunk.

    Args:
        live: URL of the WebSocket.
        messages: minimum number of messages.
        steps: number of steps of one dialogue.
        derandomize: whether dialogues are the same each time; then only one series runs.
    """
    machine = type("Talk", (Dialogue,), {"live": live, "sent": 0, "endings": {}})
    while machine.sent < messages:
        rules = settings(
            max_examples=max(1, min(100, (messages - machine.sent) // steps)),
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=derandomize,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(machine, settings=rules)
    return machine


def left_behind(url: str) -> dict[str, float]:
    """Open WebSockets, calls and tasks that remain after all clients have left."""
    end = time.monotonic() + WAIT_S
    while True:
        found = re.findall(
            r"^descentlab_(viewers|queue|tasks) (\S+)$", httpx2.get(f"{url}/metrics").text, re.MULTILINE
        )
        left = {name: float(value) for name, value in found}
        if (left["viewers"] == left["queue"] == 0) or time.monotonic() > end:
            return left
        time.sleep(0.2)


@contextmanager
def stock() -> Iterator[tuple[str, Any]]:
    """URL and log of a plain FastAPI app."""
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            [sys.executable, "-c", STOCK], stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None
        yield f"ws://127.0.0.1:{int(process.stdout.readline())}/api/v1/live", log
        process.kill()


def control() -> int:
    """Number of tracebacks of a plain FastAPI app for invalid messages."""
    texts = ["", "{", "[]", '{"type": 7}', b"\xff", '{"type":"run"}']
    with stock() as (live, log):
        for text in texts:
            with suppress(ConnectionClosed), connect(live, compression=None) as socket:
                socket.recv()
                socket.send(text)
                socket.recv(5)
        log.seek(0)
        return str(log.read()).count("Traceback")


def measure() -> list[Figure]:
    """Messages sent, failures, and leftovers."""
    free = {"messages_per_second": "1e9", "message_burst": "1000000000"}
    often = {"connections_per_second": "1e9", "connection_burst": "1000000000"}
    with running(log_format="json", **free, **often) as server:
        before = left_behind(server.url)
        machine = talk(server.live, MESSAGES)
        after = left_behind(server.url)
        log = server.log.read_text()
    detail = f"{machine.sent:,} messages; closed {dict(sorted(machine.endings.items()))}"
    return [
        Figure("dialogues: errors of the server", log.count("Traceback"), "", 0, detail=detail),
        Figure("dialogues: viewers and calls left over", after["viewers"] + after["queue"], "", 0),
        Figure("dialogues: tasks left over", after["tasks"] - before["tasks"], "", 0),
        Figure("control: tracebacks of a stock FastAPI", control(), "", 1, "higher"),
    ]
