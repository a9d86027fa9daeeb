"""What part of a plane is drawn."""

import math
from collections.abc import Iterable

Domain = tuple[tuple[float, float], tuple[float, float]]

MARGIN = 0.25
"""Free space on either side, as a share of what the points span."""

SLENDER = 0.65
"""No side is shorter than this share of the other: a straight path still needs a map around it."""


FAR = 1e9
"""No domain reaches further from 0."""

NARROW = 1e-9
"""No domain is narrower: neither absolutely, nor as a share of how far from 0 it lies."""


def domain_error(low: float, high: float) -> str | None:
    """What is wrong with one side of a domain, to go on with after its name; None if nothing is."""
    if not low < high:
        return f"ends at {high:g} and begins at {low:g}: the end must be larger."
    far = max(abs(low), abs(high))
    if far > FAR:
        return f"reaches to {far:g}: it may lie between {-FAR:g} and {FAR:g}."
    if high - low < NARROW * max(1.0, far):
        return f"is {high - low:g} wide, too narrow to be drawn here: move its ends apart."
    return None


def fit_domain(points: Iterable[tuple[float, float]], margin: float = MARGIN) -> Domain:
    """The box around all finite points, with a margin: start, path and minima are in sight.

    A single point gets a box of width 2 around it. Raises ValueError where no point is finite.
    """
    finite = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
    if not finite:
        raise ValueError("No point is finite: give the domain by its four numbers.")
    sides = [(min(values), max(values)) for values in zip(*finite, strict=True)]
    longest = max(high - low for low, high in sides) or 2.0 / (1 + 2 * margin)
    x, y = (_side(low, high, longest, margin) for low, high in sides)
    return x, y


def _side(low: float, high: float, longest: float, margin: float) -> tuple[float, float]:
    width = max(high - low, SLENDER * longest if high > low else longest)
    middle, half = (low + high) / 2, width * (0.5 + margin)
    return middle - half, middle + half


def centered(center: tuple[float, float], half_widths: tuple[float, float]) -> Domain:
    """A box by its middle and half its widths."""
    (x, y), (a, b) = center, half_widths
    return (x - a, x + a), (y - b, y + b)
