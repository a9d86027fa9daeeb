"""Digits example: its training time, and its accuracy on test data."""

import time
from statistics import median

import torch

from app.web.gallery import example
from engine.analyses.measure import QuantitiesRequest, measure
from engine.landscape.build import build_race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .report import Figure, spread

SEEDS = 5


def measure_one(seed: int) -> tuple[float, float]:
    """CPU seconds on one core, and test accuracy, of the example's Adam."""
    body = example("digits").experiment
    alone = {**body, "racers": body["racers"][-1:], "plane": {"name": "random"}, "seed": seed}
    experiment = complete(Experiment.model_validate(alone))
    race = build_race(experiment)
    begun = time.process_time()
    race.advance(experiment.steps + 1)
    spent = time.process_time() - begun
    measured = measure(
        QuantitiesRequest(experiment=experiment, racer=0, step=experiment.steps, quantities=["learning"])
    )
    return spent, measured["quantities"]["learning"]["test_accuracy"][-1]


def figures() -> list[Figure]:
    """Figures over a few seeds, each with its own weights, batches and test data."""
    torch.set_num_threads(1)
    measured = [measure_one(seed) for seed in range(SEEDS)]
    seconds, right = ([one[k] for one in measured] for k in range(2))
    percent = [100 * share for share in right]
    what = "digits MLP, example with Adam"
    return [
        Figure(f"{what}: time to train", median(seconds), "s", 10, "lower", spread(seconds)),
        Figure(f"{what}: right on unseen digits", median(percent), "%", 97, "higher", spread(percent)),
    ]
