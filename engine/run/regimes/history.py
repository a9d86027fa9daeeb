"""Row history: what verdicts need of all rows so far, in bounded space.

Consecutive rows are summed up in blocks of equal size. When there are too many blocks, each two neighbours
become one. So the history is a function of the rows alone, however a run was split into chunks.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple, final

import numpy as np
import torch

from ...core.types import Array

MAX_BLOCKS = 64
"""Complete blocks, at most; a window of the last fifth then has 6 to 13 of them."""

WINDOW_SHARE = 5
"""The window is this part of the points so far: the last fifth."""

WINDOW_ROWS = 24
"""Rows of the window, at least, as soon as there are as many."""

RECENT_ROWS = 10
"""Rows that decide whether a racer moves at present."""

_SUM, _LOW, _HIGH = slice(0, 11), slice(11, 15), slice(15, 20)
_FIRST_OBJECTIVE = 20
_NOTHING = [0.0] * 11 + [math.inf] * 4 + [-math.inf] * 4 + [0.0] + [math.nan] * 5 + [0.0] * 2


class Sample(NamedTuple):
    """Sample: the numbers of one row that decide a verdict.

    Attributes:
        x, y, off_plane: place.
        objective: what is descended: the loss with its penalties.
        loss: the loss alone.
        gradient: norm of the gradient of what is descended.
        gx, gy: gradient of the loss, in the picture's coordinates.
        measured: whether the loss was measured at this row.
    """

    x: float
    y: float
    off_plane: float
    objective: float
    loss: float
    gradient: float
    gx: float
    gy: float
    measured: bool = True


class Stretch(NamedTuple):
    """Stretch: sums over consecutive rows.

    Attributes:
        rows, measured: number of rows, and of those whose loss was measured.
        loss: sum of the measured objective.
        rise: by how much the objective rose between them, all rises added.
        path: length of the path between them.
        reversals: moves that point against the move before.
        turns: changes of the sign of a coordinate's moves.
        cosine: sum of the cosines between consecutive moves.
        gx, gy: sum of the loss's gradients.
        gradient: sum of the gradient's norms.
    """

    rows: float
    measured: float
    loss: float
    rise: float
    path: float
    reversals: float
    turns: float
    cosine: float
    gx: float
    gy: float
    gradient: float

    @property
    def mean_loss(self) -> float:
        """Mean of the measured objective; NaN if it was not measured."""
        return self.loss / self.measured if self.measured else math.nan

    @property
    def mean_gradient(self) -> float:
        """Mean norm of the gradient."""
        return self.gradient / self.rows


class Window(NamedTuple):
    """Window: the last fifth of the rows, 24 at least, rounded up to whole blocks.

    Attributes:
        whole, head, tail: all its rows, about its first quarter and its last quarter.
        begin: step of its first row; ``end``: of its last.
        before, loss_before: objective and loss at its beginning, or as measured last before it.
        edge_low, edge_high: lowest and highest objective about its beginning: within these bounds lies the
            objective at any beginning that differs by a few rows.
        low, high: lowest and highest objective in it.
        x_low, x_high, y_low, y_high: the box of its places.
        x, y: place at its beginning.
        gradient_low, gradient_high: smallest and largest norm of the gradient.
        step: length of the longest move in it.
        recent_step: length of the longest of the last few moves.
    """

    whole: Stretch
    head: Stretch
    tail: Stretch
    begin: int
    end: int
    before: float
    loss_before: float
    edge_low: float
    edge_high: float
    low: float
    high: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    x: float
    y: float
    gradient_low: float
    gradient_high: float
    step: float
    recent_step: float


@final
class RowHistory:
    """Row history: blocks of rows, and what concerns the whole run.

    Args:
        first: step of the first row.
        steepest: largest norm of the gradient before it.

    Attributes:
        rows, measured: number of rows so far, and of those whose loss was measured.
        last: the last row.
        start: objective of the first row.
        lowest: lowest objective so far.
        steepest: largest norm of the gradient so far.
        still_since: step since which the place has been the same.
    """

    def __init__(self, first: int = 0, steepest: float = 0.0) -> None:
        self.first = first
        self.rows = self.measured = 0
        self.start = math.nan
        self.lowest = math.inf
        self.steepest = steepest
        self.still_since = first
        self.last = Sample(0.0, 0.0, 0.0, math.nan, math.nan, 0.0, 0.0, 0.0)
        self._size = 1
        self._count = 0
        self._blocks: Array = np.empty((MAX_BLOCKS + 1, len(_NOTHING)))
        self._open = list(_NOTHING)
        self._move = (0.0, 0.0, 0.0)
        self._turn = [0.0, 0.0]

    def add(self, sample: Sample) -> None:
        """Take the next row. Where its loss was not measured, the objective stays as it was measured last."""
        x, y, off_plane, objective, loss, gradient, gx, gy, measured = sample
        last, block, first = self.last, self._open, self.rows == 0
        if not measured and not first:
            objective = last.objective
            sample = Sample(x, y, off_plane, objective, loss, gradient, gx, gy, measured)
        if block[0] == 0.0:
            block[12:20] = x, y, gradient, -math.inf, x, y, gradient, 0.0
            block[22:25] = x, y, self.first + self.rows
        block[0] += 1.0
        block[8] += gx
        block[9] += gy
        block[10] += gradient
        if gradient > self.steepest:
            self.steepest = gradient
        if measured:
            self._add_loss(block, objective, loss)
        if not first:
            self._add_move(block, x - last.x, y - last.y, off_plane - last.off_plane)
            if block[0] > 1.0:
                _widen(block, x, y, gradient)
        self.last = sample
        self.rows += 1
        if block[0] == self._size:
            self._close()

    def _add_loss(self, block: list[float], objective: float, loss: float) -> None:
        if block[1] == 0.0:
            block[20], block[21] = objective, loss
        block[1] += 1.0
        self.measured += 1
        block[2] += objective
        before = self.last.objective
        if objective > before:
            block[3] += objective - before
            if block[0] == 1.0:
                block[25] = objective - before
        if objective < block[11]:
            block[11] = objective
            if objective < self.lowest:
                self.lowest = objective
        if objective > block[15]:
            block[15] = objective
        if self.rows == 0:
            self.start = objective

    def _add_move(self, block: list[float], dx: float, dy: float, off: float) -> None:
        length = math.hypot(dx, dy, off)
        if length == 0.0:
            return
        self.still_since = self.first + self.rows
        block[4] += length
        if block[0] == 1.0:
            block[26] = length
        if length > block[19]:
            block[19] = length
        old_x, old_y, old_length = self._move
        if old_length:
            dot = dx * old_x + dy * old_y
            if dot < 0.0:
                block[5] += 1.0
            both = length * old_length
            if 0.0 < both < math.inf:
                block[7] += dot / both
        turn = self._turn
        if dx:
            block[6] += dx * turn[0] < 0.0
            turn[0] = dx
        if dy:
            block[6] += dy * turn[1] < 0.0
            turn[1] = dy
        self._move = dx, dy, length

    def _close(self) -> None:
        """The open block is complete."""
        self._blocks[self._count] = self._open
        self._open = list(_NOTHING)
        self._count += 1
        if self._count == MAX_BLOCKS:
            self._merge()

    def _merge(self) -> None:
        """Make one block of each two."""
        early, late = self._blocks[0:MAX_BLOCKS:2], self._blocks[1:MAX_BLOCKS:2]
        merged = early.copy()
        with np.errstate(all="ignore"):
            merged[:, _SUM] += late[:, _SUM]
        merged[:, _LOW] = np.minimum(early[:, _LOW], late[:, _LOW])
        merged[:, _HIGH] = np.maximum(early[:, _HIGH], late[:, _HIGH])
        missing = np.isnan(early[:, _FIRST_OBJECTIVE])
        merged[missing, 20:22] = late[missing, 20:22]
        self._count = MAX_BLOCKS // 2
        self._blocks[: self._count] = merged
        self._size *= 2

    @property
    def last_step(self) -> int:
        """Step of the last row."""
        return self.first + self.rows - 1

    def window(self) -> Window:
        """Measure the window that ends at the last row."""
        end = self._count
        if self._open[0]:
            self._blocks[end] = self._open
            end += 1
        wanted = max(WINDOW_ROWS, -(-self.rows // WINDOW_SHARE)) - self._open[0]
        first = max(0, self._count - math.ceil(wanted / self._size))
        recent = max(0, self._count - math.ceil((RECENT_ROWS - 1 - self._open[0]) / self._size))
        quarter = max(1, (end - first) // 4)
        rows = self._blocks[first:end]
        with np.errstate(all="ignore"):
            whole, head, tail = (
                Stretch(*np.add.reduce(part).tolist())
                for part in (rows[:, _SUM], rows[:quarter, _SUM], rows[-quarter:, _SUM])
            )
            moves = self._blocks[min(recent, end - 1) : end]
        rise_before, path_before = rows[0, 25:27].tolist()
        whole = whole._replace(rise=whole.rise - rise_before, path=whole.path - path_before)
        low, x_low, y_low, gradient_low = np.minimum.reduce(rows[:, _LOW]).tolist()
        high, x_high, y_high, gradient_high, step = np.maximum.reduce(rows[:, _HIGH]).tolist()
        edge_low, edge_high, before, loss_before = self._edge(first, end)
        x, y, at = rows[0, 22:25].tolist()
        return Window(
            whole,
            head,
            tail,
            int(at),
            self.last_step,
            before,
            loss_before,
            edge_low,
            edge_high,
            low,
            high,
            x_low,
            x_high,
            y_low,
            y_high,
            x,
            y,
            gradient_low,
            gradient_high,
            step,
            max(moves[:, 19].tolist()),
        )

    def _edge(self, first: int, end: int) -> tuple[float, float, float, float]:
        """Lowest and highest objective about the beginning of the window, objective and loss there."""
        known = first
        while known > 0 and math.isnan(self._blocks[known, _FIRST_OBJECTIVE]):
            known -= 1
        while known < end - 1 and math.isnan(self._blocks[known, _FIRST_OBJECTIVE]):
            known += 1
        begin, stop = (known, known + 1) if first == 0 else (min(known, first - 1), max(known + 1, first + 2))
        edge = self._blocks[begin : min(stop, end)]
        before, loss = self._blocks[known, 20:22].tolist()
        return min(edge[:, 11].tolist()), max(edge[:, 15].tolist()), before, loss

    def state(self) -> dict[str, Any]:
        """The state for a checkpoint."""
        own = {name: value for name, value in vars(self).items() if name not in ("_blocks", "last")}
        blocks = torch.from_numpy(self._blocks[: self._count].copy())
        return {**own, "last": tuple(self.last), "blocks": blocks}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore ``state``."""
        own = dict(state)
        blocks, self.last = own.pop("blocks"), Sample(*own.pop("last"))
        self._blocks[: len(blocks)] = blocks.numpy()
        vars(self).update(own)
        self._open, self._turn = list(self._open), list(self._turn)


def _widen(block: list[float], x: float, y: float, gradient: float) -> None:
    """Widen a block's bounds of place and gradient."""
    if x < block[12]:
        block[12] = x
    elif x > block[16]:
        block[16] = x
    if y < block[13]:
        block[13] = y
    elif y > block[17]:
        block[17] = y
    if gradient < block[14]:
        block[14] = gradient
    elif gradient > block[18]:
        block[18] = gradient
