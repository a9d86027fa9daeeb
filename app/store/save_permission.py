"""Save permission: which requests may save something."""

from starlette.types import Scope

from ..core.page_origin import is_from_other_site
from ..core.problem_details import ProblemError
from ..core.settings import Settings

OTHER_SITE = (
    "The page of another site saves nothing here; it may check, with ?save=false, and compute. "
    "The operator can allow its origin with DESCENTLAB_ALLOWED_ORIGINS."
)


def refuse_other_sites(scope: Scope, settings: Settings) -> None:
    """Refuse a request to save that the page of another site has made.

    Everyone may read and compute. But the visitors of a page have many addresses, each with its own limit of
    saves, so together they would fill the store.

    Raises:
        ProblemError: 403.
    """
    if is_from_other_site(scope, settings.allowed_origins):
        raise ProblemError(403, OTHER_SITE)
