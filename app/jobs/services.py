"""What the server holds while it runs: its settings, its workers, and what they have computed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, final

from engine.batched import MapRequest
from engine.core.errors import InvalidSpec
from engine.core.validation_errors import Fault
from engine.landscape.grid_request import Domain
from engine.run.checkpoints import CheckpointStore
from engine.spec.experiment import Experiment, experiment_id

from ..core.assets import Assets
from ..core.counters import Counters
from ..core.lru_cache import LRUCache
from ..core.paths import STATIC
from ..core.problem_details import ProblemError, busy
from ..core.settings import Settings
from ..limits.rate_limits import ConnectionLimiter
from ..store import Store
from ..store.saved_experiments import SavedExperiments
from ..workers import WorkerError, Workers
from .landscape_job import LandscapeJob, scan_key, scan_of
from .map_job import MapJob, sheet_of
from .run_job import RunJob, checkpoint_key

CHECKPOINT_BYTES = 4 * 2**20
"""Limit on the checkpoints of one experiment and its edited variants."""


@final
class Services:
    """One per application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.workers = Workers(settings)
        self.assets = Assets(STATIC)
        self.limiter = ConnectionLimiter(settings)
        self.store = Store(settings.store, settings.saved, settings.saved_mb * 2**20)
        self.saved = SavedExperiments(self.store, self.limiter, settings.saves_per_minute)
        self.counters = Counters()
        self.requests = 0
        """REST computations under way."""
        self._run_jobs: LRUCache[RunJob] = LRUCache(settings.cache_mb * 2**20)
        self._landscape_jobs: LRUCache[LandscapeJob] = LRUCache(settings.cache_mb * 2**19)
        self._map_jobs: LRUCache[MapJob] = LRUCache(settings.cache_mb * 2**19)
        self._checkpoint_stores: LRUCache[CheckpointStore] = LRUCache(
            settings.cache_mb * 2**19, CheckpointStore.close
        )

    def run_job(self, experiment: Experiment, start: int = 0) -> RunJob:
        """The recording of a completed experiment that has, or will have, the points from ``start`` on."""
        key = experiment_id(experiment)
        run_job = self._run_jobs.get(key)
        if run_job is None or run_job.first > start:
            kin = checkpoint_key(experiment)
            grown = partial(self._grown, key, kin)
            run_job = RunJob(self.workers, self._checkpoints(kin), experiment, start, grown)
        self._run_jobs.put(key, run_job)  # again, too: it may have grown
        return run_job

    def landscape_job(
        self,
        experiment: Experiment,
        resolution: int,
        domain: Domain | None = None,
        at: tuple[int, int] | None = None,
        steady: bool = False,
        batch: bool = False,
    ) -> LandscapeJob:
        """The landscape of a completed experiment; all but ``experiment`` as in ``engine.worker.scan``."""
        scan = scan_of(experiment, resolution, domain, at, steady, batch)
        key = scan_key(scan)
        landscape_job = self._landscape_jobs.get(key) or LandscapeJob(self.workers, experiment, scan)
        self._landscape_jobs.put(key, landscape_job)
        return landscape_job

    def map_job(self, request: MapRequest, prefix: str = "") -> MapJob:
        """The map that is asked for.

        Args:
            request: as it was sent.
            prefix: JSON pointer to the request within the message.

        Raises:
            ProblemError: 422 where its experiment cannot be mapped.
        """
        asked = sheet_of(self.workers, request, prefix)
        map_job = self._map_jobs.get(asked.id) or asked
        self._map_jobs.put(map_job.id, map_job)
        return map_job

    @property
    def caches(self) -> dict[str, LRUCache[Any]]:
        """What is kept of results, by what it is."""
        return {"trajectory": self._run_jobs, "landscape": self._landscape_jobs, "map": self._map_jobs}

    def _grown(self, key: str, kin: str, points: int) -> None:
        """A recording has got so many points more, and its ladder perhaps another rung."""
        self.counters.points += points
        self._run_jobs.resize(key)
        self._checkpoint_stores.resize(kin)

    def _checkpoints(self, kin: str) -> CheckpointStore:
        checkpoints = self._checkpoint_stores.get(kin) or CheckpointStore(CHECKPOINT_BYTES)
        self._checkpoint_stores.put(kin, checkpoints)
        return checkpoints

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
