"""Binary frames in the page: its decoder reads what the server encodes bit for bit."""

import base64
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from page_script import PageScript
from synthetic_marks import MARK_COUNTS, random_marks

from app.ws.frames import landscape_frame, map_frame, marks_frame, trajectory_frame

RANDOM = os.environ.get("EXAMPLES") == "random"
PAGE = """
import { createInterface } from "node:readline";
import { decodeFrame } from "./static/js/run/frames.js";
const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
for await (const line of createInterface({ input: process.stdin })) {
  const frame = decodeFrame(Uint8Array.from(Buffer.from(JSON.parse(line), "base64")).buffer);
  console.log(JSON.stringify(frame, (_, value) => (ArrayBuffer.isView(value) ? bytes(value) : value)));
}
"""
NUMBERS = st.integers(0, 2**32 - 1)
SEEDS = st.integers(0, 1000)
SIZES = st.integers(0, 7)
SIDES = st.integers(1, 7)

examples = settings(
    max_examples=1000 if RANDOM else 60,
    deadline=None,
    derandomize=not RANDOM,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def page() -> Iterator[PageScript]:
    with PageScript(PAGE) as script:
        yield script


def decoded(page: PageScript, frame: bytes) -> Any:
    """What the page reads from a frame; its arrays are base64 of their bytes."""
    return page.ask(base64.b64encode(frame).decode())


def encoded(array: NDArray[Any], dtype: str = "<f8") -> str:
    """Base64 of an array's bytes, as ``decoded`` gives them."""
    return base64.b64encode(np.ascontiguousarray(array, dtype=dtype).tobytes()).decode()


def random_bits(seed: int, *shape: int) -> NDArray[np.float64]:
    """Numbers of random bits, also subnormal ones, and one in four NaN or infinite."""
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, 2**64, shape, dtype=np.uint64).view(np.float64)
    special = rng.choice([np.nan, np.inf, -np.inf, -0.0], shape)
    return np.where(rng.random(shape) < 0.25, special, numbers)


@examples
@given(run=NUMBERS, start=NUMBERS, columns=st.integers(1, 14), counts=st.lists(SIZES, min_size=1), seed=SEEDS)
@example(run=1, start=0, columns=3, counts=[5, 0, 2], seed=1)
def test_page_reads_trajectory_frames(
    page: PageScript, run: int, start: int, columns: int, counts: list[int], seed: int
) -> None:
    racers = [random_bits(seed + k, columns, count) for k, count in enumerate(counts)]
    assert decoded(page, trajectory_frame(run, start, racers)) == {
        "kind": "trajectory",
        "run": run,
        "start": start,
        "racers": [[encoded(column) for column in racer] for racer in racers],
    }


@examples
@given(run=NUMBERS, rows=SIDES, columns=SIDES, seed=SEEDS)
def test_page_reads_landscape_frames(page: PageScript, run: int, rows: int, columns: int, seed: int) -> None:
    z = random_bits(seed, rows, columns)
    assert decoded(page, landscape_frame(run, z)) == {
        "kind": "landscape",
        "run": run,
        "rows": rows,
        "columns": columns,
        "z": encoded(z),
    }


@examples
@given(run=NUMBERS, part=NUMBERS, cells=st.lists(NUMBERS, max_size=9), columns=st.integers(1, 5), seed=SEEDS)
def test_page_reads_map_frames(
    page: PageScript, run: int, part: int, cells: list[int], columns: int, seed: int
) -> None:
    numbers = random_bits(seed, columns, len(cells))
    assert decoded(page, map_frame(run, part, np.array(cells, dtype=np.int64), list(numbers))) == {
        "kind": "map",
        "run": run,
        "part": part,
        "cells": encoded(np.array(cells), "<u4"),
        "columns": [encoded(column) for column in numbers],
    }


@examples
@given(run=NUMBERS, racer=st.integers(0, 2**16 - 1), start=SEEDS, counts=MARK_COUNTS, seed=SEEDS)
@example(run=1, racer=2, start=7, counts=[None, (2, 1, True), (0, 0, False), (0, 0, True)], seed=1)
def test_page_reads_marks_frames(
    page: PageScript,
    run: int,
    racer: int,
    start: int,
    counts: list[tuple[int, int, bool] | None],
    seed: int,
) -> None:
    marks = random_marks(seed, start, counts)
    expected = {
        mark.step: {
            "points": encoded(np.column_stack([mark.points, mark.values])),
            "arrows": encoded(mark.arrows),
            "ellipse": None if mark.ellipse is None else encoded(mark.ellipse),
        }
        for mark in marks
    }
    none = {"points": "", "arrows": "", "ellipse": None}
    assert decoded(page, marks_frame(run, racer, start, len(counts), marks)) == {
        "kind": "marks",
        "run": run,
        "racer": racer,
        "start": start,
        "marks": [expected.get(step, none) for step in range(start, start + len(counts))],
    }
