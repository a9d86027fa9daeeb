"""Inputs that are pictures."""

from ...problems.network import NetworkProblem


def side_of(problem: NetworkProblem) -> tuple[int, int] | None:
    """Rows and columns of inputs that are grey pictures; None where they are not."""
    seen = problem.dataset.inputs()
    return (seen.shape[-2], seen.shape[-1]) if seen.form == "image" and seen.shape[0] == 1 else None
