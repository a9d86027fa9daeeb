"""Test viewer: a client of the live protocol, written from its documentation alone."""

import json
import struct
from dataclasses import dataclass, field

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROSENBROCK = {"kind": "surface", "surface": {"name": "rosenbrock"}}


def racer(name="sgd", **params):
    return {"optimizer": {"name": name, "params": params}}


def experiment(*racers, steps=120, problem=ROSENBROCK, **more):
    return {"problem": problem, "racers": list(racers) or [racer("adam", lr=0.05)], "steps": steps, **more}


@dataclass
class Seen:
    """What was received of one run."""

    started: dict = field(default_factory=dict)
    tracks: list = field(default_factory=list)
    starts: list = field(default_factory=list)
    regimes: list = field(default_factory=list)
    landscapes: list = field(default_factory=list)
    marks: dict = field(default_factory=dict)
    """By racer and step: places (x, y, value), arrows, and the ellipse or None; only of points with marks."""
    question: dict | None = None
    problem: dict | None = None
    done: dict | None = None

    def column(self, racer, name):
        return self.tracks[racer][self.started["columns"].index(name)]


def decode(frame: bytes):
    """Kind 1: (run, (start, [columns x points])); kind 2: (run, z); kind 3: (map, (part, cells, values)).

    Kind 4: (run, (racer, start, [(places, arrows, ellipse or None)])). Decoded as docs/protocol.md describes
    them.
    """
    kind, columns, racers, run, start, reserved = struct.unpack_from("<BBHIII", frame)
    if kind == 2:
        return kind, run, np.frombuffer(frame, "<f8", offset=16).reshape(start, reserved)
    if kind == 3:
        assert racers == 0
        cells = np.frombuffer(frame, "<u4", count=start, offset=16)
        values = np.frombuffer(frame, "<f8", offset=16 + 4 * (start + start % 2))
        return kind, run, (reserved, cells, values.reshape(columns, start))
    if kind == 4:
        return kind, run, (racers, start, decode_marks(frame, reserved))
    counts = struct.unpack_from(f"<{racers}I", frame, 16)
    offset = 16 + 4 * (racers + racers % 2)
    tracks = []
    for points in counts:
        block = np.frombuffer(frame, "<f8", count=columns * points, offset=offset)
        tracks.append(block.reshape(columns, points))
        offset += block.nbytes
    assert offset == len(frame)
    return kind, run, (start, tracks)


def decode_marks(frame: bytes, points: int):
    """For each point its places (x, y, value), its arrows (x0, y0, x1, y1), and its ellipse or None."""
    marks, offset = [], 16 + 16 * points
    for point in range(points):
        places, arrows, ellipses, zero = struct.unpack_from("<4I", frame, 16 + 16 * point)
        assert ellipses in (0, 1)
        assert zero == 0
        tables = []
        for rows, columns in ((places, 3), (arrows, 4), (ellipses, 5)):
            table = np.frombuffer(frame, "<f8", count=rows * columns, offset=offset)
            tables.append(table.reshape(rows, columns))
            offset += table.nbytes
        marks.append((tables[0], tables[1], tables[2][0] if ellipses else None))
    assert offset == len(frame)
    return marks


class Viewer:
    """A connection that acknowledges the points that it receives."""

    def __init__(self, url: str, **options):
        self._opening = connect(url, max_size=None, compression=None, **options)
        self.socket: ClientConnection = self._opening.__enter__()
        self.hello = self.next()
        assert self.hello["type"] == "hello"
        self.run = 0

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self._opening.__exit__(*problem)

    def say(self, **message):
        self.socket.send(json.dumps(message))

    def next(self, timeout=120):
        """The next message: a dict, or a decoded frame."""
        message = self.socket.recv(timeout)
        return json.loads(message) if isinstance(message, str) else decode(message)

    def ask(self, experiment, **more):
        self.run += 1
        self.say(type="run", run=self.run, experiment=experiment, **more)

    def watch(self, experiment=None, *, acknowledge=True, each=lambda _: None, **more) -> Seen:
        """Request a run and receive all of it."""
        if experiment is not None:
            self.ask(experiment, **more)
        seen = Seen()
        wanted = more.get("landscape") is not None
        while seen.problem is None and (
            (seen.done or seen.question) is None or (wanted and not self._final(seen))
        ):
            self._take(self.next(), seen, acknowledge)
            each(seen)
        return seen

    def points_until_idle(self, seconds: float, least: int) -> int:
        """Receive ``least`` points, then more until none arrive; returns the number of points."""
        position = 0
        while True:
            try:
                message = self.next(seconds if position >= least else 60)
            except TimeoutError:
                return position
            if isinstance(message, tuple) and message[0] == 1:
                start, tracks = message[2]
                position = start + tracks[0].shape[1]

    def close_frame(self):
        """Receive until the server closes; returns its close frame."""
        while True:
            try:
                self.next()
            except ConnectionClosed as closed:
                return closed.rcvd

    def _final(self, seen):
        return seen.landscapes and seen.landscapes[-1][0]["final"] and seen.landscapes[-1][1] is not None

    def _take(self, message, seen: Seen, acknowledge: bool):
        if isinstance(message, tuple):
            self._take_frame(*message, seen, acknowledge)
            return
        assert message["run"] == self.run, message
        match message["type"]:
            case "started":
                seen.started = message
            case "regime":
                seen.regimes.append(message)
            case "landscape":
                seen.landscapes.append([message, None])
            case "done":
                seen.done = message
            case "question":
                seen.question = message
            case "error":
                seen.problem = message["problem"]

    def _take_frame(self, kind, run, content, seen: Seen, acknowledge: bool):
        assert run == self.run
        if kind == 2:
            seen.landscapes[-1][1] = content
        elif kind == 4:
            racer, start, marks = content
            for step, (places, arrows, ellipse) in enumerate(marks, start):
                if len(places) or len(arrows) or ellipse is not None:
                    seen.marks.setdefault(racer, {})[step] = places, arrows, ellipse
        else:
            self._take_points(run, *content, seen, acknowledge)

    def _take_points(self, run, start, tracks, seen: Seen, acknowledge: bool):
        seen.starts.append(start)
        seen.tracks = (
            tracks
            if not seen.tracks
            else [np.concatenate(pair, axis=1) for pair in zip(seen.tracks, tracks, strict=True)]
        )
        if acknowledge:
            step = start + max(track.shape[1] for track in tracks) - 1
            self.say(type="ack", run=run, step=step)
