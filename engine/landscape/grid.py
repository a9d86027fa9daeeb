"""Landscape grid: the loss on a grid, coarse to fine, in tiles that can be computed in any order."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..core.domain import Domain
from ..core.penalty import Penalty
from ..core.types import Array
from ..problems.problem import Problem

Indices = NDArray[np.int64]

COARSEST = 8
"""Least number of cells per side on the coarsest level; it costs about 1 % of a fine grid."""

TILE_POINTS = 256
"""Largest number of points in a tile, but a column is never split."""

BARRIER_POINTS = 41
"""Points on the line between two ends, both included."""

LOG_RATIO = 1e3
"""Losses whose ratio of highest to lowest exceeds this are drawn on a logarithmic scale."""

VALLEY_SHARE, VALLEY_RATIO = 0.25, 50.0
"""So are those of a function whose range exceeds this many times what this share of places stays below."""


@final
@dataclass(frozen=True)
class Tile:
    """Tile: the points of a grid at every one of ``rows`` and every one of ``columns``.

    The tiles of levels 0 to k together are the grid whose lines are ``level_lines(resolution)[k]``. No point
    is in two tiles.
    """

    level: int
    rows: Indices
    columns: Indices


@final
@dataclass(frozen=True)
class LandscapeInfo:
    """Landscape info: what is known of a landscape before its grid is computed.

    Attributes:
        domain: ((x_low, x_high), (y_low, y_high)).
        log_scale: whether losses are best drawn on a logarithmic scale; None: decide by the losses.
        minima: known ones inside the domain as (x, y, value).
        exact: whether the picture is the whole weight space, not a plane in it.
        plane: facts about that plane, from ``plane_facts``; None if there is none.
    """

    domain: Domain
    log_scale: bool | None
    minima: list[tuple[float, float, float]]
    exact: bool
    plane: dict[str, Any] | None


@final
@dataclass(frozen=True)
class Landscape:
    """Landscape: the loss over a domain.

    Attributes:
        info: what was known before the grid was computed.
        x, y: coordinates of the grid lines, increasing, of shape (columns,) and (rows,).
        z: ``z[i, j]`` is the loss at (x[j], y[i]); NaN where it is not defined, and may be infinite.
        log_scale: whether z is best drawn on a logarithmic scale.
        missing: number of points whose loss is not finite.
    """

    info: LandscapeInfo
    x: Array
    y: Array
    z: Array
    log_scale: bool
    missing: int


def axis(low: float, high: float, resolution: int) -> Array:
    """Coordinates of at least two grid lines from ``low`` to ``high``, both included and exact.

    Each is computed on its own, so that no error accumulates; with an odd resolution the middle of a domain
    around 0 is exactly 0.
    """
    share = np.arange(resolution) / (resolution - 1)
    return np.asarray(low * (1 - share) + high * share)


def level_lines(resolution: int) -> list[Indices]:
    """Indices of the grid lines of each level, coarsest first; a level's lines are among the next one's.

    Each coarser level leaves out every second line, but never the first and the last.
    """
    stride = 1
    while (resolution - 1) // (2 * stride) >= COARSEST:
        stride *= 2
    levels = []
    while stride:
        levels.append(np.union1d(np.arange(0, resolution, stride), [resolution - 1]))
        stride //= 2
    return levels


@lru_cache(maxsize=8)
def tiles(resolution: int) -> tuple[Tile, ...]:
    """All tiles of a grid of ``resolution`` squared points, coarsest level first."""
    result: list[Tile] = []
    known = np.empty(0, np.int64)
    for level, now in enumerate(level_lines(resolution)):
        new = np.setdiff1d(now, known)
        result += _bands(level, known, new)
        result += _bands(level, new, now)
        known = now
    return tuple(result)


def _bands(level: int, rows: Indices, columns: Indices) -> list[Tile]:
    if not len(rows) or not len(columns):
        return []
    # Vertical bands, because networks compute many points of one column at once.
    width = max(1, TILE_POINTS // len(rows))
    return [Tile(level, rows, columns[i : i + width]) for i in range(0, len(columns), width)]


def scan_tile(
    problem: Problem, domain: Domain, resolution: int, index: int, penalty: Penalty | None = None
) -> Array:
    """Compute the losses of the tile with this index, shape (rows, columns).

    A pure function of its arguments, so a tile may be computed twice, or in another process. With a
    penalty, it is added to the losses.
    """
    tile = tiles(resolution)[index]
    (left, right), (low, high) = domain
    x, y = axis(left, right, resolution), axis(low, high, resolution)
    with np.errstate(all="ignore"):
        losses = problem.loss_grid(x[tile.columns], y[tile.rows])
        if penalty is not None:
            losses = losses + problem.penalty_grid(x[tile.columns], y[tile.rows], penalty)
    return losses


@final
class ProgressiveGrid:
    """Progressive grid: a landscape that is filled tile by tile."""

    def __init__(self, info: LandscapeInfo, resolution: int) -> None:
        self.info = info
        self.resolution = resolution
        self.tiles = tiles(resolution)
        self.z: Array = np.full((resolution, resolution), np.nan)
        self._missing = set(range(len(self.tiles)))

    def put(self, index: int, losses: Array) -> None:
        """Store the result of ``scan_tile`` for the tile with this index."""
        tile = self.tiles[index]
        self.z[np.ix_(tile.rows, tile.columns)] = losses
        self._missing.discard(index)

    @property
    def level(self) -> int:
        """The finest complete level; -1 if not even the coarsest is complete."""
        if not self._missing:
            return self.tiles[-1].level
        return self.tiles[min(self._missing)].level - 1

    @property
    def finished(self) -> bool:
        """Whether all tiles are stored."""
        return not self._missing

    def landscape(self) -> Landscape:
        """The landscape of the finest complete level.

        Raises:
            ValueError: if the coarsest level is not complete yet.
        """
        if self.level < 0:
            raise ValueError("The coarsest level is not complete: there is nothing to show yet.")
        shown = level_lines(self.resolution)[self.level]
        (left, right), (low, high) = self.info.domain
        z = self.z[np.ix_(shown, shown)]
        log_scale = self.info.log_scale
        return Landscape(
            info=self.info,
            x=axis(left, right, self.resolution)[shown],
            y=axis(low, high, self.resolution)[shown],
            z=z,
            log_scale=_suits_log(z, self.info.exact) if log_scale is None else log_scale,
            missing=int((~np.isfinite(z)).sum()),
        )


def describe(problem: Problem, domain: Domain | None = None, penalty: Penalty | None = None) -> LandscapeInfo:
    """Describe a problem's landscape over a domain, by default the problem's own.

    With a penalty no minima are known, and the losses decide whether a logarithmic scale suits them.
    """
    domain = domain or problem.domain
    known = problem.known_minima() if penalty is None else []
    return LandscapeInfo(
        domain=domain,
        log_scale=problem.log_scale if penalty is None else None,
        minima=[minimum for minimum in known if _inside(minimum, domain)],
        exact=problem.dim == 2,
        plane=plane_facts(problem),
    )


def grid(problem: Problem, resolution: int, domain: Domain | None = None) -> Landscape:
    """Compute a whole landscape at once: the same losses as tile by tile. ``resolution`` is at least 2."""
    info = describe(problem, domain)
    progress = ProgressiveGrid(info, resolution)
    for index in range(len(progress.tiles)):
        progress.put(index, scan_tile(problem, info.domain, resolution, index))
    return progress.landscape()


def plane_facts(problem: Problem) -> dict[str, Any] | None:
    """Facts about the plane of a problem; None if it has no plane, as with two weights.

    Returns:
        ``weights``: their number; ``explained_variance``: the two shares of the guide paths' variance, or
        None. Only for some planes: ``eigenvalues`` of the two directions; ``barrier``, which is computed
        from the loss; ``statistics``: whose running statistics the loss is drawn with; ``through``: place of
        the weights through which the plane was moved.
    """
    if problem.axes is None:
        return None
    axes = problem.axes
    facts: dict[str, Any] = {"weights": problem.dim, "explained_variance": _listed(axes.explained_variance)}
    if axes.eigenvalues is not None:
        facts["eigenvalues"] = list(axes.eigenvalues)
    if axes.segment:
        facts["barrier"] = barrier(problem)
    if len(problem.statistics):
        facts["statistics"] = problem.statistics_of
    if problem.through is not None:
        facts["through"] = list(problem.through)
    return facts


def barrier(problem: Problem) -> float | None:
    """Loss barrier: how far the loss from (0, 0) to (1, 0) rises above the straight line between its ends.

    Measured at ``BARRIER_POINTS`` points; 0 if it never rises above, None if it is not finite. Source:
    Frankle et al. 2020, "Linear mode connectivity and the lottery ticket hypothesis".
    """
    share = axis(0.0, 1.0, BARRIER_POINTS)
    with np.errstate(all="ignore"):
        along = problem.loss_grid(share, np.zeros(1))[0]
        rise = float((along - (1 - share) * along[0] - share * along[-1]).max())
    return max(rise, 0.0) if np.isfinite(rise) else None


def _listed(pair: tuple[float, float] | None) -> list[float] | None:
    return None if pair is None else list(pair)


def _suits_log(z: Array, exact: bool) -> bool:
    """Whether losses are best drawn on a logarithmic scale; ``exact`` is whether they are of two weights.

    Then also a valley counts whose floor is 0 or below, if few places are much higher than most.
    """
    known = z[np.isfinite(z)]
    if not known.size:
        return False
    low, high = float(known.min()), float(known.max())
    if low > 0 and high > LOG_RATIO * low:
        return True
    valley = float(np.quantile(known, VALLEY_SHARE)) - low
    return exact and 0 < VALLEY_RATIO * valley < high - low


def _inside(minimum: tuple[float, float, float], domain: Domain) -> bool:
    return all(low <= place <= high for place, (low, high) in zip(minimum[:2], domain, strict=True))
