"""Plotting domain: the rectangle of a plane that is drawn."""

import math
from collections.abc import Iterable

Domain = tuple[tuple[float, float], tuple[float, float]]

MARGIN = 0.25
"""Free space on each side, as a share of the width of the points."""

MIN_ASPECT = 0.65
"""Smallest ratio of the short side to the long side: a straight path needs a map around it too."""

MAX_COORDINATE = 1e9
"""Largest coordinate of a domain."""

MIN_WIDTH = 1e-9
"""Smallest width of a domain, both absolute and relative to its largest coordinate."""


def domain_error(low: float, high: float) -> str | None:
    """Check one side of a domain.

    Returns:
        The fault, as the rest of a sentence that begins with the name of the side; None if there is none.
    """
    if not low < high:
        return f"ends at {high:g} and begins at {low:g}: the end must be larger."
    far = max(abs(low), abs(high))
    if far > MAX_COORDINATE:
        return f"reaches to {far:g}: it may lie between {-MAX_COORDINATE:g} and {MAX_COORDINATE:g}."
    if high - low < MIN_WIDTH * max(1.0, far):
        return f"is {high - low:g} wide, too narrow to be drawn here: move its ends apart."
    return None


def fit_domain(points: Iterable[tuple[float, float]], margin: float = MARGIN) -> Domain:
    """Bounding box of all finite points, with a margin on each side as a share of the longest side.

    A single point gets a box of width 2.

    Raises:
        ValueError: if no point is finite.
    """
    finite = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    if not finite:
        raise ValueError("No point is finite: give the domain by its four numbers.")
    sides = [(min(values), max(values)) for values in zip(*finite, strict=True)]
    longest = max(high - low for low, high in sides) or 2.0 / (1 + 2 * margin)
    x, y = (_side(low, high, longest, margin) for low, high in sides)
    return x, y


def _side(low: float, high: float, longest: float, margin: float) -> tuple[float, float]:
    width = max(high - low, MIN_ASPECT * longest if high > low else longest)
    middle, half = (low + high) / 2, width * (0.5 + margin)
    return middle - half, middle + half


def centered(center: tuple[float, float], half_widths: tuple[float, float]) -> Domain:
    """The domain with this center and these half widths."""
    (x, y), (a, b) = center, half_widths
    return (x - a, x + a), (y - b, y + b)


def widened(domain: Domain, aspect: float, stretch: float) -> Domain:
    """The domain, wider along one axis around its middle, as a frame of other proportions needs it.

    Args:
        domain: the domain.
        aspect: width over height of the frame.
        stretch: largest ratio of the units of both axes; as far as it goes, nothing is widened.

    Returns:
        A domain that contains this one, whose width over height is between ``aspect`` over ``stretch`` and
        ``aspect`` times ``stretch``.
    """
    (left, right), (low, high) = domain
    width, height = right - left, high - low
    across, along = max(width, height * aspect / stretch), max(height, width / (aspect * stretch))
    return _around(left, right, across), _around(low, high, along)


def _around(low: float, high: float, width: float) -> tuple[float, float]:
    """The side of this width around the middle of another; that one itself if it is as wide."""
    more = (width - (high - low)) / 2
    return (low - more, high + more) if more > 0 else (low, high)


def diagonal_of(domain: Domain) -> float:
    """Length of a domain's diagonal."""
    (left, right), (low, high) = domain
    return math.hypot(right - left, high - low)
