"""Errors of worker calls that are not the fault of the caller."""


class WorkerError(RuntimeError):
    """Base of all: the message is a sentence for a person."""


class WorkersUnavailableError(WorkerError):
    """No worker answered, although dead ones were replaced and the call was made again."""


class WorkerTimeoutError(WorkerError):
    """The call took too long, twice; the worker was killed each time."""


class WorkersBusyError(WorkerError):
    """Too many calls wait already."""
