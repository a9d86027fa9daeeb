"""File names: what a browser calls the files of an experiment, as in ``rosenbrock-adam-momentum.png``."""

import re

from engine.catalog.methods import OPTIMIZERS
from engine.spec.experiment import Experiment

MOST_METHODS = 4
"""Methods that are named at most; a name with more would be too long to read."""


def file_stem(experiment: Experiment) -> str:
    """Name of a file of a completed experiment, without its suffix: the problem, then the methods."""
    choices = (racer.optimizer for racer in experiment.racers)
    methods = dict.fromkeys(OPTIMIZERS.named(one.name).method_of(one.params) for one in choices)
    parts = [*experiment.problem.names(), *list(methods)[:MOST_METHODS]]
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)


def disposition(stem: str, suffix: str, saved: bool = True) -> dict[str, str]:
    """The header that names a file; a browser shows it, where it can, unless it is ``saved``."""
    return {"Content-Disposition": f'{"attachment" if saved else "inline"}; filename="{stem}.{suffix}"'}
