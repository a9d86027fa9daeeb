"""PyTorch export: the script runs, and its numbers have the bits of the race."""

import io
import struct
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import torch

from engine.catalog.datasets import DATASETS
from engine.catalog.datasets.tables.held import forget_tables, hold_text, table_id
from engine.catalog.initializers import INITIALIZERS
from engine.catalog.methods import OPTIMIZERS, PRESETS
from engine.catalog.models import ACTIVATIONS, MODELS, NORMALIZATIONS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.core.errors import InvalidSpec
from engine.core.params import live_fields
from engine.export.network_section import MAX_TABLE_BYTES
from engine.export.pytorch import pytorch_script
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS
from engine.spec.compatibility import fitting_losses
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

ROSENBROCK = {"kind": "surface", "surface": {"name": "rosenbrock"}}
MOONS = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}
ON_SURFACES = [entry.name for entry in OPTIMIZERS if not entry.matrices_only]
RATED = [name for name in ON_SURFACES if OPTIMIZERS.named(name).has_rate]
ON_NETWORKS = [entry.name for entry in OPTIMIZERS if entry.max_weights is None]
SMALL_SETS = {
    "digits": {"samples": 60},
    "text": {"samples": 60, "length": 5},
    "clips": {"samples": 40, "frames": 3},
    "sensor": {"samples": 60, "length": 6},
}
PAIRS = [
    (model.name, dataset.name, loss.name)
    for model in MODELS
    for dataset in DATASETS
    for loss in fitting_losses(model, dataset)
]

EDITS: dict[str, Any] = {
    "line_search": True,
    "damping": 0.5,
    "sigma": 0.2,
    "momentum": 0.7,
    "dampening": 0.1,
    "weight_decay": 0.01,
    "betas": [0.8, 0.95],
    "eps": 1e-6,
    "alpha": 0.9,
    "rho": 0.8,
    "lambd": 0.01,
    "t0": 3.0,
    "lr_decay": 0.1,
    "momentum_decay": 0.01,
    "etas": [0.4, 1.3],
    "step_sizes": [1e-5, 10.0],
    "beta2_decay": -0.5,
    "d": 2.0,
}
"""A value for every parameter that an edit may set, except lr and Adafactor's eps."""


def experiment(problem: dict[str, Any], *racers: dict[str, Any], steps: int = 40, **more: Any) -> Experiment:
    """A completed experiment; networks get a random plane, which is fast and not part of the script."""
    if "model" in problem and MODELS.named(problem["model"]["name"]).weights is None:
        more = {"plane": {"name": "random"}} | more
    return complete(
        Experiment.model_validate({"problem": problem, "racers": list(racers), "steps": steps, **more})
    )


def racer(optimizer: str, schedule: str = "constant", **params: Any) -> dict[str, Any]:
    return {"optimizer": {"name": optimizer, "params": params}, "schedule": {"name": schedule}}


def bits(value: float) -> str:
    """Bits of a number: all NaN are equal, and -0.0 differs from 0.0."""
    return "nan" if value != value else struct.pack(">d", value).hex()


def expected(spec: Experiment) -> list[tuple[str, ...]]:
    """Racer, step and bits of the printed columns, from the race."""
    race = build_race(spec)
    chunk = race.advance(spec.steps + 1)
    names = ["x", "y", "loss", "lr"] if race.problem.dim == 2 else ["loss", "lr"]
    rows = []
    for number, columns in enumerate(chunk.racers):
        chosen = [columns[COLUMNS.index(name)].tolist() for name in names]
        rows += [
            (str(number), str(step), *map(bits, row)) for step, row in enumerate(zip(*chosen, strict=True))
        ]
    return rows


def printed(output: str) -> list[tuple[str, ...]]:
    head, *lines = output.splitlines()
    first = 1 if head.startswith("racer,") else 0
    rows = []
    for line in lines:
        cells = line.split(",")
        number = cells[0] if first else "0"
        rows.append((number, cells[first], *(bits(float(cell)) for cell in cells[first + 1 :])))
    return rows


def run_here(script: str) -> str:
    threads = torch.get_num_threads()
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            exec(compile(script, "<script>", "exec"), {"__name__": "__main__"})
    finally:
        torch.set_num_threads(threads)
    return output.getvalue()


@pytest.fixture(autouse=True)
def one_thread() -> Any:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def check(spec: Experiment) -> None:
    rows = expected(spec)
    assert len(rows) > len(spec.racers), "a path of one point shows nothing"
    assert printed(run_here(pytorch_script(spec))) == rows


OWN_DATA: dict[str, tuple[str, dict[str, Any]]] = {
    "numbers": ("mlp", {"csv": "a;b;y\n1,5;2;3\n2,5;NA;5\n3;1;7\n4;2;9,25\n5;1;8\n", "gaps": "fill"}),
    "categories": ("mlp", {"csv": "a,k,y\n1,u,n\n2,v,y\n3,w,n\n4,u,y\n5,v,n\n6,w,y\n", "test_share": 0.4}),
    "in order": ("mlp", {"csv": "x,y\n" + "".join(f"{k},{k}.5\n" for k in range(9)), "shuffled": False}),
    "line": ("line", {"csv": "x,y\n1e13,0.1\n2e13,0.2\n3e13,0.4\n", "test_share": 0.0}),
    "raw line": ("line", {"csv": "x,y\n1,3\n2,5\n3,7\n4,9\n", "scaling": "raw"}),
    "neuron": ("logistic_neuron", {}),
}


@pytest.mark.parametrize("name", OWN_DATA)
def test_own_tables_are_written_out(name: str) -> None:
    model, params = OWN_DATA[name]
    problem = {
        "kind": "network",
        "model": {"name": model},
        "dataset": {"name": "table", "params": params},
        "batch_size": 2,
    }
    spec = experiment(problem, racer("adam"))
    check(spec)
    assert "csv" not in pytorch_script(spec)


@pytest.mark.parametrize("model", ["line", "logistic_neuron", "mlp"])
def test_own_points_are_written_out(model: str) -> None:
    task = {"line": "auto", "logistic_neuron": "auto", "mlp": "regression"}[model]
    dataset = {"name": "points", "params": {"task": task, "test_share": 0.3}}
    check(experiment({"kind": "network", "model": {"name": model}, "dataset": dataset}, racer("sgd")))


def test_tables_too_long_for_a_script_are_refused() -> None:
    text = "x,y\n" + "".join(f"{k / 7},{k / 3}\n" for k in range(60_000 // 2))
    hold_text(table_id(text), text)
    dataset = {"name": "table", "params": {"table": table_id(text)}}
    spec = experiment({"kind": "network", "model": {"name": "line"}, "dataset": dataset}, racer("sgd"))
    try:
        assert len(pytorch_script(spec)) < MAX_TABLE_BYTES
        wide = "x,y,z\n" + "".join(f"{k / 7},{k / 3},{k / 9}\n" for k in range(49_000))
        hold_text(table_id(wide), wide)
        other = {"name": "table", "params": {"table": table_id(wide)}}
        spec = experiment({"kind": "network", "model": {"name": "mlp"}, "dataset": other}, racer("sgd"))
        with pytest.raises(InvalidSpec, match="at most 2,000,000"):
            pytorch_script(spec)
    finally:
        forget_tables()


def test_script_ends_by_name_where_a_step_fails(capsys: pytest.CaptureFixture[str]) -> None:
    fading = racer("lbfgs", lr=1.0) | {"schedule": {"name": "polynomial", "params": {"total_iters": 4}}}
    check(experiment(ROSENBROCK, fading))
    assert "stopped at step 4: ZeroDivisionError" in capsys.readouterr().err
    at_once = experiment(
        {"kind": "formula", "expression": "x**3 + y**2", "start": [0.0, 1.0]}, racer("newton")
    )
    assert printed(run_here(pytorch_script(at_once))) == expected(at_once)
    assert "no inverse" in capsys.readouterr().err


def test_script_of_an_overflowing_schedule_ends() -> None:
    params = {"mode": "triangular2", "step_size_up": 1, "step_size_down": 1}
    item = racer("sgd", lr=1e-3) | {"schedule": {"name": "cyclic", "params": params}}
    check(experiment({"kind": "surface", "surface": {"name": "bowl"}}, item, steps=2_060))


@pytest.mark.parametrize("optimizer", RATED)
@pytest.mark.parametrize("schedule", SCHEDULES.names)
def test_every_optimizer_under_every_schedule(optimizer: str, schedule: str) -> None:
    check(experiment(ROSENBROCK, racer(optimizer, schedule)))


@pytest.mark.parametrize("schedule", SCHEDULES.names)
def test_racers_under_different_schedules_share_one_loop(schedule: str) -> None:
    check(experiment(ROSENBROCK, racer("adam", schedule), racer("sgd"), racer("lbfgs", "reduce_on_plateau")))


def test_sixteen_racers() -> None:
    racers = [racer(name, schedule) for name, schedule in zip(RATED, [*SCHEDULES.names] * 2, strict=False)]
    check(experiment(ROSENBROCK, *racers[:16]))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets(preset: Any) -> None:
    check(experiment(ROSENBROCK, racer(preset.optimizer, **preset.params)))


@pytest.mark.parametrize("surface", SURFACES.names)
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_every_surface(surface: str, noise: float) -> None:
    problem = {"kind": "surface", "surface": {"name": surface}, "noise": noise}
    check(experiment(problem, racer("sgd", momentum=0.9), racer("adam"), seed=7))


def test_parameters_of_a_surface() -> None:
    problem = {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 7.0, "angle": -12.5}}}
    check(experiment(problem, racer("sgd")))


@pytest.mark.parametrize("optimizer", ["sgd", "lbfgs"])
def test_noise_over_more_than_one_block(optimizer: str) -> None:
    check(experiment(ROSENBROCK | {"noise": 0.1}, racer(optimizer), steps=600, seed=3))


@pytest.mark.parametrize("optimizer", RATED)
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_edits_of_all_live_parameters(optimizer: str, schedule: str) -> None:
    params = OPTIMIZERS.named(optimizer).params
    values = {name: EDITS[name] for name in live_fields(params) if name not in ("lr", "eps")}
    if "eps" in live_fields(params) and optimizer != "adafactor":
        values["eps"] = EDITS["eps"]
    edits = [
        {"step": 10 + number, "racer": 0, "set": {name: value}}
        for number, (name, value) in enumerate(values.items())
    ]
    edits += [
        {"step": step, "racer": 0, "set": {"lr": lr}} for step, lr in ((5, 1e-4), (5, 2e-4), (33, 5e-4))
    ]
    check(experiment(ROSENBROCK, racer(optimizer, schedule, lr=1e-3), edits=edits))


@pytest.mark.parametrize("schedule", SCHEDULES.names)
def test_a_learning_rate_edited_under_every_schedule(schedule: str) -> None:
    edits = [{"step": step, "racer": 1, "set": {"lr": lr}} for step, lr in ((7, 0.02), (20, 0.0), (25, 0.01))]
    check(experiment(ROSENBROCK, racer("adam", "cosine"), racer("adam", schedule, lr=0.05), edits=edits))


@pytest.mark.parametrize(
    "expression",
    [
        "x**2 + 3*sin(y)",
        "-x^2 - (x - y)^2 - -3 + 2*pi*y",
        "2**x + x**y**2 + 1/(1 + e**-x)",
        "min(x, 2) + max(y, x) + hypot(x, y/3) + atan2(y, 2 + 1)",
        "softplus(x) + sigmoid(y) + relu(x*y) + abs(x) + floor(y)",
        "sqrt(2)*x + log(pi)*y + 10**3/7*x*y + 1e-7*x",
        "3",
        "1/0*0 + x",
        "y",
        "(-2)**2*x - (x*y)/(y/x) + x/(y*2)*(3 - (2 - x))",
        "cos(3*(x + y)) + 0.1*x**4.5 + ln(x*x + 1)",
    ],
)
def test_formulas(expression: str) -> None:
    problem = {"kind": "formula", "expression": expression, "start": [0.7, 1.3]}
    spec = experiment(problem, racer("adam", lr=0.05), racer("sgd", lr=0.01))
    assert printed(run_here(pytorch_script(spec))) == expected(spec)


@pytest.mark.parametrize(
    ("expression", "start"),
    [("exp(x*x)", [1.0, 1.0]), ("log(x)", [-1.0, 0.0]), ("sqrt(x) + y", [0.0, 1.0]), ("x**4", [5.0, 0.0])],
)
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop", "lbfgs", "adagrad"])
def test_divergence_ends_both_at_the_same_point(expression: str, start: list[float], optimizer: str) -> None:
    problem = {"kind": "formula", "expression": expression, "start": start}
    spec = experiment(problem, racer(optimizer, lr=100.0), racer(optimizer, lr=0.5))
    assert printed(run_here(pytorch_script(spec))) == expected(spec)


@pytest.mark.parametrize(("model", "dataset", "loss"), PAIRS)
def test_every_network(model: str, dataset: str, loss: str) -> None:
    problem = {
        "kind": "network",
        "model": {"name": model},
        "dataset": {"name": dataset, "params": SMALL_SETS.get(dataset, {})},
        "loss": {"name": loss},
        "batch_size": 32,
    }
    check(experiment(problem, racer("sgd", momentum=0.9), racer("adam", "cosine"), steps=12, seed=11))


@pytest.mark.parametrize("optimizer", ON_NETWORKS)
@pytest.mark.parametrize("batch_size", [None, 7])
def test_every_optimizer_on_a_network(optimizer: str, batch_size: int | None) -> None:
    problem = MOONS | {"batch_size": batch_size, "weights_draw": batch_size or 0}
    check(experiment(problem, racer(optimizer, "exponential"), steps=35))


@pytest.mark.parametrize("initializer", INITIALIZERS.names)
def test_every_initializer(initializer: str) -> None:
    problem = MOONS | {"initializer": {"name": initializer}, "batch_size": 50}
    check(experiment(problem, racer("adam"), steps=10, seed=5))


@pytest.mark.parametrize("activation", ACTIVATIONS.names)
@pytest.mark.parametrize("normalization", NORMALIZATIONS.names)
@pytest.mark.parametrize("skip", [False, True])
def test_every_layer(activation: str, normalization: str, skip: bool) -> None:
    params = {"hidden": [8, 8, 5], "activation": activation, "normalization": normalization, "skip": skip}
    problem = MOONS | {"model": {"name": "mlp", "params": params}, "batch_size": 40}
    check(experiment(problem, racer("sgd", momentum=0.9), steps=15))


@pytest.mark.parametrize("batch_size", [None, 33])
@pytest.mark.parametrize(
    "params",
    [
        {"dropout": 0.3},
        {"normalization": "batch", "statistics": "running"},
        {"normalization": "batch", "statistics": "running", "dropout": 0.2, "skip": True},
    ],
)
def test_dropout_and_batch_normalization(params: dict[str, Any], batch_size: int | None) -> None:
    problem = MOONS | {
        "model": {"name": "mlp", "params": {"hidden": [8, 8], **params}},
        "batch_size": batch_size,
    }
    data = {"name": "moons", "params": {"samples": 199}}  # 199 = 6 x 33 + 1
    check(experiment(problem | {"dataset": data}, racer("adam"), racer("lbfgs"), steps=15, seed=2))


def test_dropout_edited_on_the_way() -> None:
    edits = [
        {"step": step, "racer": number, "set": {"dropout": rate}}
        for step, number, rate in ((2, 0, 0.5), (4, 1, 0.1), (9, 0, 0.0), (11, 1, 0.7))
    ]
    check(experiment(MOONS | {"batch_size": 32}, racer("sgd"), racer("adam"), edits=edits, steps=20))
    sizes = [{"step": 5, "racer": 0, "set": {"batch_size": 66}}]
    normal = MOONS | {"model": {"name": "mlp", "params": {"normalization": "batch"}}}
    check(experiment(normal | {"batch_size": 199}, racer("sgd"), edits=sizes, steps=20))


def test_batch_sizes_edited_on_the_way() -> None:
    edits = [
        {"step": step, "racer": number, "set": {"batch_size": size}}
        for step, number, size in ((3, 0, 64), (9, 1, 5), (12, 1, 150), (20, 0, 200))
    ]
    check(experiment(MOONS | {"batch_size": 32}, racer("sgd"), racer("adam"), racer("lbfgs"), edits=edits))
    check(experiment(MOONS, racer("sgd"), edits=edits[:1]))


@pytest.mark.parametrize("l1", [0.0, 0.002])
@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
@pytest.mark.parametrize("batch_size", [None, 20])
def test_penalties_and_early_stopping(l1: float, optimizer: str, batch_size: int | None) -> None:
    noisy = {"name": "moons", "params": {"samples": 60, "noise": 0.4, "test_share": 0.4}}
    problem = MOONS | {"dataset": noisy, "batch_size": batch_size, "l1": l1, "early_stopping": 2}
    spec = experiment(problem, racer(optimizer, lr=0.1), steps=90)
    rows = expected(spec)
    assert len(rows) < 91, "it stops early"
    check(spec)
    edits = [{"step": step, "racer": 1, "set": {"l1": value}} for step, value in ((4, 0.01), (9, 0.0))]
    check(experiment(problem, racer("sgd"), racer(optimizer), steps=14, edits=edits))


@pytest.mark.parametrize("batch_size", [None, 20])
def test_measure_every(batch_size: int | None) -> None:
    problem = MOONS | {"batch_size": batch_size, "measure_every": 4}
    edits = [{"step": 6, "racer": 0, "set": {"batch_size": 8}}]
    check(experiment(problem, racer("adam"), racer("sgd"), steps=14))
    check(experiment(problem, racer("adam"), steps=14, edits=edits))


@pytest.mark.parametrize("scaling", ["raw", "standardize", "min_max"])
def test_real_data_with_every_scaling(scaling: str) -> None:
    for dataset, model in (("diabetes", "line"), ("breast_cancer", "logistic_neuron"), ("digits", "mlp")):
        problem = {
            "kind": "network",
            "model": {"name": model},
            "dataset": {"name": dataset, "params": {"scaling": scaling}},
        }
        check(experiment(problem, racer("adam"), steps=4))


@pytest.mark.parametrize(
    "label", ['"""; print(1)', "a\nprint(2)", "\u2028print(3)", "\\", "Ωmega 😀", "# }{", "\r\x0cprint(4)"]
)
def test_label_cannot_become_code(label: str) -> None:
    spec = experiment(ROSENBROCK, racer("adam") | {"label": label}, racer("sgd"), steps=3)
    assert printed(run_here(pytorch_script(spec))) == expected(spec)


ALONE = [
    experiment(ROSENBROCK | {"noise": 0.5}, racer("adam", "one_cycle"), seed=2),
    experiment(MOONS | {"batch_size": 16}, racer("muon"), racer("sgd", "step"), steps=20),
    experiment({"kind": "formula", "expression": "softplus(x) + hypot(x, y)"}, racer("lbfgs")),
]


@pytest.mark.parametrize("spec", ALONE, ids=["surface", "network", "formula"])
def test_script_runs_on_its_own(spec: Experiment, tmp_path: Path) -> None:
    path = tmp_path / "descent.py"
    path.write_text(pytorch_script(spec), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert printed(done.stdout) == expected(spec)


def test_scripts_pass_the_linter(tmp_path: Path) -> None:
    """No unused import, no undefined name, no long line."""
    for number, spec in enumerate(ALONE):
        (tmp_path / f"script{number}.py").write_text(pytorch_script(spec), encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--select",
            "E,F,W,I",
            "--line-length",
            "120",
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
