"""Worker processes: where all Torch work is done, so that no viewer's sum can freeze another's slider."""

from .errors import WorkerError, WorkersBusy, WorkersUnavailable, WorkerTimedOut
from .pool import Workers

__all__ = ["WorkerError", "WorkerTimedOut", "Workers", "WorkersBusy", "WorkersUnavailable"]
