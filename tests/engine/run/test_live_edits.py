"""Live edits: any field at any step, against a plain torch loop that sets its parameter group."""

from functools import partial
from typing import Any

import pytest
import torch
from engine_builders import experiment, plain_loop, racer, surface, torch_optimizer
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.schedules import SCHEDULES
from engine.catalog.surfaces import SURFACES
from engine.core.params import live_fields
from engine.landscape.build import build_race
from engine.run.trajectory import COLUMNS

STEPS = 40
RATE = COLUMNS.index("lr")

SHARES = st.floats(0.0, 0.95)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "lr": st.floats(1e-5, 0.01),
    "momentum": SHARES,
    "dampening": SHARES,
    "weight_decay": st.floats(0.0, 0.5),
    "betas": st.lists(SHARES, min_size=2, max_size=2),
    "alpha": SHARES,
    "eps": st.floats(1e-10, 1e-2),
    "lr_decay": st.floats(0.0, 0.5),
}
"""For each live field, values with which no racer diverges at once."""


@pytest.mark.parametrize("name", ["sgd", "adam", "rmsprop", "adagrad"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_live_edits_equal_a_plain_loop(name: str, data: st.DataObject) -> None:
    fields = sorted(live_fields(OPTIMIZERS.named(name).params))
    assert set(fields) <= set(VALUES)
    wanted = st.sets(st.sampled_from(fields), min_size=1).flatmap(
        lambda chosen: st.fixed_dictionaries({field: VALUES[field] for field in sorted(chosen)})
    )
    changes = data.draw(st.dictionaries(st.integers(0, STEPS), wanted, max_size=6))
    edits = [{"step": step, "racer": 0, "set": change} for step, change in sorted(changes.items())]
    made = experiment(surface("rosenbrock"), [racer(name, lr=1e-3)], STEPS, edits=edits)

    def before(step: int, optimizer: torch.optim.Optimizer) -> None:
        change = changes.get(step, {})
        optimizer.param_groups[0].update(change)
        if name == "rmsprop" and "momentum" in change:
            for point, state in optimizer.state.items():  # torch has no buffer yet: it starts at zero
                state.setdefault("momentum_buffer", torch.zeros_like(point))

    function, start = SURFACES.named("rosenbrock").function, SURFACES.named("rosenbrock").start
    build = partial(torch_optimizer, name, **made.racers[0].optimizer.params.model_dump())
    (rows,) = build_race(made).advance(STEPS + 1).racers
    assert rows[:3].tobytes() == plain_loop(function, start, build, STEPS, before).tobytes()


@pytest.mark.parametrize("name", [entry.name for entry in SCHEDULES if not entry.watches_loss])
@settings(max_examples=10, deadline=None)
@given(bases=st.dictionaries(st.integers(0, STEPS), st.floats(1e-4, 0.05), max_size=5))
def test_rate_is_the_latest_base_times_its_factor(name: str, bases: dict[int, float]) -> None:
    """However many new learning rates came before: none of them leaves a trace."""
    first, made = 0.02, [racer("sgd", {"name": name}, lr=0.02)]
    edits = [{"step": step, "racer": 0, "set": {"lr": base}} for step, base in sorted(bases.items())]
    plain, edited = (
        build_race(experiment(surface("bowl"), made, STEPS, edits=some)).advance(STEPS + 1).racers[0][RATE]
        for some in ([], edits)
    )
    in_force = [
        bases[max(known)] if (known := {k for k in bases if k <= at}) else first for at in range(STEPS + 1)
    ]
    assert edited.tolist() == pytest.approx(
        [rate * base / first for rate, base in zip(plain, in_force, strict=True)]
    )
