"""Report: measured figures beside their goals, as a Markdown table."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A measured value and its goal; ``better`` is \"lower\" or \"higher\"."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    better: str = "lower"
    detail: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal


def show(figures: list[Figure]) -> None:
    """Print figures as a Markdown table."""
    print("| what | measured | goal | met | |")
    print("|---|---|---|---|---|")
    for figure in figures:
        sign = "≤" if figure.better == "lower" else "≥"
        goal = "" if figure.goal is None else f"{sign} {figure.goal:g} {figure.unit}"
        met = {None: "", True: "yes", False: "**no**"}[figure.met]
        print(f"| {figure.what} | {figure.value:.3g} {figure.unit} | {goal} | {met} | {figure.detail} |")


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: list[float]) -> str:
    """Minimum, median and maximum, as text."""
    return f"{min(values):.3g} / {median(values):.3g} / {max(values):.3g}"
