"""Worker errors: failed calls that the caller did not cause."""


class WorkerError(RuntimeError):
    """Worker error: base class; the message is a sentence for a person.

    Attributes:
        retry_after: seconds after which the same call may succeed; None if it would fail again.
    """

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class WorkersUnavailableError(WorkerError):
    """Workers unavailable: no worker answered, although dead ones were replaced and the call retried."""


class WorkerTimeoutError(WorkerError):
    """Worker timeout: the call took too long twice; the worker was killed each time."""


class WorkersBusyError(WorkerError):
    """Workers busy: too many runs are waiting already, so that one more is not begun."""
