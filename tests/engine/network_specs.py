"""Network experiments: builder for the tests."""

from typing import Any

from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

MLP = {"name": "mlp", "params": {"hidden": [8, 8]}}


def network_experiment(
    model: str | dict[str, Any] = "line",
    dataset: str | dict[str, Any] = "diabetes",
    *,
    racers: list[dict[str, Any]] | None = None,
    steps: int = 50,
    seed: int = 0,
    plane: dict[str, Any] | None = None,
    edits: list[dict[str, Any]] | None = None,
    **problem: Any,
) -> Experiment:
    """A completed experiment; names stand for entries with their default parameters."""
    spec = {
        "kind": "network",
        "model": {"name": model} if isinstance(model, str) else model,
        "dataset": {"name": dataset} if isinstance(dataset, str) else dataset,
        **problem,
    }
    experiment = {
        "problem": spec,
        "racers": racers or [{"optimizer": {"name": "sgd"}}],
        "steps": steps,
        "seed": seed,
        "edits": edits or [],
        "plane": plane,
    }
    return complete(Experiment.model_validate(experiment))
