"""Optimizers of the lab for anybody's own training loop, as subclasses of ``torch.optim.Optimizer``.

Their ``step`` takes a closure that returns the loss with its graph and does not call ``backward``:

>>> import torch
>>> from descentlab.optim import Newton
>>> weights = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
>>> optimizer = Newton([weights])
>>> def closure():
...     x, y = weights
...     return (1 - x) ** 2 + 100 * (y - x**2) ** 2
>>> for _ in range(8):
...     loss = optimizer.step(closure)
>>> weights.tolist()
[1.0, 1.0]
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # one engine under two names: a type checker knows it by the name of its folder
    from engine.catalog.methods.evolution_strategy import EvolutionStrategy
    from engine.catalog.methods.nelder_mead import NelderMead
    from engine.catalog.methods.newton import Newton
else:
    from .engine.catalog.methods.evolution_strategy import EvolutionStrategy
    from .engine.catalog.methods.nelder_mead import NelderMead
    from .engine.catalog.methods.newton import Newton

__all__ = ["EvolutionStrategy", "NelderMead", "Newton"]
