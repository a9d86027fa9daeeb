"""Worker problem: the problem details of a failed worker call."""

from ..core.problem_details import ProblemError, busy
from ..workers import WorkerError, WorkersBusyError

BUSY_S = 3
"""Seconds after which a run that was refused may be asked for again."""


def worker_problem(error: WorkerError) -> ProblemError:
    """The problem of status 503 that a client gets.

    It says when to try again only where too many others wait: a call that takes too long, or ends its
    process, would do so again.
    """
    if isinstance(error, WorkersBusyError):
        return busy(str(error), BUSY_S)
    return ProblemError(503, str(error))
