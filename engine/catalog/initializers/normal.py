"""Normal initializers: Gaussian weights of a fixed standard deviation, for any size of layer."""

from typing import final

from torch import Generator, Tensor, nn

from ...core.params import Params, real
from .base import Initializer


@final
class SmallNormalParams(Params):
    """The standard deviation."""

    std: float = real(
        0.01,
        "Standard deviation.",
        soft=(1e-4, 0.1),
        scale="log",
        symbol=r"\sigma",
        gt=0.0,
        le=1e3,
        label="Standard deviation",
    )


@final
class LargeNormalParams(Params):
    """The standard deviation."""

    std: float = real(
        1.0,
        "Standard deviation.",
        soft=(0.1, 10.0),
        scale="log",
        symbol=r"\sigma",
        gt=0.0,
        le=1e3,
        label="Standard deviation",
    )


def _fill(
    params: SmallNormalParams | LargeNormalParams, weight: Tensor, generator: Generator, _nonlinearity: str
) -> Tensor:
    return nn.init.normal_(weight, std=params.std, generator=generator)


ENTRIES = (
    Initializer(
        name="small_normal",
        title="Small normal",
        aliases=("RandomNormal", "normal"),
        summary="Gaussian weights much smaller than a layer needs: signals and gradients vanish with depth.",
        formula=r"W \sim \mathcal N(0, \sigma^2)",
        reference="torch.nn.init.normal_",
        params=SmallNormalParams,
        fill=_fill,
    ),
    Initializer(
        name="large_normal",
        title="Large normal",
        summary="Gaussian weights much larger than a layer needs: units saturate, or signals explode with "
        "depth.",
        formula=r"W \sim \mathcal N(0, \sigma^2)",
        reference="torch.nn.init.normal_",
        params=LargeNormalParams,
        fill=_fill,
    ),
)
