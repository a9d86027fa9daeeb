"""Early stopping: a racer ends where the loss on the samples kept back no longer falls."""

import math
from dataclasses import asdict, dataclass
from typing import Any, final

CHECK = 10
"""Points between two looks at the test loss."""


@final
@dataclass
class EarlyStopping:
    """What a racer remembers of its test loss. Each racer has its own.

    Attributes:
        patience: looks without a new lowest test loss after which it ends.
        best: the lowest so far.
        at: the point where that was.
        misses: looks since then.
    """

    patience: int
    best: float = math.inf
    at: int = 0
    misses: int = 0

    def update(self, step: int, loss: float) -> bool:
        """Take the test loss at a point; whether it is time to end. What is no number counts as no gain."""
        if loss < self.best:
            self.best, self.at, self.misses = loss, step, 0
        else:
            self.misses += 1
        return self.misses >= self.patience

    def sentence(self, step: int) -> str:
        """Why the racer ended there."""
        return (
            f"Stopped early at step {step}: the test loss was lowest at step {self.at} ({self.best:.4g}), "
            f"and {self.misses} checks since then found none lower."
        )

    def state(self) -> dict[str, Any]:
        """All that a checkpoint needs."""
        return asdict(self)
