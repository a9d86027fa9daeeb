"""An experiment filled in, checked and found small enough to be run here."""

from engine.core.errors import EngineError, InvalidSpec
from engine.core.validation_errors import Fault
from engine.spec.defaults import complete, weights
from engine.spec.experiment import Experiment, NetworkSpec

from ..core.problem_details import ProblemError
from ..core.settings import Settings


def complete_or_problem(experiment: Experiment, settings: Settings, prefix: str = "") -> Experiment:
    """The experiment with every default filled in.

    Args:
        experiment: as it was sent.
        settings: its ``work`` is the most that one experiment may cost.
        prefix: JSON pointer to the experiment within the message.

    Raises:
        ProblemError: 422 with a pointer to what cannot be run.
    """
    try:
        whole = complete(experiment)
        _check_work(whole, settings.work)
        return whole
    except InvalidSpec as error:
        fault = Fault(prefix + error.pointer, error.detail)
        raise ProblemError(422, error.detail, [fault]) from None
    except EngineError as error:
        raise ProblemError(422, str(error), [Fault(prefix, str(error))]) from None


def _check_work(experiment: Experiment, limit: float) -> None:
    problem = experiment.problem
    each = weights(problem) if isinstance(problem, NetworkSpec) else 2
    each *= len(experiment.racers)
    if each * experiment.steps > limit:
        raise InvalidSpec(
            "/steps",
            f"{experiment.steps:,} steps of {each:,} weights in all are more work than this server takes: at "
            f"most {int(limit // each):,} steps fit; or take a smaller network, or fewer racers.",
        )
