"""Verdict checks: hold the words of a racer against the columns of its trajectory.

Written from the definitions in docs/verdicts.md, with NumPy and autograd alone: nothing here is shared with
the rules that choose the words.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .verdict_runs import Run, Told

LOWER_OUTSIDE = ("schwefel", "mccormick", "eggholder")
"""Surfaces with places outside the picture that lie below the minima known of it."""

SINGLE, DOUBLE = 1e-5, 1e-12
"""Rounding of losses, as a share."""


def faults(run: Run, told: Told, at: int) -> list[str]:
    """What of a word does not hold at point ``at``; empty if all does."""
    check = CHECKS.get(told.name)
    if check is None:
        return [f"{told.name!r} is no word"]
    return [f"{told.name} at {at}: {fault}" for fault in check(run, told, at)]


def _rounding(run: Run, value: float) -> float:
    return (SINGLE if run.single else DOUBLE) * abs(value)


def _change(run: Run, at: int) -> tuple[float, float] | None:
    """What is descended at the beginning and at the end of the window; None if it is not known."""
    objective = run.objective(at)
    if objective is None:
        return None
    rows = run.window(at)
    known = np.flatnonzero(run.measured[: at + 1])
    known = known[known >= run.same_objective_since(at)]
    if not len(known):
        return None
    first = known[known <= rows.start][-1] if (known <= rows.start).any() else known[0]
    return float(objective[first]), float(objective[known[-1]])


def _at_start(run: Run, told: Told, at: int) -> list[str]:
    del run, told
    return [] if at == 0 else ["steps were taken"]


def _descending(run: Run, told: Told, at: int) -> list[str]:
    change = _change(run, at)
    if change is None:
        fell = told.evidence["objective"] < told.evidence["objective_before"]
        return [] if fell else ["the objective that is told does not fall"]
    return [] if change[1] < change[0] else [f"the loss went from {change[0]:.6g} to {change[1]:.6g}"]


def _finished(run: Run, told: Told, at: int) -> list[str]:
    stopped = told.sentence.startswith("Stopped")
    change = _change(run, at)
    if stopped:
        return [] if change is None or change[1] <= change[0] else ["it ended after a rise"]
    wrong = [] if at == run.steps else ["there are steps left"]
    return wrong + _descending(run, told, at)


def _crawling(run: Run, told: Told, at: int) -> list[str]:
    found = []
    change = _change(run, at)
    if change is not None:
        fall, least = change[0] - change[1], _rounding(run, change[0])
        if not -least <= fall <= 0.01 * abs(change[0]) + least:
            found.append(f"the loss went from {change[0]:.6g} to {change[1]:.6g}")
    slope, most = run.slope_size(at), run.slope_sizes[: at + 1].max()
    if slope <= 0.05 * most * 0.999 and not run.penalized(at):
        limit = told.evidence.get("stability_limit")
        if limit is None:
            found.append(f"the gradient is {slope:.3g} of {most:.3g}, and no cause is told")
        else:
            found += _cause_of_crawling(run, at, limit)
    return found


def _cause_of_crawling(run: Run, at: int, limit: float) -> list[str]:
    rate, values = float(run["lr"][at]), run.eigenvalues(at)
    if rate < 0.11 * limit:
        return []
    gradient = run.slope(at)
    assert run.function is not None
    place = torch.tensor([run["x"][at], run["y"][at]], dtype=torch.float64)
    matrix = torch.autograd.functional.hessian(lambda p: run.function(*p.unbind()).sum(), place).numpy()
    along = gradient @ matrix @ gradient / (gradient @ gradient)
    return [] if abs(along) < 0.11 * values[-1] else ["neither is the rate small nor is it in a ravine"]


def _stalled(run: Run, told: Told, at: int) -> list[str]:
    del told
    rows = slice(max(run.same_objective_since(at), at - 22), at + 1)
    found = []
    lengths = np.linalg.norm(run.moves(rows), axis=1)
    digit = _rounding(run, run.diagonal + math.hypot(run["x"][at], run["y"][at])) / 32
    if run["lr"][at] != 0.0 and (lengths > digit).any():
        found.append("it moves")
    most = run.slope_sizes[: at + 1].max()
    if run.slope_size(at) <= min(1e-6 * most, 1e-3):
        found.append("the gradient is small")
    return found


def _plateau(run: Run, told: Told, at: int) -> list[str]:
    del told
    slope, most = run.slope_size(at), run.slope_sizes[: at + 1].max()
    if run.penalized(at) and run.function is None:
        return []
    found = [] if slope < 1e-3 else [f"the gradient is {slope:.3g}"]
    typical = run["loss"][0] / run.diagonal
    if run.function is not None:
        typical = (np.median(run.heights) - run.heights.min()) / run.diagonal
    if slope > 0 and slope >= 0.05 * max(most, 1.5 * typical):
        found.append(f"the gradient is {slope:.3g}, the run's largest {most:.3g}, typical {typical:.3g}")
    return found


def _turns(run: Run, rows: slice) -> int:
    """Sign changes of the moves' coordinates within the rows; standing still in between changes nothing."""
    count = 0
    for column in run.moves(slice(0, rows.stop))[:, :2].T:
        at = np.flatnonzero(column)
        signs = np.sign(column[at])
        count += int((signs[1:] != signs[:-1])[at[1:] >= rows.start].sum())
    return count


def _oscillating(run: Run, told: Told, at: int) -> list[str]:
    del told
    rows = run.window(at)
    if _turns(run, slice(max(0, rows.start - 2), rows.stop)):
        return []
    losses = run.objective(at)
    if losses is None:
        return []
    losses = losses[run.same_objective_since(at) : at + 1]
    turned = bool((np.diff(losses) > 0).any() and (np.diff(losses) < 0).any())
    return [] if turned else ["nothing turns"]


def _noise_floor(run: Run, told: Told, at: int) -> list[str]:
    del told
    found = [] if run.noisy[at] else ["there is no noise"]
    losses = run.objective(at)
    if losses is not None:
        change = np.diff(losses[run.window(at)])
        rows = run.window(at)
        turns = _turns(run, slice(max(0, rows.start - at // 32), rows.stop))
        if not ((change > 0).any() and (change < 0).any()) and not turns:
            found.append("the loss does not fluctuate")
    return found


def _diverging(run: Run, told: Told, at: int) -> list[str]:
    change = _change(run, at)
    if change is None:
        own = told.evidence
        return [] if own["objective"] > max(own["objective_before"], own["start_loss"]) else ["no growth"]
    start = run.objective(at)[run.same_objective_since(at)]  # type: ignore[index]
    found = [] if change[1] > change[0] else [f"the loss went from {change[0]:.6g} to {change[1]:.6g}"]
    return found if change[1] > start else [*found, "the loss is below its start"]


def _diverged(run: Run, told: Told, at: int) -> list[str]:
    del told
    found = [] if at == run.rows - 1 else ["there are points after it"]
    return found if run.rows <= run.steps else [*found, "all steps were taken"]


def _unbounded(run: Run, told: Told, at: int) -> list[str]:
    del told
    rows, losses = run.window(at), run["loss"]
    lowest = min(run.heights.min(), losses[0], math.inf if run.floor is None else run.floor)
    height = max(np.median(run.heights) - lowest, 0.0)
    found = [] if losses[at] < lowest - height else ["it is not far below every known value"]
    slopes = run["grad_norm"][rows]
    quarter = max(1, len(slopes) // 4)
    if slopes[-quarter:].mean() < 0.8 * slopes[:quarter].mean():
        found.append("the slope falls")
    return found


def _rest(run: Run, told: Told, at: int) -> list[str]:
    """What all words of rest need."""
    lengths = np.linalg.norm(run.moves(slice(max(0, at - 8), at + 1)), axis=1)
    if len(lengths) and lengths.max() > 1e-3 * run.diagonal:
        return [f"it moves by {lengths.max():.3g}"]
    if told.evidence.get("circle_radius") and told.name in ("local_minimum", "global_minimum"):
        return []  # at a kink the slope does not fade; the circle is checked
    if run.decoupled[at] or (run.penalized(at) and run.function is None):
        return []
    slope, most = run.slope_size(at), run.slope_sizes[: at + 1].max()
    if slope <= 1.001e-6 * most:
        return []
    if run.function is None:
        return [f"the gradient is {slope:.3g}, the largest {most:.3g}"]
    values = np.abs(run.eigenvalues(at))
    return (
        [] if slope <= 2e-9 * run.diagonal * values.max() else [f"the gradient is {slope:.3g} of {most:.3g}"]
    )


def _saddle(run: Run, told: Told, at: int) -> list[str]:
    values = run.eigenvalues(at)
    found = [] if values[0] < 0 and values[1] > -1e-6 * abs(values[0]) else [f"curvatures {values}"]
    return found + _rest(run, told, at)


def _maximum(run: Run, told: Told, at: int) -> list[str]:
    values = run.eigenvalues(at)
    return ([] if values[1] < 0 else [f"curvatures {values}"]) + _rest(run, told, at)


def _local_minimum(run: Run, told: Told, at: int) -> list[str]:
    found = _rest(run, told, at)
    away = np.linalg.norm(run.slope(at)) / max(np.abs(run.eigenvalues(at)).min(), 1e-300)
    near = max(1e-4 * run.diagonal, min(8 * away, 0.01 * run.diagonal))
    radius = told.evidence.get("circle_radius", near)
    loss = run.circle(at, 0.0)[0]  # that of the columns may be measured at an earlier point
    if not (run.circle(at, radius) > loss - 1e-9 * abs(loss)).all():
        found.append("some direction leads down")
    if "circle_radius" not in told.evidence and not run.eigenvalues(at)[0] > 0:
        found.append(f"curvatures {run.eigenvalues(at)}")
    return found


def _global_minimum(run: Run, told: Told, at: int) -> list[str]:
    found = _rest(run, told, at)
    if run.floor is None or run.surface in LOWER_OUTSIDE or not (run.surface or run.convex):
        return [*found, "no lowest place is known on the whole plane"]
    span = abs(np.median(run.heights) - run.floor)
    room = (1e-2 if told.evidence.get("circle_radius") else 2e-6) * span + 1e-9 * abs(run.floor)
    return found if abs(run["loss"][at] - run.floor) <= room else [*found, "the loss is not the lowest"]


def _converged(run: Run, told: Told, at: int) -> list[str]:
    found = _rest(run, told, at)
    if run.function is None or run.penalized(at) or run.decoupled[at]:
        return found
    values = run.eigenvalues(at)
    flat = np.abs(values).min() <= 1e-5 * max(
        np.abs(values).max(), (np.median(run.heights) - run.heights.min()) / run.diagonal**2
    )
    return found if flat else [*found, f"curvatures {values} decide"]


CHECKS: dict[str, Callable[[Run, Told, int], list[str]]] = {
    check.__name__.removeprefix("_"): check
    for check in (
        _at_start,
        _descending,
        _crawling,
        _stalled,
        _plateau,
        _oscillating,
        _noise_floor,
        _diverging,
        _diverged,
        _saddle,
        _maximum,
        _local_minimum,
        _global_minimum,
        _converged,
        _unbounded,
        _finished,
    )
}
"""What each word needs, by its name."""


def evidence_faults(run: Run, told: Told) -> list[str]:
    """Whether the facts that are told are the columns' own."""
    if any(not math.isfinite(value) for value in told.evidence.values()):
        return [f"{told.name}: a fact is not finite"]
    own: dict[str, Any] = {"loss": run["loss"][told.step], "rate": run["lr"][told.step]}
    if not run.decay[: told.step + 1].any():
        own["gradient"] = run["grad_norm"][told.step]
        own["largest_gradient"] = run["grad_norm"][: told.step + 1].max()
    return [
        f"{told.name} at {told.step}: {name} is {value:.9g}, told {told.evidence[name]:.9g}"
        for name, value in own.items()
        if name in told.evidence
        and not math.isclose(value, told.evidence[name], rel_tol=1e-9, abs_tol=1e-300)
    ]
