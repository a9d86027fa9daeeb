"""Worker processes: run everything that needs Torch, so that no computation blocks the server."""

from .errors import WorkerError, WorkersBusyError, WorkersUnavailableError, WorkerTimeoutError
from .executor import Executor, Lane, Monitored, WorkerStatus
from .local_pool import LocalPool

__all__ = [
    "Executor",
    "Lane",
    "LocalPool",
    "Monitored",
    "WorkerError",
    "WorkerStatus",
    "WorkerTimeoutError",
    "WorkersBusyError",
    "WorkersUnavailableError",
]
