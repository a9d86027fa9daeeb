"""Local backend: the engine in this process."""

import json
import math
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar, final

import numpy as np
import orjson
import torch
from pydantic import BaseModel, TypeAdapter, ValidationError

from .backend import Array, Backend, LabError, RunChunk, RunResult
from .marks import PointMarks, point_marks
from .paths import ROOT

if TYPE_CHECKING:  # one engine under two names: a type checker knows it by the name of its folder
    from engine import (
        COLUMNS,
        Chunk,
        EngineError,
        Event,
        Experiment,
        InvalidSpec,
        build_problem,
        build_race,
        complete,
        experiment_id,
        grid,
    )
    from engine.analyses import ANALYSES, complete_request, run_analysis
    from engine.catalog.datasets.table import MAX_BYTES
    from engine.catalog.datasets.tables.decoding import TITLES, decode
    from engine.catalog.datasets.tables.held import hold_text, table_id
    from engine.catalog.datasets.tables.reading import read_profile
    from engine.catalog_document import catalog
    from engine.core.validation_errors import explain
    from engine.export.pytorch import pytorch_script
    from engine.landscape.framed_domain import framed_domain
    from engine.landscape.grid import Landscape as Grid
    from engine.landscape.grid_request import GridRequest
    from engine.render.build_scene import build_scene
    from engine.render.palette import Theme, read_palette
    from engine.render.still import Size, png
    from engine.run.trajectory import joined, marks_at, public_columns
    from engine.spec.table_use import FileUse, table_facts
else:
    from .engine import (
        COLUMNS,
        Chunk,
        EngineError,
        Event,
        Experiment,
        InvalidSpec,
        build_problem,
        build_race,
        complete,
        experiment_id,
        grid,
    )
    from .engine.analyses import ANALYSES, complete_request, run_analysis
    from .engine.catalog.datasets.table import MAX_BYTES
    from .engine.catalog.datasets.tables.decoding import TITLES, decode
    from .engine.catalog.datasets.tables.held import hold_text, table_id
    from .engine.catalog.datasets.tables.reading import read_profile
    from .engine.catalog_document import catalog
    from .engine.core.validation_errors import explain
    from .engine.export.pytorch import pytorch_script
    from .engine.landscape.framed_domain import framed_domain
    from .engine.landscape.grid import Landscape as Grid
    from .engine.landscape.grid_request import GridRequest
    from .engine.render.build_scene import build_scene
    from .engine.render.palette import Theme, read_palette
    from .engine.render.still import Size, png
    from .engine.run.trajectory import joined, marks_at, public_columns
    from .engine.spec.table_use import FileUse, table_facts

SHEET = ROOT / "static" / "css" / "tokens.css"
DEFAULT_RESOLUTION = 101
CHUNK_S = 0.1
"""About how long a chunk of a stream is computed."""

NO_STORE = "Experiments are saved on a server: give its address, as in Client('http://127.0.0.1:8000')."

M = TypeVar("M", bound=BaseModel)


@final
class LocalBackend(Backend):
    """Local backend: computes with the engine in this process, without a server.

    Torch uses one thread while it computes. Nothing can be saved or loaded.
    """

    page = "http://127.0.0.1:8000/"  # where the command ``descentlab`` serves by default
    reachable = False

    def __init__(self) -> None:
        # What was computed last is kept, so that a notebook's picture of it needs no second computation.
        self._race: tuple[str, Chunk] | None = None
        self._grid: tuple[tuple[Any, ...], Grid] | None = None

    def trajectory(self, experiment: str, marks: bool = False) -> RunResult:
        with _one_thread():
            completed = _complete(experiment)
        return _result(completed, self._raced(completed), marks)

    def stream(self, experiment: str, marks: bool = False) -> Generator[RunChunk, None, RunResult]:
        with _one_thread():
            completed = _complete(experiment)
            race = build_race(completed)
        columns, points = public_columns(completed.plane is not None, marks), 1
        chunks: list[Chunk] = []
        while not chunks or not race.halted:
            begun = time.monotonic()
            with _one_thread():
                chunk = race.advance(points)
            points = points * 2 if time.monotonic() - begun < CHUNK_S / 2 else max(1, points // 2)
            chunks.append(chunk)
            tracks = tuple(_track(racer, columns, chunk.start) for racer in chunk.racers)
            yield RunChunk(chunk.start, chunk.end, completed.steps, tracks)
        whole = joined(chunks)
        self._race = experiment_id(completed), whole
        return _result(completed, whole, marks)

    def landscape(self, request: str) -> tuple[Array, Array, Array, dict[str, Any]]:
        settings = json.loads(request)
        size = {name: settings.pop(name) for name in ("resolution", "domain", "aspect") if name in settings}
        chosen = _validate(GridRequest, json.dumps(size))
        if "racers" not in settings:
            settings["racers"] = [{"optimizer": {"name": "adam"}}]
        with _one_thread():
            completed = _complete(json.dumps(settings))
        land = self._drawn(completed, chosen.resolution, chosen.domain, chosen.aspect)
        facts: dict[str, Any] = {
            "log_scale": land.log_scale,
            "missing": land.missing,
            "plane": land.info.plane,
            "exact": land.info.exact,
            "minima": land.info.minima,
            "domain": land.info.domain,
        }
        return land.x.copy(), land.y.copy(), land.z.copy(), json.loads(json.dumps(facts))

    def picture(self, experiment: str, options: Mapping[str, str | int]) -> bytes:
        completed = _complete(experiment)
        try:
            size = Size.model_validate({"width": options["width"], "height": options["height"]})
            theme = TypeAdapter[Theme](Theme).validate_python(options["theme"])
        except ValidationError as error:
            raise LabError(f"No picture can look like this: {error}") from None
        chunk, land = self._raced(completed), self._drawn(completed, DEFAULT_RESOLUTION)
        step = min(int(options.get("step", completed.steps)), completed.steps)
        palette = read_palette(SHEET.read_text(encoding="utf-8"), theme)
        return png(build_scene(completed, land, chunk.racers, chunk.events), palette, size, step)

    def analyze(self, name: str, request: str) -> dict[str, Any]:
        with _engine_errors_as_lab_errors():
            analysis = ANALYSES.named(name)
            query = complete_request(analysis, _validate(analysis.params, request), math.inf)
            with _one_thread():
                facts = run_analysis(name, query.model_dump_json())
        plain: dict[str, Any] = json.loads(orjson.dumps(facts, option=orjson.OPT_SERIALIZE_NUMPY))
        return plain

    def table(self, content: bytes, choices: str) -> dict[str, Any]:
        use = _validate(FileUse, choices)
        with _engine_errors_as_lab_errors():
            text, encoding = decode(content, use.encoding)
            facts = table_facts(read_profile(text, use.reading), use, encoding)
        id_, large = table_id(text), len(text.encode()) > MAX_BYTES
        if large:
            hold_text(id_, text)
        more = {"id": id_, "saved": large, "csv": None if large else text, "encoding": TITLES[encoding]}
        return facts | more

    def save(self, experiment: str) -> str:
        del experiment
        raise LabError(NO_STORE)

    def load(self, id: str) -> dict[str, Any]:
        del id
        raise LabError(NO_STORE)

    def catalog(self) -> dict[str, Any]:
        plain: dict[str, Any] = json.loads(json.dumps(catalog()))
        return plain

    def _raced(self, completed: Experiment) -> Chunk:
        key, race = experiment_id(completed), self._race  # read once: another thread may replace it
        if race is None or race[0] != key:
            with _one_thread():
                race = key, build_race(completed).advance(completed.steps + 1)
            self._race = race
        return race[1]

    def _drawn(
        self, completed: Experiment, resolution: int, domain: Any = None, aspect: float | None = None
    ) -> Grid:
        key, drawn = (experiment_id(completed), resolution, domain, aspect), self._grid
        if drawn is None or drawn[0] != key:
            with _one_thread():
                problem = build_problem(completed)
                shown = domain if aspect is None else framed_domain(problem, aspect)
                drawn = key, grid(problem, resolution, shown)
            self._grid = drawn
        return drawn[1]


def pytorch(experiment: str) -> str:
    """Write the PyTorch script of an experiment, which is JSON text; raises ``LabError``."""
    return pytorch_script(_complete(experiment))


_COMPUTING = threading.RLock()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Use one thread, as the workers do: with several threads, sums have another order and other bits.

    One computation at a time: with ``async``, several may be asked for at once.
    """
    with _COMPUTING:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)


@contextmanager
def _engine_errors_as_lab_errors() -> Iterator[None]:
    try:
        yield
    except InvalidSpec as error:
        raise LabError(error.detail, [(error.pointer, error.detail)]) from None
    except EngineError as error:
        raise LabError(str(error)) from None


def _complete(text: str) -> Experiment:
    experiment = _validate(Experiment, text)
    with _engine_errors_as_lab_errors():
        return complete(experiment)


def _validate(kind: type[M], text: str) -> M:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        found = explain(error, text, kind)
        raise LabError(
            found.detail, [(field_error.pointer, field_error.detail) for field_error in found.field_errors]
        ) from None


def _result(completed: Experiment, chunk: Chunk, marks: bool) -> RunResult:
    columns = public_columns(completed.plane is not None, marks)
    return RunResult(
        id=experiment_id(completed),
        experiment=completed.model_dump(mode="json"),
        tracks=[_track(points, columns) for points in chunk.racers],
        regimes=_regimes(chunk),
        marks=_marks(chunk) if marks else None,
        waiting=None if chunk.waiting is None else asdict(chunk.waiting),
    )


def _track(points: Array, columns: Sequence[str], start: int = 0) -> dict[str, np.ndarray[Any, Any]]:
    steps = np.arange(start, start + points.shape[1], dtype=np.int64)
    track: dict[str, np.ndarray[Any, Any]] = {"steps": steps}
    return track | {name: points[COLUMNS.index(name)].copy() for name in columns}


def _marks(chunk: Chunk) -> list[list[PointMarks]]:
    """For each racer the marks of each of its points."""
    return [
        [
            point_marks(one.step, one.points, one.values, one.arrows, one.ellipse)
            for one in marks_at(range(points.shape[1]), own)
        ]
        for points, own in zip(chunk.racers, chunk.marks, strict=True)
    ]


def _regimes(chunk: Chunk) -> list[dict[str, Any]]:
    last: dict[int, Event] = {event.racer: event for event in chunk.events}
    return [last[number].told() for number in range(len(chunk.racers))]
