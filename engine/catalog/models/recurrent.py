"""Recurrent network: reads a sequence step by step and predicts from its last state."""

from typing import Literal, final

from torch import Tensor, nn

from ...core.inputs import InputSpec
from ...core.params import Params, integer, option
from .base import Model
from .fields import dropout_field
from .sequence import input_embedding

CELLS = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}


@final
class RecurrentParams(Params):
    """Parameters: the cell, its memory, the embedding of symbols and dropout."""

    cell: Literal["rnn", "gru", "lstm"] = option(
        "gru",
        "A plain cell, or one with gates that let a memory pass (two states in the lstm).",
        labels={"rnn": "Plain", "gru": "GRU", "lstm": "LSTM"},
    )
    memory: int = integer(24, "Units of memory.", soft=(4, 64), ge=1, le=128)
    embedding: int = integer(12, "Numbers that stand for a symbol.", soft=(2, 32), ge=1, le=64)
    dropout: float = dropout_field("the memory's units before the last layer")


@final
class Recurrent(nn.Module):
    """A recurrent cell applied along the sequence; the output layer takes its last hidden state.

    It uses cells, because torch's whole layers (``nn.GRU``) do not always have a second derivative.
    """

    def __init__(self, embed: nn.Module, cell: nn.Module, head: nn.Module) -> None:
        super().__init__()
        self.embed = embed
        self.cell = cell
        self.head = head

    def forward(self, x: Tensor) -> Tensor:
        state = None
        for x_t in self.embed(x).unbind(1):
            state = self.cell(x_t, state)
        memory = state[0] if isinstance(state, tuple) else state
        return self.head(memory)  # type: ignore[no-any-return]


def _build(params: RecurrentParams, inputs: InputSpec, outputs: int) -> nn.Module:
    embed, width = input_embedding(inputs, params.embedding)
    head: nn.Module = nn.Linear(params.memory, outputs)
    if params.dropout > 0:
        head = nn.Sequential(nn.Dropout(params.dropout), head)
    return Recurrent(embed, CELLS[params.cell](width, params.memory), head)


ENTRY = Model(
    name="recurrent",
    title="Recurrent network",
    aliases=("rnn", "lstm", "gru"),
    summary="Reads a sequence step by step and keeps what matters in a memory. A plain cell forgets, and its "
    "gradient fades or bursts along the way; gates keep both.",
    formula=r"h_t = \tanh(W x_t + U h_{t-1} + b)",
    reference="Elman 1990, Finding structure in time; Hochreiter & Schmidhuber 1997, Long short-term memory; "
    "Cho et al. 2014 (GRU)",
    params=RecurrentParams,
    build=_build,
    tasks=("classification", "regression"),
    dataset="text",
    batch_size=32,
    forms=("sequence",),
    symbols=True,
)
