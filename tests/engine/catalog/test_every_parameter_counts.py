"""Parameters count: another value of any parameter of the catalog gives another run or another land."""

from typing import Any

import pytest
from around import experiment_around
from other_values import other_settings

from engine.catalog_document import FAMILIES
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import grid

STEPS = {"optimizers": 12, "schedules": 12, "planes": 12}
"""Steps of a run; others are shorter."""

CHOSEN = ["surfaces", "optimizers", "schedules", "models", "datasets", "initializers", "losses", "planes"]
"""Families that an experiment chooses from; parameters of others would have no place."""

RISING = {"mode": "max", "patience": 0}
"""A falling loss does not improve, so that the plateau schedule acts at once."""

Case = tuple[dict[str, Any], Any]
CASES: dict[tuple[str, str], Case] = {
    ("mlp", "statistics"): ({"normalization": "batch"}, "batch"),
    ("cnn", "statistics"): ({"normalization": "batch"}, "batch"),
    ("clip_cnn", "statistics"): ({"normalization": "batch"}, "batch"),
    ("cnn", "residual"): ({"blocks": 1}, False),
    ("adam", "decoupled_weight_decay"): ({"weight_decay": 0.1}, True),
    ("nadam", "decoupled_weight_decay"): ({"weight_decay": 0.1}, True),
    ("radam", "decoupled_weight_decay"): ({"weight_decay": 0.1}, True),
    ("adagrad", "eps"): ({}, 0.01),
    ("rprop", "step_sizes"): ({}, [1e-5, 0.02]),
    ("lbfgs", "max_eval"): ({"max_iter": 5}, 2),
    ("lbfgs", "tolerance_grad"): ({}, 10.0),
    ("lbfgs", "tolerance_change"): ({"max_iter": 5}, 10.0),
    ("lbfgs", "history_size"): ({}, 1),
    ("muon", "eps"): ({}, 0.5),
    ("muon", "adjust_lr_fn"): ({}, "match_rms_adamw"),
    ("newton", "line_search"): ({"damping": 0.01}, True),
    ("pca", "step"): ({"origin": "current"}, 3),
    ("random", "racer"): ({"origin": "final"}, 1),
    ("random", "step"): ({"origin": "current"}, 3),
    ("random", "biases"): ({"origin": "final"}, "scaled"),
    ("hessian", "racer"): ({"origin": "final"}, 1),
    ("hessian", "step"): ({"origin": "current"}, 3),
    ("gradient", "racer"): ({"origin": "final"}, 1),
    ("gradient", "step"): ({"origin": "current"}, 3),
    ("gradient", "second"): ({"origin": "final"}, "bend"),
    ("interpolation", "other"): ({"between": "two_ends"}, 2),
    ("weights", "first"): ({"second": 5}, 1),
    ("weights", "racer"): ({"origin": "final"}, 1),
    ("weights", "step"): ({"origin": "current"}, 3),
    ("step", "step_size"): ({}, 3),
    ("step", "gamma"): ({"step_size": 4}, 0.5),
    ("multi_step", "gamma"): ({"milestones": [3, 6]}, 0.5),
    ("cosine_warm_restarts", "T_mult"): ({"T_0": 3}, 2),
    ("one_cycle", "base_momentum"): ({"cycle_momentum": True}, 0.5),
    ("one_cycle", "max_momentum"): ({"cycle_momentum": True}, 0.99),
    ("cyclic", "mode"): ({"step_size_up": 2}, "triangular2"),
    ("cyclic", "gamma"): ({"mode": "exp_range"}, 0.5),
    ("cyclic", "base_momentum"): ({"cycle_momentum": True}, 0.5),
    ("cyclic", "max_momentum"): ({"cycle_momentum": True}, 0.99),
    ("reduce_on_plateau", "factor"): (RISING, 0.5),
    ("reduce_on_plateau", "patience"): ({"mode": "max", "patience": 1}, 2),
    ("reduce_on_plateau", "threshold"): ({"patience": 0}, 0.5),
    ("reduce_on_plateau", "threshold_mode"): ({"patience": 0, "threshold": 0.02}, "abs"),
    ("reduce_on_plateau", "cooldown"): (RISING, 3),
    ("reduce_on_plateau", "min_lr"): (RISING, 0.05),
    ("reduce_on_plateau", "eps"): (RISING, 1.0),
    ("points", "task"): ({"test_share": 0.0}, "regression"),
    ("table", "delimiter"): ({"csv": "a,b;c,d\n1,5;2,7\n3,5;4,1\n5,5;6,3\n", "test_share": 0.0}, ","),
    ("table", "decimal"): ({"csv": "x;y\n1,234;1\n2,345;2\n30;4\n", "test_share": 0.0}, "."),
    ("table", "header"): ({"csv": "7,8\n1,2\n2,3.5\n5,6\n", "test_share": 0.0}, "yes"),
    ("table", "task"): ({"csv": "x,y\n1,0\n2,1\n3,0\n4,1\n", "test_share": 0.0}, "regression"),
    ("table", "gaps"): ({"csv": "x,z,y\n1,1,0.5\n,2,1\n3,5,7\n4,4,2\n", "test_share": 0.0}, "fill"),
}
"""Parameters that need other settings, or a larger change, to have an effect in a run this small."""

WITHOUT_EFFECT = {
    ("table", "target"): "the last column is the target anyway",
    ("asgd", "t0"): "it is when ASGD begins to average, and the racer is not the average",
}
"""Parameters that leave this run as it is, with the reason."""


def seen(family: str, name: str, settings: dict[str, Any]) -> bytes:
    """The bytes of a run; of a plane, those of a coarse land on it."""
    steps = STEPS.get(family, 3)
    more: dict[str, Any] = {"steps": steps}
    if family != "surfaces":
        more |= {"batch_size": 8, "measure_every": 1 if family == "schedules" else steps}
    made = experiment_around(family, name, settings, **more)
    if family == "planes":
        land = grid(build_problem(made), 3)
        return land.z.tobytes() + repr(land.info.domain).encode()
    return b"".join(rows.tobytes() for rows in build_race(made).advance(steps + 1).racers)


@pytest.mark.parametrize("family", CHOSEN)
def test_every_parameter_has_an_effect(family: str) -> None:
    silent = set()
    runs: dict[str, bytes] = {}
    for entry, name, settings in other_settings(FAMILIES[family]):
        base = {key: value for key, value in settings.items() if key != name}
        more, value = CASES.get((entry.name, name), (base, settings[name]))
        if family == "datasets" and name != "samples" and "samples" in entry.params.model_fields:
            more = more | {"samples": 40}
        key = f"{entry.name} {more}"
        runs[key] = runs[key] if key in runs else seen(family, entry.name, more)
        if runs[key] == seen(family, entry.name, more | {name: value}):
            silent.add((entry.name, name))
    assert silent == {key for key in WITHOUT_EFFECT if key[0] in FAMILIES[family].names}
