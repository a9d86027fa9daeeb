"""Save permission: which requests may save something, and how often."""

from typing import final

from starlette.types import Scope

from ..core.page_origin import is_from_other_site
from ..core.problem_details import ProblemError
from ..core.settings import Settings
from ..limits.rate_limits import ConnectionLimiter, client_key

OTHER_SITE = (
    "The page of another site saves nothing here; it may check, with ?save=false, and compute. "
    "The operator can allow its origin with DESCENTLAB_ALLOWED_ORIGINS."
)
MINUTE_S = 60


@final
class SavePermission:
    """Save permission: refuses requests to save of other sites, and of clients that have saved too much."""

    def __init__(self, limiter: ConnectionLimiter, settings: Settings) -> None:
        self._limiter = limiter
        self._origins = settings.allowed_origins

    def take(self, scope: Scope, too_many: str, saves: float = 1.0) -> None:
        """Count a request as so many saves of its client.

        Everyone may read and compute. But the visitors of a page have many addresses, each with its own limit
        of saves, so together they would fill the store.

        Raises:
            ProblemError: 403 if the page of another site wants it; 429, with the sentence ``too_many``, if
                the client has none left of this minute.
        """
        if is_from_other_site(scope, self._origins):
            raise ProblemError(403, OTHER_SITE)
        if not self._limiter.saves[client_key(scope)].take(saves):
            raise ProblemError(429, too_many, retry_after=MINUTE_S)
