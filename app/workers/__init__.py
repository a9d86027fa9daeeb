"""Worker processes: run everything that needs Torch, so that no computation blocks the server."""

from .errors import WorkerError, WorkersBusyError, WorkersUnavailableError, WorkerTimeoutError
from .pool import Workers

__all__ = ["WorkerError", "WorkerTimeoutError", "Workers", "WorkersBusyError", "WorkersUnavailableError"]
