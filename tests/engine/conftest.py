"""One torch thread, as in the workers: more would slow small tensors down and change sums."""

import torch

torch.set_num_threads(1)
