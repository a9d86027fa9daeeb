"""What the server holds while it runs: its settings, its workers, and what they have computed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, final

from engine.batched import MapRequest
from engine.core.errors import InvalidSpec
from engine.spec.experiment import Experiment, experiment_id

from ..core.assets import Assets
from ..core.counters import Tally
from ..core.domain import Domain
from ..core.lru_cache import Shelf
from ..core.paths import STATIC
from ..core.problem_details import Fault, ProblemError, busy
from ..core.settings import Settings
from ..limits.rate_limits import ConnectionLimiter
from ..store import Store
from ..store.saved_experiments import SavedExperiments
from ..workers import WorkerError, Workers
from .checkpoints import Ladder
from .landscape_job import Scenery, scan_of, scenery_key
from .map_job import Sheet, sheet_of
from .run_job import Recording, pedigree


@final
class Lab:
    """One per application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.workers = Workers(settings)
        self.assets = Assets(STATIC)
        self.limiter = ConnectionLimiter(settings)
        self.store = Store(settings.store, settings.saved, settings.saved_mb * 2**20)
        self.saved = SavedExperiments(self.store, self.limiter, settings.saves_per_minute)
        self.tally = Tally()
        self.requests = 0
        """REST computations under way."""
        self._recordings: Shelf[Recording] = Shelf(settings.cache_mb * 2**20)
        self._sceneries: Shelf[Scenery] = Shelf(settings.cache_mb * 2**19)
        self._sheets: Shelf[Sheet] = Shelf(settings.cache_mb * 2**19)
        self._ladders: Shelf[Ladder] = Shelf(settings.cache_mb * 2**19, Ladder.fold)

    def recording(self, experiment: Experiment, start: int = 0) -> Recording:
        """The recording of a completed experiment that has, or will have, the points from ``start`` on."""
        key = experiment_id(experiment)
        recording = self._recordings.get(key)
        if recording is None or recording.first > start:
            kin = pedigree(experiment)
            grown = partial(self._grown, key, kin)
            recording = Recording(self.workers, self._ladder(kin), experiment, start, grown)
        self._recordings.put(key, recording)  # again, too: it may have grown
        return recording

    def scenery(
        self,
        experiment: Experiment,
        resolution: int,
        domain: Domain | None = None,
        at: tuple[int, int] | None = None,
        steady: bool = False,
        batch: bool = False,
    ) -> Scenery:
        """The landscape of a completed experiment; all but ``experiment`` as in ``engine.worker.scan``."""
        scan = scan_of(experiment, resolution, domain, at, steady, batch)
        key = scenery_key(scan)
        scenery = self._sceneries.get(key) or Scenery(self.workers, experiment, scan)
        self._sceneries.put(key, scenery)
        return scenery

    def sheet(self, request: MapRequest, prefix: str = "") -> Sheet:
        """The map that is asked for.

        Args:
            request: as it was sent.
            prefix: JSON pointer to the request within the message.

        Raises:
            ProblemError: 422 where its experiment cannot be mapped.
        """
        asked = sheet_of(self.workers, request, prefix)
        sheet = self._sheets.get(asked.id) or asked
        self._sheets.put(sheet.id, sheet)
        return sheet

    @property
    def shelves(self) -> dict[str, Shelf[Any]]:
        """What is kept of results, by what it is."""
        return {"trajectory": self._recordings, "landscape": self._sceneries, "map": self._sheets}

    def _grown(self, key: str, kin: str, points: int) -> None:
        """A recording has got so many points more, and its ladder perhaps another rung."""
        self.tally.points += points
        self._recordings.weigh(key)
        self._ladders.weigh(kin)

    def _ladder(self, kin: str) -> Ladder:
        ladder = self._ladders.get(kin) or Ladder()
        self._ladders.put(kin, ladder)
        return ladder

    @asynccontextmanager
    async def computing(self, spent: float = 0.0) -> AsyncIterator[None]:
        """Around the computation of one REST request, or a part of it that comes after so many seconds.

        Raises:
            ProblemError: 503 where too many are under way, where it takes too long, or where workers fail.
        """
        if self.requests >= self.settings.queued_requests:
            raise busy("Too much is being computed now. Try again in a moment.")
        self.requests += 1
        try:
            async with asyncio.timeout(self.settings.request_timeout_s - spent):
                yield
        except TimeoutError:
            seconds = self.settings.request_timeout_s
            raise busy(f"The computation took longer than {seconds:g} s. Ask for less.", 10) from None
        except WorkerError as error:
            raise busy(str(error)) from None
        except InvalidSpec as error:  # found only where it is run
            raise ProblemError(422, error.detail, [Fault(error.pointer, error.detail)]) from None
        finally:
            self.requests -= 1
