"""Remote backend: sends experiments to a server over HTTP."""

import io
import json
import time
import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from typing import Any, final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

import numpy as np

from . import __version__
from .backend import Array, Backend, LabError, RunChunk, RunResult
from .busy_server import MAX_REPEATS, ask_repeatedly, seconds_to_wait, wait
from .marks import PointMarks, unpack_marks

NPZ = "application/x-npz"
EVENTS = "text/event-stream"
ENDS = ("done", "question")
"""Last events of a stream that did not fail."""

TOO_LONG = 503
"""Status of an answer that takes longer than the server lets it."""

MAX_EMPTY_ANSWERS = 2
"""Answers in a row that bring no point, before that is an error, where it is not told when to ask again."""

LOCAL = ("localhost", "127.0.0.1", "::1")
NO_LAB = "The server's answer is not what a lab sends. Is it a lab?"
NO_MARKS = "This server is too old to send marks. Run without marks=True."
MARKS = ("counts", "points", "values", "arrows", "ellipses")
"""Arrays of marks, in the order of the arguments of ``unpack_marks``."""


@final
class RemoteBackend(Backend):
    """Remote backend: sends experiments to a server. Arrays come as NumPy's npz, so no bit is lost."""

    reachable = True

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise LabError(f"{url!r} is no address of a lab: give one such as http://127.0.0.1:8000.")
        path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        self.page = f"{parts.scheme}://{parts.netloc}{path}"
        self._timeout = timeout
        self._opener = _opener(parts.hostname)

    def trajectory(self, experiment: str, marks: bool = False) -> RunResult:
        path = "trajectories?marks=true" if marks else "trajectories"
        with _arrays(self._call_when_computed(path, experiment)) as arrays:
            about = _about(arrays)
            racers = range(len(about["regimes"]))
            return RunResult(
                id=about["id"],
                experiment=about["experiment"],
                tracks=[_track(arrays, number) for number in racers],
                regimes=about["regimes"],
                marks=[_marks(arrays, number) for number in racers] if marks else None,
                waiting=about.get("waiting"),
            )

    def stream(self, experiment: str, marks: bool = False) -> Generator[RunChunk, None, RunResult]:
        yield from self._chunks(experiment)
        return self.trajectory(experiment, marks)

    def _call_when_computed(self, path: str, experiment: str) -> bytes:
        """A computed experiment; one that takes longer than an answer may is followed to its end first."""
        try:
            return self._call(path, experiment, NPZ)
        except LabError as error:
            if error.status != TOO_LONG or error.retry_after is not None:
                raise
        for _ in self._chunks(experiment):
            pass
        return self._call(path, experiment, NPZ)

    def _chunks(self, experiment: str) -> Iterator[RunChunk]:
        """Follow a run; where the server or the connection ends the answer early, ask for the rest."""
        end, total, empty = 0, 0, 0
        while True:
            before = end
            try:
                for name, data in self._events(experiment, end):
                    if name == "started":
                        total = data["experiment"]["steps"]
                    elif name == "points":
                        chunk = _chunk(data, total)
                        end = chunk.end
                        yield chunk
                    elif name in ENDS:
                        return
                error = LabError(NO_LAB)
            except LabError as told:
                error = told
            empty = 0 if end > before else empty + 1
            if empty > _most_empty(error):
                raise error
            if error.retry_after is not None:
                wait(error.retry_after, max(0, empty - 1))
            else:
                time.sleep(empty)

    def _events(self, experiment: str, points: int) -> Iterator[tuple[str, Any]]:
        """Server-Sent Events after so many points: the name of each and its data; raises ``LabError``.

        The request is not repeated here: who reads the events asks for the rest.
        """
        more = {"Last-Event-ID": str(points)} if points else {}
        headers = {"Accept": EVENTS, "Content-Type": "application/json", **more}
        name = ""
        with self._opened("trajectories/stream", experiment.encode(), headers, repeated=False) as response:
            for line in response:
                field, _, value = line.decode().rstrip("\r\n").partition(": ")
                if field == "event":
                    name = value
                elif field == "data" and name == "failed":
                    raise _problem(_object(value))
                elif field == "data":
                    yield name, _object(value)

    def landscape(self, request: str) -> tuple[Array, Array, Array, dict[str, Any]]:
        settings = json.loads(request)
        names = ["problem", "plane", "seed", "resolution", "domain", "aspect"]
        if settings.get("plane"):
            names += ["racers", "steps"]  # a plane may follow their paths
        own = {name: settings[name] for name in names if name in settings}
        with _arrays(self._call("landscapes", json.dumps(own), NPZ)) as arrays:
            return arrays["x"], arrays["y"], arrays["z"], _about(arrays)

    def picture(self, experiment: str, options: Mapping[str, str | int]) -> bytes:
        return self._call(f"exports/png?{urlencode(options)}", experiment, "image/png")

    def analyze(self, name: str, request: str) -> dict[str, Any]:
        paths = {analysis["name"]: analysis["path"] for analysis in self.catalog().get("analyses", [])}
        if name not in paths:
            raise LabError(f"There is no analysis named {name!r}. Known: {', '.join(paths)}.")
        return _object(self._call(paths[name], request, "application/json"))

    def table(self, content: bytes, choices: str) -> dict[str, Any]:
        facts = self._read_table(content, choices, save=False)
        return facts if facts["csv"] is not None else self._read_table(content, choices, save=True)

    def _read_table(self, content: bytes, choices: str, save: bool) -> dict[str, Any]:
        query = json.loads(choices) | {"save": "true" if save else "false"}
        path = f"tables?{urlencode(query, doseq=True)}"
        return _object(self._call(path, content, "application/json", "text/csv"))

    def save(self, experiment: str) -> str:
        answer = _object(self._call("experiments", experiment, "application/json"))
        if not answer["saved"]:
            raise LabError("This server saves no experiments; the link of a run contains the experiment.")
        return urljoin(self.page, str(answer["short_url"]))

    def load(self, id: str) -> dict[str, Any]:
        answer = _object(self._call(f"experiments/{quote(id, safe='')}", None, "application/json"))
        return dict(answer["experiment"])

    def catalog(self) -> dict[str, Any]:
        return _object(self._call("catalog", None, "application/json"))

    def _call(
        self, what: str, body: str | bytes | None, accept: str, content_type: str = "application/json"
    ) -> bytes:
        headers = {"Accept": accept} | ({} if body is None else {"Content-Type": content_type})
        with self._opened(what, body.encode() if isinstance(body, str) else body, headers) as response:
            content: bytes = response.read()
            return content

    @contextmanager
    def _opened(
        self, what: str, body: bytes | None, headers: Mapping[str, str], *, repeated: bool = True
    ) -> Iterator[Any]:
        """The answer to a request, while it is read; raises ``LabError`` for what goes wrong meanwhile.

        ``repeated`` says whether it is asked again where the server is busy.
        """
        agent = {"User-Agent": f"descentlab/{__version__}"}
        request = Request(f"{self.page}api/v1/{what}", body, {**headers, **agent})
        ask = partial(self._opener.open, request, timeout=self._timeout)
        try:
            with ask_repeatedly(ask) if repeated else ask() as response:
                yield response
        except HTTPError as error:
            raise _lab_error(error) from None
        except (URLError, TimeoutError, ConnectionError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise LabError(
                f"There is no answer from {self.page} ({reason}). Is a lab running there?"
            ) from None


def _opener(host: str | None) -> OpenerDirector:
    return build_opener(ProxyHandler({})) if host in LOCAL else build_opener()


def _lab_error(error: HTTPError) -> LabError:
    """Turn the server's problem+json, or the answer of a proxy before it, into an error."""
    try:
        return _problem(json.loads(error.read()))
    except (ValueError, KeyError, TypeError):
        sentence = f"The server answers {error.code} ({error.reason}). Is it a lab?"
        return LabError(sentence, status=error.code, retry_after=seconds_to_wait(error))


def _problem(problem: Mapping[str, Any]) -> LabError:
    faults = [(fault["pointer"], fault["detail"]) for fault in problem.get("errors", [])]
    return LabError(problem["detail"], faults, problem.get("status"), problem.get("retry_after"))


def _most_empty(error: LabError) -> int:
    """How many answers in a row may bring no point; -1 if the error would be the same again."""
    if error.status is None:
        return 0  # the connection was cut
    if error.retry_after is not None:
        return MAX_REPEATS
    return MAX_EMPTY_ANSWERS if error.status == TOO_LONG else -1


def _arrays(content: bytes) -> Any:
    try:
        return np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, zipfile.BadZipFile):
        raise LabError(NO_LAB) from None


def _object(content: bytes | str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(content)
    except ValueError:
        raise LabError(NO_LAB) from None
    return found


def _about(arrays: Any) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(arrays["about"].tobytes())
    return about


def _chunk(data: Mapping[str, Any], total: int) -> RunChunk:
    start = int(data["start"])
    racers = [{name: np.array(column, float) for name, column in racer.items()} for racer in data["racers"]]
    counts = [len(racer["loss"]) for racer in racers]
    steps = [np.arange(start, start + count, dtype=np.int64) for count in counts]
    tracks = tuple({"steps": own, **racer} for own, racer in zip(steps, racers, strict=True))
    return RunChunk(start, start + max(counts), total, tracks)


def _track(arrays: Any, number: int) -> dict[str, Any]:
    end = f"_{number}"
    names = [name for name in arrays.files if name.rpartition("_")[2] == str(number)]
    columns = [name for name in names if not name.startswith("marks_")]
    return {name.removesuffix(end): arrays[name] for name in columns}


def _marks(arrays: Any, number: int) -> Sequence[PointMarks]:
    if f"marks_counts_{number}" not in arrays:
        raise LabError(NO_MARKS)
    return unpack_marks(arrays[f"steps_{number}"], *(arrays[f"marks_{name}_{number}"] for name in MARKS))
