"""Transformer: attention over all positions of a sequence."""

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
"""Width of one attention head."""


@final
class TransformerParams(Params):
    """Parameters: number of layers, number of heads and dropout."""

    layers: int = integer(1, "Layers of attention, each with two dense ones.", soft=(1, 4), ge=1, le=6)
    heads: int = integer(
        2, f"Heads of attention; each compares positions by {PER_HEAD} numbers.", soft=(1, 6), ge=1, le=8
    )
    dropout: float = dropout_field("hidden units of the dense layers")


@final
class Attention(nn.Module):
    """Multi-head attention: each position takes the values of all others, weighted by query and key."""

    def __init__(self, heads: int, query_key_value: nn.Module, output: nn.Module) -> None:
        super().__init__()
        self.heads = heads
        self.query_key_value = query_key_value
        self.output = output

    def forward(self, x: Tensor) -> Tensor:
        parts = self.query_key_value(x).unflatten(2, (3, self.heads, -1))
        queries, keys, values = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[3])
        attended = scores.softmax(3) @ values
        return self.output(attended.transpose(1, 2).flatten(2))  # type: ignore[no-any-return]


@final
class Transformer(nn.Module):
    """Attention blocks over all positions; the output layer takes the last position."""

    def __init__(self, embed: nn.Module, positions: nn.Embedding, blocks: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.embed = embed
        self.positions = positions
        self.blocks = blocks
        self.head = head

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.blocks(self.embed(x) + self.positions.weight)
        return self.head(hidden[:, -1])  # type: ignore[no-any-return]


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
    embed, channels = input_embedding(inputs, width)
    if inputs.vocabulary is None:
        embed = nn.Sequential(embed, nn.Linear(channels, width))
    blocks = [part for _ in range(params.layers) for part in _block(params, width)]
    head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, outputs))
    return Transformer(embed, nn.Embedding(inputs.shape[0], width), nn.Sequential(*blocks), head)


ENTRY = Model(
    name="transformer",
    title="Transformer",
    aliases=("TransformerEncoder", "attention"),
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
