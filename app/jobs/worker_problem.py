"""Worker problem: the problem details of a failed worker call."""

from ..core.problem_details import ProblemError
from ..workers import WorkerError


def worker_problem(error: WorkerError) -> ProblemError:
    """The problem of status 503 that a client gets, with when to try again if the error knows it."""
    return ProblemError(503, str(error), retry_after=error.retry_after)
