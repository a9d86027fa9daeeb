"""A model."""

from torch import nn

from ...core.inputs import InputSpec
from ...core.params import Params, integer
from .base import Model


class DummyModelParams(Params):
    """Its width."""

    units: int = integer(4, "Hidden units.", soft=(1, 16), ge=1, le=64)


def _build(params: DummyModelParams, inputs: InputSpec, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs.features, params.units), nn.Tanh(), nn.Linear(params.units, outputs)
    )


ENTRY = Model(
    name="dummy_model",
    title="Dummy model",
    summary="One hidden layer.",
    params=DummyModelParams,
    build=_build,
    tasks=("regression",),
    dataset="dummy_dataset",
    batch_size=8,
)
