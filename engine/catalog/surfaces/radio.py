"""Radio: the loss of one sine neuron, tuned by frequency and phase."""

import torch
from torch import Tensor

from .base import Surface

TIMES = torch.linspace(0, 10, 200, dtype=torch.float64)
STATION = torch.sin(2 * TIMES + 0.7)


def radio(x: Tensor, y: Tensor) -> Tensor:
    """A sine wave fitted to another by frequency x and phase y; 200 instants from 0 to 10."""
    wave = torch.sin(x.unsqueeze(-1) * TIMES + y.unsqueeze(-1))
    return (0.5 * (wave - STATION) ** 2).mean(-1)


ENTRY = Surface(
    name="radio",
    title="Radio",
    summary=(
        "Tune one neuron, by frequency and phase, to a station: a narrow basin among side lobes "
        "that lead nowhere."
    ),
    formula=(
        r"f(x, y) = \frac{1}{200} \sum_{i=1}^{200} \tfrac12 \left(\sin(x t_i + y) - \sin(2 t_i + "
        r"0.7)\right)^2, \quad t_i = \tfrac{10 (i - 1)}{199}"
    ),
    reference="Fitting a sine wave by frequency and phase.",
    domain=((0.5, 4.5), (-3.141592653589793, 3.141592653589793)),
    minima=((2.0, 0.7, 0.0),),
    lowest_everywhere="a mean of squares",
    start=(1.2, 0.0),
    log_scale=False,
    kind="multimodal",
    function=radio,
)
