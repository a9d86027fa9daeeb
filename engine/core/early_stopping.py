"""Early stopping: ends a racer when its loss on the test samples no longer falls."""

import math
from dataclasses import asdict, dataclass
from typing import Any, final

TEST_LOSS_EVERY = 10
"""Number of points between two checks of the test loss."""


@final
@dataclass
class EarlyStopping:
    """Early-stopping state of one racer.

    Attributes:
        patience: number of checks in a row without a new lowest test loss that ends the racer.
        best: lowest test loss so far.
        at: step of that loss.
        misses: checks since that step.
    """

    patience: int
    best: float = math.inf
    at: int = 0
    misses: int = 0

    def update(self, step: int, loss: float) -> bool:
        """Take the test loss at a step; return whether the racer must end. NaN is never a new lowest loss."""
        if loss < self.best:
            self.best, self.at, self.misses = loss, step, 0
        else:
            self.misses += 1
        return self.misses >= self.patience

    def sentence(self, step: int) -> str:
        """The sentence that tells the user why the racer ended at this step."""
        return (
            f"Stopped early at step {step}: the test loss was lowest at step {self.at} ({self.best:.4g}), "
            f"and {self.misses} checks since then found none lower."
        )

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint; ``EarlyStopping(**state)`` restores it."""
        return asdict(self)
