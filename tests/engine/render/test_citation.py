"""Citation in pictures: what was run, in texts that do not touch, and the page's shapes."""

import json
import re
import subprocess
from functools import cache
from itertools import combinations
from pathlib import Path as File
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import ImageFont

from engine.core.version import __version__
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import grid
from engine.render.build_scene import build_scene
from engine.render.citation import provenance, racer_details
from engine.render.markers import DASHES, MARKERS, dash_of, dashed, marker_of, outline
from engine.render.palette import read_palette
from engine.render.scene import Scene
from engine.render.still import Size, svg
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

ROOT = File(__file__).resolve().parents[3]
PALETTE = read_palette((ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8"), "light")
ROSENBROCK = {"kind": "surface", "surface": {"name": "rosenbrock"}, "start": [-1.5, 2]}
METHODS = [
    "sgd",
    "adam",
    "adamw",
    "adamax",
    "nadam",
    "radam",
    "rmsprop",
    "adagrad",
    "adadelta",
    "rprop",
    "asgd",
    "lbfgs",
    "adafactor",
]
MOONS = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}, "batch_size": 16}


def racer(name: str, label: str | None = None, schedule: str = "constant", **params: Any) -> dict[str, Any]:
    return {"label": label, "optimizer": {"name": name, "params": params}, "schedule": {"name": schedule}}


def completed(*racers: dict[str, Any], problem: Any = ROSENBROCK, **more: Any) -> Experiment:
    given = {"problem": problem, "racers": racers or [racer("adam", lr=0.1)], "steps": 20, **more}
    return complete(Experiment.model_validate_json(json.dumps(given)))


def edit(step: int, number: int = 0, **values: Any) -> dict[str, Any]:
    return {"step": step, "racer": number, "set": values}


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (racer("adam", lr=0.1), "η 0.1, β₁ 0.9, β₂ 0.999"),
        (racer("adam", lr=0.1, betas=[0.8, 0.99], eps=1e-6), "η 0.1, β₁ 0.8, β₂ 0.99, ε 1e−6"),
        (racer("sgd", lr=0.001, momentum=0.9), "η 0.001, β 0.9"),
        (racer("sgd", lr=0.001), "η 0.001"),
        (racer("sgd", lr=0.01, momentum=0.9, nesterov=True), "η 0.01, β 0.9, nesterov"),
        (racer("adam", "mine", lr=0.1, weight_decay=0.02), "Adam, η 0.1, β₁ 0.9, β₂ 0.999, λ 0.02"),
        (racer("sgd", "Adam’s rival", lr=0.1), "Gradient descent, η 0.1"),
        (racer("sgd", lr=0.1, schedule="cosine"), "η 0.1, schedule cosine"),
    ],
)
def test_settings_of_a_racer_are_told(chosen: dict[str, Any], told: str) -> None:
    assert ", ".join(racer_details(completed(chosen), 0)) == told


def test_edits_are_told_with_their_steps() -> None:
    both = [racer("adam", lr=0.1), racer("adam", lr=0.1)]
    edits = [edit(4, lr=0.3), edit(9, lr=0.5), edit(12, 1, lr=2.0)]
    run = completed(*both, edits=edits)
    assert racer_details(run, 0)[0] == "η 0.1 → 0.3 from step 4 → 0.5 from step 9"
    assert racer_details(run, 1)[0] == "η 0.1 → 2 from step 12"
    many = completed(edits=[edit(step, lr=step / 10) for step in range(1, 8)])
    assert racer_details(many, 0)[0] == "η 0.1 → 0.1 from step 1 → … 5 more → 0.7 from step 7"


def test_edit_of_the_batch_size_is_told() -> None:
    run = completed(racer("adam", lr=0.1), problem=MOONS, edits=[edit(5, batch_size=32)])
    assert racer_details(run, 0)[-1] == "batch size 16 → 32 from step 5"


def test_foot_says_what_was_run() -> None:
    plain = provenance(completed(seed=7))
    assert plain == ("Rosenbrock", "20 steps", "start (−1.5, 2)", f"Descent Lab {__version__}")
    noisy = provenance(completed(seed=7, problem={**ROSENBROCK, "noise": 0.5}))
    assert noisy[1:4] == ("20 steps", "seed 7", "start (−1.5, 2)")
    assert noisy[4] == "gradient noise 0.5"
    network = provenance(completed(problem=MOONS, seed=3, steps=1))
    assert network[0] == "Multilayer perceptron on Moons"
    assert network[1:-1] == ("1 step", "seed 3", "batch size 16")
    drawn = provenance(completed(racer("evolution_strategy"), seed=5))
    assert "seed 5" in drawn, "this method draws random numbers, even without noise"


def page_markers() -> list[list[list[float]]]:
    """Corners of the page's markers at (10, 20) with radius 5, as markers.js draws them."""
    script = """
    import { MARKERS, markerOf } from "./static/js/experiment/racers.js";
    import { markerPath } from "./static/js/plots/canvas/markers.js";
    const outlines = MARKERS.map((_, number) => {
      const points = [];
      const add = (x, y) => points.push([x, y]);
      const path = { moveTo: add, lineTo: add, arc() { points.length = 0; }, closePath() {} };
      markerPath(path, markerOf(number), 10, 20, 5);
      return points;
    });
    console.log(JSON.stringify([MARKERS, outlines]));
    """
    command = ["node", "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    names, outlines = json.loads(done.stdout)
    assert names == list(MARKERS)
    return list(outlines)


def test_markers_are_those_of_the_page() -> None:
    for number, corners in enumerate(page_markers()):
        drawn = outline(marker_of(number), (10, 20), 5)
        assert len(drawn) == len(corners)
        np.testing.assert_allclose(drawn, corners, atol=1e-9)
        assert marker_of(number + 8) == marker_of(number)


def test_no_two_racers_look_alike_without_color() -> None:
    assert len({(marker_of(number), dash_of(number)) for number in range(16)}) == 16


def test_dashes_have_their_lengths() -> None:
    corner = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    strokes = dashed(corner, (6, 3))
    expected = [[[0, 0], [6, 0]], [[9, 0], [10, 0], [10, 5]], [[10, 8], [10, 10]]]
    assert [stroke.tolist() for stroke in strokes] == expected
    assert all(sum(dash) > 0 for dash in DASHES[1:])


def scene_of(experiment: Experiment) -> Scene:
    race = build_race(experiment).advance(experiment.steps + 1)
    return build_scene(experiment, grid(build_problem(experiment), 21), race.racers, race.events)


def sixteen() -> Experiment:
    more = [racer("adam", lr=0.5), racer("sgd", lr=1e-3, momentum=0.9), racer("adam", amsgrad=True)]
    return completed(*(racer(name) for name in METHODS), *more)


def four() -> Experiment:
    own = racer("rmsprop", "my own long label of this one", lr=0.01, alpha=0.9, centered=True)
    edits = [edit(3, 1, lr=0.25), edit(9, 1, lr=0.125)]
    racers = racer("sgd"), racer("adam", lr=0.1, schedule="cosine"), racer("adamw", lr=0.05), own
    return completed(*racers, problem={**ROSENBROCK, "noise": 0.25}, edits=edits, steps=2000)


@cache
def scene_named(name: str) -> Scene:
    return scene_of(RUNS[name])


RUNS = {"one": completed(edits=[edit(3, lr=0.5)]), "four": four(), "sixteen": sixteen()}
SIZES = [(320, 300), (800, 600), (960, 720), (800, 450), (1600, 900), (240, 200)]
Place = tuple[str, float, float, float, float]


def texts(given: Scene, size: tuple[int, int]) -> list[Place]:
    """Each text of a picture, and its box in a wide font: left, top, right, bottom."""
    drawing = svg(given, PALETTE, Size(width=size[0], height=size[1]), given.steps).decode()
    places = []
    for one in ElementTree.fromstring(drawing).iter():
        if not one.tag.endswith("}text"):
            continue
        height, words = float(one.attrib["font-size"]), one.text or ""
        width = ImageFont.truetype("DejaVuSans.ttf", 4 * height).getlength(words) / 4
        x, y = float(one.attrib["x"]), float(one.attrib["y"])
        left = x - {"start": 0, "middle": width / 2, "end": width}[one.attrib["text-anchor"]]
        places.append((words, left, y - 0.36 * height, left + width, y + 0.36 * height))
    return places


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", RUNS)
def test_texts_neither_touch_nor_leave_the_picture(name: str, size: tuple[int, int]) -> None:
    places = texts(scene_named(name), size)
    for words, left, top, right, bottom in places:
        assert left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1], words  # noqa: PT018
    for one, other in combinations(places, 2):
        apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
        assert apart, (one, other)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", RUNS)
def test_racers_and_provenance_are_named(name: str, size: tuple[int, int]) -> None:
    run = RUNS[name]
    words = [words for words, *_ in texts(scene_named(name), size)]
    if size[1] >= 300 or len(run.racers) == 1:  # else the map needs all the room
        for one in run.racers:
            label = (one.label or "")[:8]
            assert any(text.startswith(label) for text in words), label
    foot = " ".join(words)
    for part in (f"Descent Lab {__version__}", f"{run.steps} steps", "start (−1.5, 2)"):
        assert part in foot


@pytest.mark.parametrize(
    ("name", "size"),
    [("one", (320, 300)), ("four", (800, 600)), ("four", (1600, 900)), ("sixteen", (960, 720))],
)
def test_settings_are_whole_where_there_is_room(name: str, size: tuple[int, int]) -> None:
    run = RUNS[name]
    told = ", ".join(words for words, *_ in texts(scene_named(name), size))
    for number in range(len(run.racers)):
        for part in racer_details(run, number):
            assert part in told
    assert re.search("…", told) is None
