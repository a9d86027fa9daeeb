"""Preloaded module: imported once by the fork server, so that every forked worker starts warm.

Torch takes 1.6 s to import, and the first step of its first optimizer another 1.4 s (it imports
torch._dynamo). A worker that is forked from here is ready in milliseconds, and shares this memory.
"""

import gc

gc.disable()  # until all is here: a collection would look through it again and again

import numpy as np  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)  # before any operation: forking is safe only while there is one thread

from engine.analyses import run_analysis  # noqa: E402, F401
from engine.catalog.datasets import DATASETS  # noqa: E402
from engine.catalog.methods import OPTIMIZERS  # noqa: E402
from engine.landscape.build import build_race  # noqa: E402
from engine.spec.defaults import complete  # noqa: E402
from engine.spec.experiment import Experiment  # noqa: E402

SURFACE = {"kind": "surface", "surface": {"name": "rosenbrock"}}
NETWORK = {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}}


def _warm() -> None:
    """Read every dataset, and take a few steps with every optimizer on a surface and on a network."""
    for dataset in DATASETS:
        dataset.draw(dataset.params(), np.random.default_rng(0))
    usable = [{"optimizer": {"name": entry.name}} for entry in OPTIMIZERS if not entry.matrices_only]
    for problem, racers in ((SURFACE, usable), (NETWORK, usable[:1])):
        example = {"problem": problem, "racers": racers[:16], "steps": 3}
        build_race(complete(Experiment.model_validate(example))).advance(4)


_warm()
# A worker's garbage collector would write into each object that was created here, and so copy every shared
# page: 70 MB in each worker at its first full collection. It does not touch frozen objects.
gc.collect()
gc.freeze()
gc.enable()
