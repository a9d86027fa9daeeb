"""One torch thread, as in the workers: more would slow small tensors down and change sums.

Random examples are the same in every run, so that a test that passes goes on passing; ``make acceptance``
draws others.
"""

import os

import torch
from hypothesis import settings

torch.set_num_threads(1)

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("EXAMPLES", "repeatable"))
