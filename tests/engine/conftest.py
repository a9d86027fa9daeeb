"""Engine test setup: one torch thread, as in the workers; more would change sums.

Random examples are the same in every run, so that results are repeatable; ``make acceptance``
draws others.
"""

import os

import torch
from hypothesis import settings

torch.set_num_threads(1)

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("EXAMPLES", "repeatable"))
