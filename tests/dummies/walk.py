"""Walk: takes the dummy entries through the engine, from the catalog to the exported script.

``test_dummy_entries.py`` runs it in a process of its own, because the registries are read once.
"""

import io
from contextlib import redirect_stdout
from typing import Any

import pytest
import torch
from experiments import NAMES, ON_NETWORK, ON_SURFACE

from engine.analyses.measure import QuantitiesRequest, measure
from engine.analyses.step_breakdown import StepBreakdownRequest, break_down
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.surfaces import SURFACES
from engine.catalog_document import catalog
from engine.core.errors import InvalidSpec
from engine.export.pytorch import pytorch_script
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import grid
from engine.run.race import Race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment


def completed(spec: dict[str, Any]) -> Experiment:
    experiment = complete(Experiment.model_validate(spec))
    assert complete(experiment) == experiment
    return experiment


def check_catalog() -> None:
    document = catalog()
    for family, name in NAMES.items():
        assert document[family][-1]["name"] == name, family
    rates = document["surfaces"][-1]["learning_rates"]
    methods = {method for method, rate in rates.items() if rate["show"] > 0 and not rate["measured"]}
    assert methods == rates.keys() == document["surfaces"][0]["learning_rates"].keys()
    known = document["surfaces"][0]["learning_rates"]
    assert known["adam"]["measured"]
    assert not known["dummy_lion"]["measured"]
    assert document["pairings"]["dummy_model"]["dummy_dataset"] == ["mse", "l1", "huber", "dummy_loss"]


def check_default_rates() -> None:
    lion, descent, adam = (racer.optimizer.params.lr for racer in completed(ON_SURFACE).racers)
    assert lion == min(descent, adam), "an entry without a rule gets the smaller of two stable rates"
    (on_network,) = completed(ON_NETWORK).racers
    assert on_network.optimizer.params.lr == OPTIMIZERS.named("dummy_lion").params().lr


def check_race(experiment: Experiment) -> None:
    """It runs, goes on from a checkpoint with the same bits, and is exported with the same bits."""
    whole = build_race(experiment).advance(experiment.steps + 1).racers
    assert all(torch.from_numpy(columns).isfinite().all() for columns in whole)
    assert all(columns[2, -1] < columns[2, 0] for columns in whole), "the loss falls"
    race = build_race(experiment)
    race.advance(7)
    again = Race.restore(experiment, race.checkpoint(), build_problem(experiment))
    rest = again.advance(experiment.steps + 1).racers
    for columns, tail in zip(whole, rest, strict=True):
        assert columns[:, 7:].tobytes() == tail.tobytes()
    printed = exported(experiment)
    for index, columns in enumerate(whole):
        rows = [row for row in printed if row.get("racer", "0") == str(index)]
        assert [float(row["loss"]) for row in rows] == columns[2].tolist(), index


def exported(experiment: Experiment) -> list[dict[str, str]]:
    """The rows that the exported script prints."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(pytorch_script(experiment), {"__name__": "__main__"})
    header, *lines = [line for line in printed.getvalue().splitlines() if not line.startswith("#")]
    return [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]


def check_plain_loop() -> None:
    """Lion's path on the dummy surface is that of a plain loop."""
    experiment = completed({**ON_SURFACE, "racers": [{"optimizer": {"name": "dummy_lion"}}]})
    entry, surface = OPTIMIZERS.named("dummy_lion"), SURFACES.named("dummy_surface")
    point = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = entry.torch_class([point], lr=experiment.racers[0].optimizer.params.lr)
    path = []
    for _ in range(experiment.steps + 1):
        path.append(point.tolist())
        optimizer.zero_grad()
        surface.function(*point.unbind()).backward()
        optimizer.step()
    x, y = build_race(experiment).advance(experiment.steps + 1).racers[0][:2]
    assert [list(place) for place in zip(x.tolist(), y.tolist(), strict=True)] == path


def check_analyses() -> None:
    network = completed(ON_NETWORK)
    request = QuantitiesRequest(experiment=network, racer=0, step=5, quantities=["dummy_quantity"])
    facts = measure(request)["quantities"]
    assert facts["dummy_quantity"]["length"] > 0
    with pytest.raises(InvalidSpec, match="Dummy Lion cannot be shown term by term"):
        break_down(StepBreakdownRequest(experiment=completed(ON_SURFACE), racer=0, step=3))


def check_landscape() -> None:
    for spec in (ON_SURFACE, ON_NETWORK):
        assert torch.from_numpy(grid(build_problem(completed(spec)), 5).z).isfinite().all()


if __name__ == "__main__":
    check_catalog()
    check_default_rates()
    check_race(completed(ON_SURFACE))
    check_race(completed(ON_NETWORK))
    check_plain_loop()
    check_analyses()
    check_landscape()
