"""G24: every learning rate on every surface ends in a named regime, and responses are JSON. COUNT: fewer.

Node.js parses the responses; the control sends it Python's JSON, with NaN.
"""

import json
import os
import random
import subprocess
import tempfile
from typing import Any

import numpy as np
import orjson

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.surfaces import SURFACES
from engine.core.errors import EngineError
from engine.landscape.build import build_race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from ..report import Figure

COUNT = int(os.environ.get("COUNT", 10_000))
READ = """
const lines = require("fs").readFileSync(process.argv[1], "utf8").trimEnd().split("\\n");
let bad = 0; for (const line of lines) { try { JSON.parse(line) } catch { bad += 1 } }
console.log(bad);
"""


def spec(dice: random.Random) -> dict[str, Any]:
    """A racer with a random learning rate over the whole range of floats."""
    names = [entry.name for entry in OPTIMIZERS if not entry.matrices_only]
    rate = dice.choice([1, 10 ** dice.uniform(-300, 300), 10 ** dice.uniform(-6, 6)])
    return {
        "problem": {"kind": "surface", "surface": {"name": dice.choice(list(SURFACES.names))}},
        "racers": [{"optimizer": {"name": dice.choice(names), "params": {"lr": rate}}}],
        "steps": dice.choice([1, 5, 30]),
        "seed": dice.randrange(1000),
    }


def unread(lines: list[str]) -> int:
    """Number of lines that Node.js cannot parse."""
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
        file.write("\n".join(lines))
        file.flush()
        answer = subprocess.run(["node", "-e", READ, file.name], capture_output=True, text=True, check=True)
        return int(answer.stdout)


def measure() -> list[Figure]:
    """Named end states, finite numbers and valid JSON."""
    dice = random.Random(8)
    nameless = infinite = refused = diverged = 0
    lines = []
    for _ in range(COUNT):
        try:
            experiment = complete(Experiment.model_validate(spec(dice)))
        except (ValueError, EngineError):
            refused += 1
            continue
        chunk = build_race(experiment).advance(experiment.steps + 1)
        names = [event.name for event in chunk.events]
        nameless += not (chunk.finished or names)
        diverged += "diverged" in names
        infinite += not np.isfinite(chunk.racers[0]).all()
        columns = [[None if not np.isfinite(v) else v for v in row] for row in chunk.racers[0].tolist()]
        lines.append(orjson.dumps({"columns": columns, "events": names}).decode())
    detail = f"{refused:,} refused by their bounds, {diverged:,} diverged"
    return [
        Figure("any learning rate: races without a named end", nameless, f"of {COUNT:,}", 0, detail=detail),
        Figure("any learning rate: races with a number that is not finite", infinite, "", 0),
        Figure("any learning rate: answers that Node.js cannot read", unread(lines), f"of {len(lines):,}", 0),
        Figure(
            "control: NaN as text that Node.js cannot read",
            unread([json.dumps({"x": float("nan")})]),
            "",
            1,
            "higher",
        ),
    ]
