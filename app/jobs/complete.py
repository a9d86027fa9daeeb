"""Completion of a client's experiment: errors of the engine become problem details."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.core.errors import EngineError, InvalidData, InvalidSpec
from engine.core.validation_errors import FieldError
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from ..core.problem_details import ProblemError
from ..core.settings import Settings


def complete_or_problem(experiment: Experiment, settings: Settings, prefix: str = "") -> Experiment:
    """Fill in every value that was left out, and refuse an experiment that cannot be run here.

    Args:
        experiment: as the client sent it.
        settings: its ``work`` limits what one experiment may cost.
        prefix: JSON pointer to the experiment within the message.

    Raises:
        ProblemError: 422 with a pointer to the field.
    """
    with engine_errors_as_problems(prefix, prefix):
        return complete(experiment, settings.work)


@contextmanager
def engine_errors_as_problems(prefix: str, otherwise: str) -> Iterator[None]:
    """Turn an error of the engine into a problem with status 422.

    Args:
        prefix: JSON pointer that is put before the pointer of an ``InvalidSpec``.
        otherwise: JSON pointer of all other errors.
    """
    try:
        yield
    except InvalidSpec as error:
        raise ProblemError(422, error.detail, [FieldError(prefix + error.pointer, error.detail)]) from None
    except InvalidData as error:
        pointer = f"{prefix}/problem/dataset/params/{error.field}"
        raise ProblemError(422, error.detail, [FieldError(pointer, error.detail)]) from None
    except EngineError as error:
        raise ProblemError(422, str(error), [FieldError(otherwise, str(error))]) from None
