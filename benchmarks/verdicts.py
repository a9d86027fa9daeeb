"""Verdicts: how many of many random runs bear each word, and how many words their columns contradict.

Run i of them is a function of i alone, so they can be made in parts:

    python -m benchmarks.verdicts 0-5000
    python -m benchmarks.verdicts 5000-10000
    python -m benchmarks.verdicts            # the table of docs/verdicts.md, over all parts
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.core.errors import EngineError
from engine.landscape.build import build_race
from engine.run.race import Race
from engine.run.trajectory import COLUMNS, Chunk
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .verdict_checks import CHECKS, evidence_faults, faults
from .verdict_runs import Run, Told

SLOW_EVERY = 100
"""One of so many runs is of a convolutional, recurrent or attention network."""

STEPS = {
    "function": ((1, 7, 24, 60, 120, 300, 900), (2, 2, 4, 8, 8, 4, 1)),
    "network": ((12, 60, 150, 260), (2, 5, 2, 1)),
    "slow": ((12, 30, 60), (1, 2, 1)),
}
"""Lengths of runs by kind of problem, and how frequent each is."""

FORMULAS = (
    "x**2 + 3*y**2",
    "x**2",
    "x**2 - y**2",
    "-(x**2 + y**2)",
    "x**4 + y**4",
    "abs(x) + abs(y)",
    "sqrt(x**2 + y**2)",
    "100 + x**2 + 0.01*y**2",
    "log(1 + x**2 + y**2)",
    "sin(x) * cos(y)",
    "x + 2*y",
    "exp(x**2 + y**2)",
    "x**3 - 3*x*y**2",
    "2 + 0*x",
    "-exp(-(x**2 + y**2))",
    "1e4 * y**2 + x**2",
    "sqrt(x) + y**2",
    "log(x) + y**2",
    "tanh(x)**2 + tanh(y)**2",
    "(x*y - 1)**2",
)

MODELS: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
    (
        {"name": "mlp", "params": {"hidden": [6]}},
        {"name": "moons", "params": {"samples": 60}},
        "cross_entropy",
    ),
    ({"name": "mlp", "params": {"hidden": []}}, {"name": "circles", "params": {"samples": 60}}, "mse"),
    ({"name": "mlp", "params": {"hidden": [5, 5], "dropout": 0.3}}, {"name": "xor"}, "binary_cross_entropy"),
    (
        {"name": "mlp", "params": {"hidden": [4, 4, 4], "activation": "relu"}},
        {"name": "iris"},
        "cross_entropy",
    ),
    ({"name": "mlp", "params": {"hidden": [5], "normalization": "batch"}}, {"name": "gaussians"}, "hinge"),
    ({"name": "linear_chain"}, {"name": "proportional"}, "mse"),
    ({"name": "line"}, {"name": "diabetes"}, "mse"),
    ({"name": "line"}, {"name": "curve"}, "l1"),
    ({"name": "line"}, {"name": "proportional"}, "huber"),
    ({"name": "logistic_neuron"}, {"name": "breast_cancer"}, "binary_cross_entropy"),
)

SLOW_MODELS: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
    ({"name": "cnn"}, {"name": "digits"}, "cross_entropy"),
    ({"name": "recurrent"}, {"name": "sensor"}, "mse"),
    ({"name": "transformer"}, {"name": "text"}, "cross_entropy"),
    ({"name": "clip_cnn"}, {"name": "clips"}, "cross_entropy"),
)


def experiment(dice: random.Random, *, slow: bool = False) -> Experiment:
    """A random experiment with one racer. Raises ``EngineError`` if its parts do not fit together."""
    kind = "slow" if slow else dice.choices(["surface", "formula", "network"], [5, 3, 2])[0]
    lengths, shares = STEPS["function" if kind in ("surface", "formula") else kind]
    steps = dice.choices(lengths, shares)[0]
    problem = _network(dice, slow) if kind in ("slow", "network") else _function(dice, kind)
    made: dict[str, Any] = {"problem": problem, "steps": steps, "seed": dice.randrange(1_000)}
    made["racers"] = [_racer(dice, kind)]
    if problem["kind"] == "network" and problem["model"]["name"] not in ("line", "logistic_neuron"):
        made["plane"] = {"name": "random"}
    if dice.random() < 0.3:
        made["edits"] = _edits(dice, made)
    return complete(Experiment.model_validate(made))


def _function(dice: random.Random, kind: str) -> dict[str, Any]:
    noise = dice.choice([0, 0, 0, 10 ** dice.uniform(-3, 0.5)])
    if kind == "formula":
        made: dict[str, Any] = {"kind": "formula", "expression": dice.choice(FORMULAS)}
        domain = ((-3.0, 3.0), (-3.0, 3.0))
    else:
        entry = dice.choice(list(SURFACES))
        made, domain = {"kind": "surface", "surface": {"name": entry.name}}, entry.domain
        if dice.random() < 0.1:
            made["start"] = list(dice.choice(entry.minima)[:2])
    if "start" not in made and dice.random() < 0.6:
        made["start"] = [dice.uniform(low, high) for low, high in domain]
        if dice.random() < 0.15:
            made["start"] = [float(round(value)) for value in made["start"]]
    return {**made, "noise": noise}


def _network(dice: random.Random, slow: bool) -> dict[str, Any]:
    model, dataset, loss = dice.choice(SLOW_MODELS if slow else MODELS)
    made: dict[str, Any] = {"kind": "network", "model": model, "dataset": dataset, "loss": {"name": loss}}
    if dice.random() < 0.4 or slow:
        made["batch_size"] = dice.choice([4, 16])
    if dice.random() < 0.25:
        made["l1"] = 10 ** dice.uniform(-4, -1)
    if dice.random() < 0.3:
        made["measure_every"] = dice.choice([2, 10, 50])
    return made


def _racer(dice: random.Random, kind: str) -> dict[str, Any]:
    functions = kind in ("surface", "formula")
    entry = dice.choice([one for one in OPTIMIZERS if not (functions and one.matrices_only)])
    fields = entry.params.model_fields
    params: dict[str, Any] = {}
    if "lr" in fields and dice.random() < 0.7:
        params["lr"] = 10 ** dice.uniform(-5, 0.7)
    if "momentum" in fields and dice.random() < 0.5:
        params["momentum"] = dice.choice([0.5, 0.9, 0.99, 0.999])
    if "betas" in fields and dice.random() < 0.3:
        params["betas"] = dice.choice([[0.9, 0.9], [0.0, 0.9], [0.5, 0.999]])
    if "eps" in fields and isinstance(fields["eps"].default, float) and dice.random() < 0.1:
        params["eps"] = 0.0
    if "weight_decay" in fields and dice.random() < 0.35:
        params["weight_decay"] = dice.choice([0.0, 1e-3, 0.1, 1.0])
    for flag in ("decoupled_weight_decay", "nesterov", "amsgrad"):
        if flag in fields and dice.random() < 0.2 and (flag != "nesterov" or params.get("momentum")):
            params[flag] = True
    made: dict[str, Any] = {"optimizer": {"name": entry.name, "params": params}}
    if entry.has_rate and dice.random() < 0.4:
        name = dice.choice(list(SCHEDULES.names))
        made["schedule"] = {"name": name, "params": {"gamma": 0.5} if name == "exponential" else {}}
    return made


def _edits(dice: random.Random, made: dict[str, Any]) -> list[dict[str, Any]]:
    optimizer = OPTIMIZERS.named(made["racers"][0]["optimizer"]["name"])
    fields = optimizer.params.model_fields
    settings: dict[str, Any] = {}
    if "lr" in fields:
        settings["lr"] = 10 ** dice.uniform(-4, 0.3)
    if "weight_decay" in fields and dice.random() < 0.5:
        settings["weight_decay"] = dice.choice([0.0, 0.01, 0.5])
    if made["problem"]["kind"] == "network" and dice.random() < 0.5:
        settings["batch_size"] = dice.choice([4, 10_000])
    if not settings:
        return []
    name = dice.choice(list(settings))
    return [{"step": dice.randrange(made["steps"]), "racer": 0, "set": {name: settings[name]}}]


@dataclass
class Outcome:
    """A random run: what it was, what was told, and what of it is wrong."""

    experiment: Experiment
    told: list[Told]
    faults: list[str]


def outcome(made: Experiment) -> Outcome:
    """Run an experiment, and hold its words against its columns: where they are told, and at its end."""
    race = build_race(made)
    chunk = race.advance(made.steps + 1)
    run = run_of(made, race, chunk)
    told = [Told(event.name, event.step, event.sentence, event.evidence) for event in chunk.events]
    if not np.isfinite(run["loss"][0]) or not np.isfinite(run["grad_norm"][0]):
        ok = told[-1].name in ("at_start", "local_minimum", "global_minimum")
        return Outcome(made, told, [] if ok else [f"{told[-1].name} without a first step"])
    wrong = []
    for word in told:
        wrong += faults(run, word, word.step) + evidence_faults(run, word)
    wrong += [f"in the end, {fault}" for fault in faults(run, told[-1], run.rows - 1)]
    return Outcome(made, told, wrong)


def run_of(made: Experiment, race: Race, chunk: Chunk) -> Run:
    """The columns of the only racer, with what the checks need of its experiment."""
    problem, racer, spec = race.problem, made.racers[0], made.problem
    settings = _settings_by_step(made)
    entry = OPTIMIZERS.named(racer.optimizer.name)
    decays = [entry.decay.of(each) for each in settings]
    network = spec.kind == "network"
    surface = spec.surface.name if spec.kind == "surface" else ""
    (left, right), (low, high) = problem.domain
    minima = problem.known_minima()
    noisy = [
        problem.noise_size > 0
        or entry.seeded
        or (network and (each["batch_size"] or problem.samples) < problem.samples)
        or each.get("dropout", 0) > 0
        for each in settings
    ]
    measured = np.arange(made.steps + 1) % spec.training_settings.measure_every == 0
    measured[-1] = True
    return Run(
        dict(zip(COLUMNS, chunk.racers[0], strict=True)),
        made.steps,
        float(np.hypot(right - left, high - low)),
        problem.function,
        surface,
        min((value for *_, value in minima), default=None),
        network and bool(minima),
        np.array([decay.coupled for decay in decays]),
        np.array([each.get("l1", 0.0) for each in settings]),
        np.array([decay.decoupled for decay in decays]),
        np.array(noisy),
        network,
        measured,
        problem.domain,
    )


def _settings_by_step(made: Experiment) -> list[dict[str, Any]]:
    """What is in force at each step: the optimizer's parameters, and the network's settings."""
    spec = made.problem
    values = made.racers[0].optimizer.params.model_dump()
    values["batch_size"] = spec.training_settings.batch_size
    if spec.kind == "network":
        values["l1"] = spec.l1
        values["dropout"] = getattr(spec.model.params, "dropout", 0.0)
    settings = []
    for step in range(made.steps + 1):
        for edit in made.edits:
            if edit.step == step:
                values = {**values, **edit.set}
        settings.append(values)
    return settings


def outcomes(numbers: Iterable[int], *, seed: int = 1, slow: bool = False) -> Iterator[Outcome]:
    """The random runs of these numbers; each is a function of its number and the seed alone."""
    for number in numbers:
        dice = random.Random(f"{seed} {number} {slow}")
        while True:
            try:
                yield outcome(experiment(dice, slow=slow))
                break
            except EngineError:
                continue  # its parts do not fit together


@dataclass
class Tally:
    """Tally: how many runs bear each word, and what is wrong."""

    runs: int = 0
    told: Counter[str] = field(default_factory=Counter)
    bear: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, found: Outcome) -> None:
        """Count a run; print what is wrong with it."""
        names = [word.name for word in found.told]
        self.runs += 1
        self.told.update(names)
        self.bear.update(set(names))
        self.ends[names[-1]] += 1
        for fault in found.faults:
            self.wrong[fault.removeprefix("in the end, ").split()[0].rstrip(":")] += 1
            print(fault, "--", found.experiment.model_dump_json(exclude_defaults=True), file=sys.stderr)

    def merge(self, other: dict[str, Any]) -> None:
        """Count the runs of another part, as JSON has it."""
        self.runs += other["runs"]
        for name in ("told", "bear", "ends", "wrong"):
            getattr(self, name).update(other[name])

    def table(self) -> str:
        """The table of docs/verdicts.md."""
        lines = [
            f"| word | of {self.runs:,} runs bear it | end with it | times told | against the columns |",
            "|---|---|---|---|---|",
        ]
        for name in CHECKS:
            counts = self.bear[name], self.ends[name], self.told[name], self.wrong[name]
            lines.append(f"| `{name}` | " + " | ".join(f"{count:,}" for count in counts) + " |")
        sums = len(CHECKS), self.ends.total(), self.told.total(), self.wrong.total()
        lines.append("| all | " + " | ".join(f"{count:,}" for count in (self.runs, *sums[1:])) + " |")
        return "\n".join(lines)


def main() -> None:
    """Make the runs of one part, or print the table of all parts."""
    torch.set_num_threads(1)
    folder = Path(os.environ.get("PARTS", "benchmarks/results/verdicts"))
    if len(sys.argv) > 1:
        folder.mkdir(parents=True, exist_ok=True)
        first, last = (int(number) for number in sys.argv[1].split("-"))
        tally = _tally(range(first, last))
        (folder / f"{first}-{last}.json").write_text(json.dumps(vars(tally)))
        print(tally.table())
        return
    whole = Tally()
    for part in sorted(folder.glob("*.json")):
        whole.merge(json.loads(part.read_text()))
    print(whole.table())


def _tally(numbers: range) -> Tally:
    tally = Tally()
    slow = [number for number in numbers if number % SLOW_EVERY == 0]
    for found in outcomes(slow, slow=True):
        tally.add(found)
    for found in outcomes(number for number in numbers if number % SLOW_EVERY):
        tally.add(found)
    return tally


if __name__ == "__main__":
    main()
