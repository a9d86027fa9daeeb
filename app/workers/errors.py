"""How a call to a worker can fail for reasons that are not the caller's."""


class WorkerError(RuntimeError):
    """Base of all: the message is a sentence for a person."""


class WorkersUnavailableError(WorkerError):
    """No worker answered, although dead ones were replaced and the call was made again."""


class WorkerTimeoutError(WorkerError):
    """The call took too long, twice; the worker was killed each time."""


class WorkersBusyError(WorkerError):
    """So many are waiting already that one more would wait too long."""
