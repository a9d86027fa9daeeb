"""Experiments around an entry: a small one for each entry of the catalog with given settings."""

from typing import Any

from engine_builders import experiment, racer
from network_specs import network_experiment

from engine.catalog.datasets import DATASETS
from engine.catalog.models import MODELS
from engine.spec.experiment import Experiment

MLP = {"name": "mlp", "params": {"hidden": [3]}}
MODEL_OF = {
    "text": "recurrent", "sensor": "recurrent", "clips": "clip_cnn", "curve": "line", "diabetes": "mlp",
    "proportional": "line",
}  # fmt: skip
DATA_OF = {"line": "diabetes", "linear_chain": "curve", "logistic_neuron": "breast_cancer", "cnn": "digits",
           "recurrent": "text", "transformer": "text", "clip_cnn": "clips"}  # fmt: skip
FIELD_OF = {"models": "model", "datasets": "dataset", "initializers": "initializer", "losses": "loss"}


def experiment_around(family: str, name: str, settings: dict[str, Any], **more: Any) -> Experiment:
    """A completed experiment with an entry of a family and its settings."""
    choice: dict[str, Any] = {"name": name, "params": settings}
    if family == "surfaces":
        return experiment({"kind": "surface", "surface": choice}, [racer("sgd")], **more)
    own: dict[str, Any] = {"model": MLP, "dataset": "moons", "plane": {"name": "weights"}}
    if family == "models":
        data = DATA_OF.get(name, "moons")
        few = {"samples": 40} if "samples" in DATASETS.named(data).params.model_fields else {}
        own |= {"model": choice, "dataset": {"name": data, "params": few}}
    elif family == "datasets":
        own |= {"model": MODEL_OF.get(name, "mlp"), "dataset": choice}
    elif family == "planes":
        own["plane"] = choice
    elif family in FIELD_OF:
        own[FIELD_OF[family]] = choice
    model = own["model"] if isinstance(own["model"], str) else own["model"]["name"]
    if MODELS.named(model).weights == 2:
        own["plane"] = None
    racers = [racer("sgd", lr=0.1, momentum=0.5), racer("adam", lr=0.01), racer("rmsprop", lr=0.01)]
    if family == "optimizers":
        racers[0] = {"optimizer": choice}
    elif family == "schedules":
        racers[0]["schedule"] = choice
    return network_experiment(**own, racers=racers, **more)


def choice_of(family: str, made: Experiment) -> Any:
    """The choice of that family in an experiment, the first racer's if racers have it."""
    if family == "surfaces":
        return made.problem.surface  # type: ignore[attr-defined]
    if family in FIELD_OF:
        return getattr(made.problem, FIELD_OF[family])
    return made.plane if family == "planes" else getattr(made.racers[0], family.removesuffix("s"))
