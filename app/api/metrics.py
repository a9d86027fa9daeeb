"""Metrics: the counters of the server in the text format of Prometheus, read at each request."""

import asyncio
from collections.abc import Iterator
from typing import final

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from ..core.counters import PREFIX
from ..core.versions import versions
from ..jobs.services import Services
from ..workers import WorkerStatus


@final
class ServicesCollector(Collector):
    """Collector: reads the counters of the services at each request."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        services, counters = self._services, self._services.counters
        yield _build()
        yield _gauge("viewers", "Open WebSockets.", services.limiter.connections)
        yield _gauge("requests", "REST computations under way.", services.limiter.computations.taken)
        yield _gauge("tasks", "Tasks of the server's event loop.", _tasks())
        if (status := services.worker_status) is not None:
            yield from _of_workers(status)
        yield _counter("runs", "Runs that viewers began.", counters.runs)
        yield _counter("steps", "Points computed, of all racers.", counters.points)
        yield _counter("frames", "Binary frames sent.", counters.frames)
        yield _counter("dropped_viewers", "Viewers dropped because they did not read.", counters.dropped)
        yield _counter("turned_away", "WebSockets refused for their number.", counters.turned_away)
        yield self._cache()
        yield self._responses()
        yield from counters.response_times.collect()
        yield from counters.first_frame_times.collect()

    def _cache(self) -> Metric:
        family = CounterMetricFamily(
            f"{PREFIX}cache_lookups", "Results found in the cache, or not.", labels=["what", "result"]
        )
        for what, cache in self._services.caches.items():
            family.add_metric([what, "hit"], cache.hits)
            family.add_metric([what, "miss"], cache.misses)
        return family

    def _responses(self) -> Metric:
        family = CounterMetricFamily(f"{PREFIX}responses", "HTTP responses.", labels=["status"])
        for status, count in sorted(self._services.counters.responses.items()):
            family.add_metric([str(status)], count)
        return family


def _build() -> Metric:
    of = versions()
    value = {"version": of["product"], "engine": of["engine"], "python": of["python"], "torch": of["torch"]}
    return InfoMetricFamily(f"{PREFIX}build", "Versions of the server and of what it computes with.", value)


def _of_workers(status: WorkerStatus) -> Iterator[Metric]:
    yield _gauge("queue", "Calls under way or waiting for a worker.", status.waiting)
    yield _gauge("workers", "Worker processes that are up.", len(status.pids))
    yield _gauge("ready", "Whether all of them are.", int(status.ready))
    yield _counter("worker_restarts", "Worker processes that died or hung.", status.deaths)
    yield _counter("ended_workers", "Worker processes ended for calls without a client.", status.ended)


def _tasks() -> int:
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:  # asked from a thread that has none
        return 0


def metrics(services: Services) -> CollectorRegistry:
    """Make the registry of metrics: the server's, and memory, CPU time and open files of the process."""
    # The times at which series began would be as many series again.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    registry.register(ServicesCollector(services))
    ProcessCollector(registry=registry)
    return registry


def exposition(registry: CollectorRegistry) -> bytes:
    """Encode all metrics as text."""
    return generate_latest(registry)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, about, value)


def _counter(name: str, about: str, value: float) -> Metric:
    return CounterMetricFamily(PREFIX + name, about, value)
