"""Kept tables: keeps and loads users' own tables for a route; errors of the store become problem details."""

from typing import final

from starlette.types import Scope

from engine.catalog.datasets.table import MAX_BYTES
from engine.catalog.datasets.tables.held import MissingTable

from ..core.problem_details import ProblemError, busy
from ..core.settings import Settings
from .errors import StoreDamagedError, StoreFullError, StoreUnavailableError
from .save_permission import SavePermission
from .table_store import TableStore

SAVES_OF_A_TABLE = 10.0
"""How many saved experiments a kept table counts as, in the rate limit of each client."""

UNAVAILABLE = (
    "Kept tables are out of reach. Try again; a small table in the experiment itself works all the same."
)
REMEDY = f"Take a table of at most {MAX_BYTES:,} bytes, which travels with its experiment."
FULL = f"No more tables can be kept here. {REMEDY}"
TOO_MANY = "Too many tables were kept from your address within a minute. Try again in a minute."
NONE_KEPT = f"This server keeps no tables: it has no store. {REMEDY}"


@final
class KeptTables:
    """Kept tables: keeps and loads them for a route, and turns errors of the store into problems."""

    def __init__(self, store: TableStore, permission: SavePermission, settings: Settings) -> None:
        self._store = store
        self._permission = permission
        self._cost = min(SAVES_OF_A_TABLE, settings.saves_per_minute)

    async def keep(self, id_: str, text: str, scope: Scope) -> None:
        """Keep a table for the client of a request, durably.

        Raises:
            ProblemError: 403 if the page of another site wants it, 429 if the client has kept too many in the
                last minute, 501 if there is no store, 503 if the database cannot be reached, 507 if there is
                no room.
        """
        if not self._store.enabled:
            raise ProblemError(501, NONE_KEPT)
        self._permission.take(scope, TOO_MANY, self._cost)
        try:
            await self._store.keep(id_, text)
        except StoreFullError:
            raise ProblemError(507, FULL) from None
        except StoreUnavailableError:
            raise busy(UNAVAILABLE, 5) from None

    async def load(self, id_: str) -> str:
        """The text of a table.

        Raises:
            MissingTable: there is none of this id.
            ProblemError: 503 if the database cannot be reached.
        """
        if not self._store.enabled:
            raise MissingTable(id_)
        try:
            text = await self._store.load(id_)
        except StoreDamagedError:
            raise MissingTable(id_) from None
        except StoreUnavailableError:
            raise busy(UNAVAILABLE, 5) from None
        if text is None:
            raise MissingTable(id_)
        return text
