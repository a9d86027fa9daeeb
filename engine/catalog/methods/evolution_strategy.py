"""Evolution strategy: estimates a gradient from the losses of a population around the ball."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from ...core.method import Marks, Need
from ...core.params import Params, integer, real
from .base import Optimizer
from .default_rate import rate_like
from .fields import learning_rate
from .flat_weights import assign, flatten, losses_at

SEEDS = 2**63
"""Number of seeds of a generator of torch."""


class EvolutionStrategy(torch.optim.Optimizer):
    """Evolution strategy with antithetic pairs: descends the landscape blurred by a normal distribution.

    Its random numbers are a function of ``seed`` and step.

    Example:
        >>> weights = torch.tensor([3.0, 1.0], dtype=torch.float64, requires_grad=True)
        >>> optimizer = EvolutionStrategy([weights], lr=0.1, sigma=0.1)
        >>> for _ in range(200):
        ...     _ = optimizer.step(lambda: (weights**2).sum())
        >>> weights.abs().max().item() < 1e-3
        True
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 0.01,
        sigma: float = 0.1,
        population: int = 20,
        seed: int = 0,
    ) -> None:
        """Create the optimizer.

        Args:
            params: weights.
            lr: learning rate.
            sigma: standard deviation of the population around the weights.
            population: number of losses per step, an even number.
            seed: of the random numbers.
        """
        super().__init__(params, {"lr": lr, "sigma": sigma, "population": population, "seed": seed})
        self.mean = torch.empty(0)
        self.population = torch.empty(0)
        self.losses = torch.empty(0)
        """Mean, points and losses of the last step, shapes (dim,), (population, dim) and (population,)."""

    @torch.no_grad()
    def step(  # type: ignore[override]
        self, closure: Callable[[], Tensor], values: Callable[[Tensor], Tensor] | None = None
    ) -> Tensor:
        """Take one step; returns the mean loss of the population.

        Args:
            closure: returns the loss where the weights are; it does not call ``backward``.
            values: computes the losses at points of shape (k, dim) at once; None evaluates ``closure``.
        """
        group = self.param_groups[0]
        weights: list[Tensor] = group["params"]
        state, sigma = self.state[weights[0]], group["sigma"]
        steps = state.get("step", 0)
        generator = torch.Generator().manual_seed((group["seed"] + steps) % SEEDS)
        here, pairs = flatten(weights), group["population"] // 2
        away = torch.randn(pairs, len(here), generator=generator, dtype=here.dtype)
        self.mean, self.population = here, torch.cat([here + sigma * away, here - sigma * away])
        self.losses = losses_at(self.population, weights, closure, values)
        slopes = (self.losses[:pairs] - self.losses[pairs:]) / (2 * sigma)
        assign(weights, here - group["lr"] * (slopes[:, None] * away).mean(0))
        state["step"] = steps + 1
        return self.losses.mean()


def _marks(optimizer: Any) -> Marks:
    """The population, and the normal distribution that it was drawn from."""
    variance = torch.tensor(optimizer.param_groups[0]["sigma"] ** 2, dtype=torch.float64)
    return Marks(
        points=optimizer.population, values=optimizer.losses, mean=optimizer.mean, covariance=variance
    )


class EvolutionStrategyParams(Params):
    """Parameters of ``EvolutionStrategy``."""

    lr: float = learning_rate(0.01)
    sigma: float = real(
        0.1,
        "Standard deviation of the population around the ball: it descends the landscape blurred by it.",
        soft=(1e-3, 10.0),
        scale="log",
        symbol=r"\sigma",
        live=True,
        gt=0.0,
        le=1e6,
    )
    population: int = integer(
        20,
        "Losses per step: half of them on one side of the ball, half opposite. An even number.",
        soft=(2, 100),
        ge=2,
        le=400,
        multiple_of=2,
        label="Population",
    )


ENTRY = Optimizer(
    name="evolution_strategy",
    title="Evolution strategy",
    aliases=("es", "openai_es"),
    summary=(
        "Tries a population around the ball and steps toward its better half: a gradient estimated from "
        "losses alone, of the landscape blurred by the population's width."
    ),
    params=EvolutionStrategyParams,
    formula=(
        r"\begin{aligned} \delta_i &= f(\theta + \sigma \epsilon_i) - f(\theta - \sigma \epsilon_i) \\ "
        r"g &= \tfrac{1}{m} \sum\nolimits_i \tfrac{\delta_i}{2 \sigma} \, \epsilon_i, \quad "
        r"\epsilon_i \sim \mathcal{N}(0, I) \\ "
        r"\theta &\leftarrow \theta - \eta g \end{aligned}"
    ),
    reference="Salimans, Ho, Chen, Sidor and Sutskever, 2017, arXiv:1703.03864",
    family="population",
    needs=frozenset({Need.VALUES}),
    torch_class=EvolutionStrategy,
    call="graph",
    seeded=True,
    marks=_marks,
    places=lambda params, _: params.population,
    lengths={"sigma": 0.02},
    default_rate=rate_like("gd"),
    network_lr=0.1,
)
