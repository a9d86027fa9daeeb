"""A network that looks at all of a sequence at once."""

import math
from typing import final

from torch import Tensor, nn

from ...core.inputs import InputSpec
from ...core.params import Params, integer
from .base import Model
from .fields import dropout_field
from .residual import Residual
from .sequence import input_embedding

PER_HEAD = 8
"""Numbers by which a head compares two positions."""


@final
class TransformerParams(Params):
    """Depth and width."""

    layers: int = integer(1, "Layers of attention, each with two dense ones.", soft=(1, 4), ge=1, le=6)
    heads: int = integer(
        2, f"Heads of attention; each compares positions by {PER_HEAD} numbers.", soft=(1, 6), ge=1, le=8
    )
    dropout: float = dropout_field("hidden units of the dense layers")


@final
class Attention(nn.Module):
    """Every position takes from every other as much as its query fits the other's key."""

    def __init__(self, heads: int, compare: nn.Module, mix: nn.Module) -> None:
        super().__init__()
        self.heads = heads
        self.compare = compare
        self.mix = mix

    def forward(self, x: Tensor) -> Tensor:
        parts = self.compare(x).unflatten(2, (3, self.heads, -1))
        queries, keys, values = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[3])
        taken = scores.softmax(3) @ values
        return self.mix(taken.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]


@final
class Transformer(nn.Module):
    """Blocks over all positions; the last position gives the answer."""

    def __init__(self, enter: nn.Module, places: nn.Embedding, blocks: nn.Module, leave: nn.Module) -> None:
        super().__init__()
        self.enter = enter
        self.places = places
        self.blocks = blocks
        self.leave = leave

    def forward(self, x: Tensor) -> Tensor:
        seen = self.blocks(self.enter(x) + self.places.weight)
        return self.leave(seen[:, -1])  # type: ignore[no-any-return]


def _block(params: TransformerParams, width: int) -> list[nn.Module]:
    attention = Attention(params.heads, nn.Linear(width, 3 * width), nn.Linear(width, width))
    dense: list[nn.Module] = [nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, width)]
    if params.dropout > 0:
        dense.insert(2, nn.Dropout(params.dropout))
    return [
        Residual(nn.Sequential(nn.LayerNorm(width), attention)),
        Residual(nn.Sequential(nn.LayerNorm(width), *dense)),
    ]


def _build(params: TransformerParams, inputs: InputSpec, outputs: int) -> nn.Module:
    width = PER_HEAD * params.heads
    enter, channels = input_embedding(inputs, width)
    if inputs.vocabulary is None:
        enter = nn.Sequential(enter, nn.Linear(channels, width))
    blocks = [part for _ in range(params.layers) for part in _block(params, width)]
    leave = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, outputs))
    return Transformer(enter, nn.Embedding(inputs.shape[0], width), nn.Sequential(*blocks), leave)


ENTRY = Model(
    name="transformer",
    title="Transformer",
    summary="Looks at all of a sequence at once: every position asks every other, and takes from those that "
    "answer. Normalization and skip connections keep it trainable.",
    formula=r"\mathrm{softmax}\!\left(\frac{Q K^{\top}}{\sqrt{d}}\right) V",
    reference="Vaswani et al. 2017, Attention is all you need",
    params=TransformerParams,
    build=_build,
    tasks=("classification", "regression"),
    dataset="text",
    batch_size=32,
    forms=("sequence",),
    symbols=True,
)
