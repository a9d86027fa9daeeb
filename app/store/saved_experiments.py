"""Saved experiments: saves and loads them for a route; errors of the store become problem details."""

from typing import final

from starlette.types import Scope

from engine.spec.experiment import Experiment

from ..core.problem_details import REMEDIES, ProblemError, busy
from ..core.settings import Settings
from .errors import StoreDamagedError, StoreFullError, StoreUnavailableError
from .save_permission import SavePermission
from .store import Store

UNAVAILABLE = (
    "Saved experiments are out of reach. Try again; a link with the experiment inside works all the same."
)
FULL = "No more experiments can be saved here. A link with the experiment inside works all the same."
DAMAGED = (
    "What was saved under this id can no longer be read: it was changed, or it is older than this version "
    "understands. A link with the experiment inside may still open."
)


@final
class SavedExperiments:
    """Saved experiments: saves and loads them for a route, and turns errors of the store into problems.

    Only saving has a rate limit, for each client.
    """

    def __init__(self, store: Store, permission: SavePermission, settings: Settings) -> None:
        self._store = store
        self._permission = permission
        self._too_many = (
            f"More than {settings.saves_per_minute:,} experiments a minute were saved from your address. "
            "Try again in a minute, or only check them, with ?save=false."
        )

    async def save(self, experiment: Experiment, scope: Scope) -> bool:
        """Save a completed experiment for the client of a request, durably.

        Returns whether it is saved: False if this server saves no experiments at all.

        Raises:
            ProblemError: 403 if the page of another site wants it, 429 if the client has saved too many in
                the last minute, 503 if the database cannot be reached, 507 if there is no room.
        """
        if not self._store.enabled:
            return False
        self._permission.take(scope, self._too_many)
        try:
            await self._store.save(experiment)
        except StoreFullError:
            raise ProblemError(507, FULL) from None
        except StoreUnavailableError:
            raise busy(UNAVAILABLE, 5) from None
        return True

    async def load(self, id_: str) -> Experiment:
        """The experiment that was saved under an id, not completed.

        Raises:
            ProblemError: 404 if there is none, 410 if it is no longer readable, 503 if the database cannot be
                reached.
        """
        if not self._store.enabled:
            raise ProblemError(404, REMEDIES[404])
        try:
            experiment = await self._store.load(id_)
        except StoreDamagedError:
            raise ProblemError(410, DAMAGED) from None
        except StoreUnavailableError:
            raise busy(UNAVAILABLE, 5) from None
        if experiment is None:
            raise ProblemError(
                404, "No experiment is saved under this id. Save it first: POST it to experiments."
            )
        return experiment
