"""The loss on a grid, coarse to fine, in parts that can be computed anywhere and in any order."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..core.domain import Domain
from ..core.types import Array
from ..problems.network import NetworkProblem
from ..problems.problem import Problem

Indices = NDArray[np.int64]

COARSEST = 8
"""Cells a side of the first picture, at least: it costs a hundredth of a fine grid."""

PART_PLACES = 256
"""Places in a part at most (but a column is never split): what a worker computes in one go."""

SEGMENT = 41
"""Places on a line between two ends, both included."""

LOG_RATIO = 1e3
"""Heights that span more than this many times their lowest are best shown by their logarithm."""


@final
@dataclass(frozen=True)
class Tile:
    """A rectangle of a grid: every one of ``rows`` with every one of ``columns``.

    Parts of a level complete a coarser grid whose lines are ``level_lines(resolution)[level]``. No place of
    the grid is in two parts.
    """

    level: int
    rows: Indices
    columns: Indices


@final
@dataclass(frozen=True)
class LandscapeInfo:
    """What is known of a landscape before any height is.

    Attributes:
        domain: ((x_low, x_high), (y_low, y_high)).
        log_scale: whether heights are best shown by their logarithm; None: judge by the heights.
        minima: known ones inside the domain as (x, y, value).
        exact: whether what is drawn is the whole weight space, not a plane cut through it.
        plane: what is known of that plane; None where there is none.
    """

    domain: Domain
    log_scale: bool | None
    minima: list[tuple[float, float, float]]
    exact: bool
    plane: dict[str, Any] | None


@final
@dataclass(frozen=True)
class Landscape:
    """Heights over a domain.

    Attributes:
        info: what they are the heights of.
        x, y: places of the grid lines, increasing, of shape (columns,) and (rows,).
        z: ``z[i, j]`` is the loss at (x[j], y[i]); NaN where it is not finite.
        log_scale: whether z is best shown by its logarithm.
        missing: number of places whose loss is not finite.
    """

    info: LandscapeInfo
    x: Array
    y: Array
    z: Array
    log_scale: bool
    missing: int


def axis(low: float, high: float, resolution: int) -> Array:
    """``resolution`` places from ``low`` to ``high``, both included and exact.

    Each is computed for itself, so that nothing drifts; the middle of a domain around 0 is 0 exactly
    where the resolution is odd.
    """
    share = np.arange(resolution) / (resolution - 1)
    return np.asarray(low * (1 - share) + high * share)


def level_lines(resolution: int) -> list[Indices]:
    """The grid lines of each level, the coarsest first; each level's are among the next one's.

    Every second line is left out from level to level upwards, but never the first and the last.
    """
    stride = 1
    while (resolution - 1) // (2 * stride) >= COARSEST:
        stride *= 2
    levels = []
    while stride:
        levels.append(np.union1d(np.arange(0, resolution, stride), [resolution - 1]))
        stride //= 2
    return levels


def tiles(resolution: int) -> list[Tile]:
    """All parts of a grid of ``resolution`` squared places, the coarsest level first."""
    found: list[Tile] = []
    known = np.empty(0, np.int64)
    for level, now in enumerate(level_lines(resolution)):
        new = np.setdiff1d(now, known)
        found += _bands(level, known, new)
        found += _bands(level, new, now)
        known = now
    return found


def _bands(level: int, rows: Indices, columns: Indices) -> list[Tile]:
    if not len(rows) or not len(columns):
        return []
    # Upright bands: heights along a column are the cheapest, for networks compute many at once.
    width = max(1, PART_PLACES // len(rows))
    return [Tile(level, rows, columns[i : i + width]) for i in range(0, len(columns), width)]


def scan_tile(problem: Problem, domain: Domain, resolution: int, index: int) -> Array:
    """Heights of the part with this index, of shape (its rows, its columns); NaN where not finite.

    A pure function of its arguments: a part may be computed twice, or elsewhere.
    """
    part = tiles(resolution)[index]
    (left, right), (low, high) = domain
    x, y = axis(left, right, resolution), axis(low, high, resolution)
    with np.errstate(all="ignore"):
        heights = problem.loss_grid(x[part.columns], y[part.rows])
    return np.where(np.isfinite(heights), heights, np.nan)


@final
class ProgressiveGrid:
    """A grid that is filled part by part."""

    def __init__(self, info: LandscapeInfo, resolution: int) -> None:
        self.info = info
        self.resolution = resolution
        self.tiles = tiles(resolution)
        self.z: Array = np.full((resolution, resolution), np.nan)
        self._missing = set(range(len(self.tiles)))

    def put(self, index: int, heights: Array) -> None:
        """Take what ``scan_tile`` gave for this part."""
        part = self.tiles[index]
        self.z[np.ix_(part.rows, part.columns)] = heights
        self._missing.discard(index)

    @property
    def level(self) -> int:
        """The finest level that is complete; -1 where not even the coarsest is."""
        if not self._missing:
            return self.tiles[-1].level
        return self.tiles[min(self._missing)].level - 1

    @property
    def finished(self) -> bool:
        """Whether nothing is missing."""
        return not self._missing

    def landscape(self) -> Landscape:
        """The finest complete level as a landscape of its own, with fewer lines.

        Raises:
            ValueError: where the coarsest level is not complete yet.
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
            log_scale=_suits_log(z) if log_scale is None else log_scale,
            missing=int(np.isnan(z).sum()),
        )


def describe(problem: Problem, domain: Domain | None = None) -> LandscapeInfo:
    """What is drawn: the problem's own domain, or another."""
    domain = domain or problem.domain
    return LandscapeInfo(
        domain=domain,
        log_scale=problem.log_scale,
        minima=[minimum for minimum in problem.known_minima() if _inside(minimum, domain)],
        exact=problem.dim == 2,
        plane=plane_facts(problem),
    )


def grid(problem: Problem, resolution: int, domain: Domain | None = None) -> Landscape:
    """The whole landscape at once, from the same parts. ``resolution`` is at least 2."""
    known = describe(problem, domain)
    progress = ProgressiveGrid(known, resolution)
    for index in range(len(progress.tiles)):
        progress.put(index, scan_tile(problem, known.domain, resolution, index))
    return progress.landscape()


def plane_facts(problem: Problem) -> dict[str, Any] | None:
    """What is known of the plane a problem is seen on; None where it is drawn exactly."""
    if not isinstance(problem, NetworkProblem) or problem.axes is None:
        return None
    axes = problem.axes
    facts: dict[str, Any] = {"weights": problem.dim, "explained_variance": _listed(axes.explained_variance)}
    if axes.eigenvalues is not None:
        facts["eigenvalues"] = list(axes.eigenvalues)
    if axes.segment:
        facts["barrier"] = barrier(problem)
    return facts


def barrier(problem: Problem) -> float | None:
    """How far the loss on the line from (0, 0) to (1, 0) rises above the straight line between its ends.

    By ``SEGMENT`` places; 0 where it never does, None where it is not finite. Frankle et al. 2020.
    """
    share = axis(0.0, 1.0, SEGMENT)
    with np.errstate(all="ignore"):
        along = problem.loss_grid(share, np.zeros(1))[0]
        rise = float((along - (1 - share) * along[0] - share * along[-1]).max())
    return max(rise, 0.0) if np.isfinite(rise) else None


def _listed(pair: tuple[float, float] | None) -> list[float] | None:
    return None if pair is None else list(pair)


def _suits_log(z: Array) -> bool:
    known = z[np.isfinite(z)]
    return bool(known.size and known.min() > 0 and known.max() > LOG_RATIO * known.min())


def _inside(minimum: tuple[float, float, float], domain: Domain) -> bool:
    return all(low <= place <= high for place, (low, high) in zip(minimum[:2], domain, strict=True))
