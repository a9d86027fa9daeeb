"""Services: the objects that exist as long as the server, and caches of computed results."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any, final

from starlette.requests import Request

from engine.batched import MapRequest
from engine.core.errors import InvalidSpec
from engine.core.penalty import Penalty
from engine.core.validation_errors import FieldError
from engine.landscape.grid_request import Domain
from engine.run.checkpoints import CheckpointStore
from engine.spec.experiment import Experiment
from engine.spec.keys import ExperimentKeys, keys_of

from ..core.assets import Assets
from ..core.counters import Counters
from ..core.lru_cache import LRUCache
from ..core.paths import STATIC
from ..core.problem_details import ProblemError, busy
from ..core.settings import Settings
from ..http.disconnect import while_connected
from ..limits.rate_limits import ConnectionLimiter, client_key
from ..store.kept_tables import KeptTables
from ..store.save_permission import SavePermission
from ..store.saved_experiments import SavedExperiments
from ..store.store import Store
from ..store.table_store import TableStore
from ..workers import Executor, LocalPool, Monitored, WorkerError, WorkerStatus
from .complete import complete_or_problem, engine_errors_as_problems
from .landscape_job import LandscapeJob, scan_request
from .map_job import MapJob, normalize_or_problem
from .run_job import RunJob
from .run_limit import RunLimit
from .table_supply import TableSupply
from .worker_problem import worker_problem

USED_UP = {
    "all": "Too much is being computed now. Try again in a moment.",
    "share": "Too much is being computed for your network now. Try again when some of it is answered.",
}
"""Why a computation is refused."""

CHECKPOINT_BYTES = 4 * 2**20
"""Limit on the checkpoints of one experiment and its edited variants."""


@final
class Services:
    """Services of one application: settings, executor, store, limits, counters, and one job per result."""

    def __init__(self, settings: Settings, executor: Executor | None = None) -> None:
        """``executor`` runs all worker calls; by default a pool of processes on this machine."""
        self.settings = settings
        self._pool: Executor = executor or LocalPool(settings)
        self.assets = Assets(STATIC)
        self.limiter = ConnectionLimiter(settings)
        self.store = Store(settings.store, settings.saved, settings.saved_mb * 2**20, settings.unopened_days)
        permission = SavePermission(self.limiter, settings)
        self.saved = SavedExperiments(self.store, permission, settings)
        self.table_store = TableStore(
            self.store,
            settings.tables,
            settings.tables_mb * 2**20,
            settings.table_days,
            settings.unopened_days,
        )
        self.kept_tables = KeptTables(self.table_store, permission, settings)
        self.tables = TableSupply(self._pool, self.kept_tables)
        self.executor: Executor = self.tables
        self.counters = Counters()
        self._run_limit = RunLimit(settings)
        self._run_jobs: LRUCache[RunJob] = LRUCache(settings.cache_mb * 2**20)
        self._landscape_jobs: LRUCache[LandscapeJob] = LRUCache(settings.cache_mb * 2**19)
        self._map_jobs: LRUCache[MapJob] = LRUCache(settings.cache_mb * 2**19)
        self._checkpoint_stores: LRUCache[CheckpointStore] = LRUCache(
            settings.cache_mb * 2**19, CheckpointStore.close
        )

    async def complete(
        self, experiment: Experiment, prefix: str = "", request: Request | None = None
    ) -> Experiment:
        """Fill in every value that was left out, and refuse an experiment that cannot be run here.

        Args:
            experiment: as the client sent it.
            prefix: JSON pointer to the experiment within the message.
            request: that of REST which brought it, if one did: a table is then read as a computation of it.

        Raises:
            ProblemError: 422 with a pointer to the field; 503 if a table that it names cannot be read now.
        """
        prepared = await self.prepare(experiment, prefix, request)
        return complete_or_problem(prepared, self.settings, prefix)

    async def prepare(
        self, experiment: Experiment, prefix: str = "", request: Request | None = None
    ) -> Experiment:
        """Make an experiment one that this process can complete by itself, without a kept table.

        Arguments and errors as of ``complete``.
        """
        if experiment.problem.kept_table is None:
            return experiment
        try:
            async with self.computing(request) if request else nullcontext():
                with engine_errors_as_problems(prefix, prefix):
                    return await self.tables.prepare(experiment, self.settings.work)
        except WorkerError as error:
            raise worker_problem(error) from None

    def run_job(self, experiment: Experiment, start: int = 0) -> RunJob:
        """The job that computes a completed experiment's points, from ``start`` on or from earlier."""
        keys = keys_of(experiment)
        job = self._run_jobs.get(keys.id)
        if job is None or job.first > start:
            store = self._checkpoint_store(keys.checkpoint)
            job = RunJob(
                self.executor, store, experiment, start, self._run_limit, partial(self._on_points, keys)
            )
        self._run_jobs.put(keys.id, job)  # in any case, because it may have grown
        return job

    def landscape_job(
        self,
        experiment: Experiment,
        resolution: int,
        domain: Domain | None = None,
        at: tuple[int, int] | None = None,
        steady: bool = False,
        batch: bool = False,
        penalty: Penalty | None = None,
        aspect: float | None = None,
    ) -> LandscapeJob:
        """The job that computes a completed experiment's landscape; arguments as in ``ScanRequest``."""
        request = scan_request(experiment, resolution, domain, at, steady, batch, penalty, aspect)
        new = LandscapeJob(self.executor, experiment, request)
        job = self._landscape_jobs.get(new.id) or new
        self._landscape_jobs.put(job.id, job)
        return job

    def map_job(self, request: MapRequest, prefix: str = "") -> MapJob:
        """The job that computes a map.

        Args:
            request: as the client sent it.
            prefix: JSON pointer to the request within the message.

        Raises:
            ProblemError: 422 if its experiment cannot be mapped.
        """
        new = MapJob(self.executor, normalize_or_problem(request, prefix))
        job = self._map_jobs.get(new.id) or new
        self._map_jobs.put(job.id, job)
        return job

    @property
    def worker_status(self) -> WorkerStatus | None:
        """The status of the worker processes; None if the executor's are not known here."""
        return self._pool.status() if isinstance(self._pool, Monitored) else None

    @property
    def caches(self) -> dict[str, LRUCache[Any]]:
        """Caches of results, by the kind of result."""
        return {"trajectory": self._run_jobs, "landscape": self._landscape_jobs, "map": self._map_jobs}

    def _on_points(self, keys: ExperimentKeys, points: int) -> None:
        """Count new points, and update the sizes in the caches: called after each worker call of a run."""
        self.counters.points += points
        self._run_jobs.resize(keys.id)
        self._checkpoint_stores.resize(keys.checkpoint)

    def _checkpoint_store(self, key: str) -> CheckpointStore:
        store = self._checkpoint_stores.get(key) or CheckpointStore(CHECKPOINT_BYTES)
        self._checkpoint_stores.put(key, store)
        return store

    @asynccontextmanager
    async def computing(
        self, request: Request, spent: float = 0.0, streams: bool = False
    ) -> AsyncIterator[None]:
        """Context of a REST computation: limits their number and time, and turns errors into problem details.

        Args:
            request: it holds a place of its client; the computation is cancelled when the client has gone.
            spent: seconds that the request has used before, if this is a later part of it.
            streams: whether a streaming response is under way, which itself watches whether the client stays.

        Raises:
            ProblemError: 503 if too many are in progress, it takes too long, or workers fail; 422 if the
                experiment turns out to be invalid; 499 if the client has gone.
        """
        address = client_key(request.scope)
        if used_up := self.limiter.computations.acquire(address):
            raise busy(USED_UP[used_up])
        try:
            async with (
                asyncio.timeout(self.settings.request_timeout_s - spent),
                nullcontext() if streams else while_connected(request),
            ):
                yield
        except TimeoutError:
            seconds = self.settings.request_timeout_s
            detail = f"The computation took longer than {seconds:g} s. Ask for less."
            raise ProblemError(503, detail) from None
        except WorkerError as error:
            raise worker_problem(error) from None
        except InvalidSpec as error:  # found by a worker
            raise ProblemError(422, error.detail, [FieldError(error.pointer, error.detail)]) from None
        finally:
            self.limiter.computations.release(address)
