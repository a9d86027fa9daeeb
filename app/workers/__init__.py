"""Worker processes: where all Torch work is done, so that no viewer's sum can freeze another's slider."""

from .errors import WorkerError, WorkersBusyError, WorkersUnavailableError, WorkerTimeoutError
from .pool import Workers

__all__ = ["WorkerError", "WorkerTimeoutError", "Workers", "WorkersBusyError", "WorkersUnavailableError"]
