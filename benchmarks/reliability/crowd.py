"""G14: a class of 300 behind one address opens the page within 10 s: one link, own rates, own starts.

Each student sends what the page sends first: the opening experiment of the catalog with a landscape
(``tests/browser/test_first_request.py`` compares it with the page's own message). CLIENTS=30 for fewer. Then
growing classes with own starts, in steps of STEP=100 (0: none), up to the first that waits too long, on a
server with higher limits. The control is a server with a limit of 100 connections per address.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

from app.ws.client_messages import LandscapeOptions
from engine.catalog.methods import OPTIMIZERS
from engine.spec.experiment import Experiment as EngineExperiment

from ..report import Figure, percentile
from .rig import LoggedServer, Seen, all_of, hello, running, viewing, watch

Catalog = dict[str, Any]
Experiment = dict[str, Any]

CLIENTS = int(os.environ.get("CLIENTS", 300))
STEP = int(os.environ.get("STEP", 100))
WITHIN_S = 10.0
FIRST_FRAME_S = 1.0

LANDSCAPE_OPTIONS = {"resolution": LandscapeOptions().resolution, "aspect": 2.01}
"""The landscape that the page requests on a laptop of 1366 x 768; another frame has another aspect."""


def fetch_catalog(url: str) -> Catalog:
    """The catalog, from which the page takes the experiment that it opens with."""
    with urlopen(urljoin(url, "api/v1/catalog"), timeout=60) as answer:
        return dict(json.load(answer))


def same(catalog: Catalog, _: int) -> Experiment:
    """What every page opens with that has no link of its own."""
    return dict(catalog["opening"])


def own_rates(catalog: Catalog, number: int) -> Experiment:
    """The opening experiment, each student with other learning rates, from half the usual ones on."""
    experiment = deepcopy(catalog["opening"])
    surface = experiment["problem"]["surface"]["name"]
    usual = next(one for one in catalog["surfaces"] if one["name"] == surface)["learning_rates"]
    parsed = EngineExperiment.model_validate(experiment)
    for racer, given in zip(experiment["racers"], parsed.racers, strict=True):
        method = OPTIMIZERS.named(given.optimizer.name).method_of(given.optimizer.params)
        rate = usual[method]["show"] * (0.5 + number / 1e3)
        optimizer = racer["optimizer"]
        optimizer["params"] = {**optimizer.get("params", {}), "lr": rate}
    return experiment


def own_starts(catalog: Catalog, number: int) -> Experiment:
    """The opening experiment, each student with another start."""
    experiment = deepcopy(catalog["opening"])
    experiment["problem"]["start"] = [-1.9 + number / 1e3, 1.5]
    return experiment


KINDS: dict[str, Callable[[Catalog, int], Experiment]] = {
    "one link": same,
    "own rates": own_rates,
    "own starts": own_starts,
}


async def join(server: LoggedServer, after_s: float, experiment: Experiment) -> Seen | None:
    """One student, who connects after ``after_s`` seconds; None if the server refuses."""
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    async with viewing(server, open_timeout=60) as socket:
        try:
            await hello(socket)
        except AssertionError:
            return None
        handshake_s = time.perf_counter() - begun
        seen = await watch(socket, 1, experiment, landscape=LANDSCAPE_OPTIONS)
        seen.first_s += handshake_s
        seen.picture_s += handshake_s
        # Students stay connected, so the server has all of them at once.
        await asyncio.sleep(max(0.0, WITHIN_S + 2 - (time.perf_counter() - begun)))
        return seen


async def crowd(server: LoggedServer, kind: str, clients: int = CLIENTS) -> list[Seen | None]:
    """All of them."""
    catalog = fetch_catalog(f"{server.url}/")

    def student(number: int) -> Awaitable[Seen | None]:
        return join(server, WITHIN_S * number / clients, KINDS[kind](catalog, number))

    return await all_of(clients, student)


def largest() -> tuple[int, float, int, float]:
    """The largest class that meets the goal with its p95, and the next larger one with its p95."""
    good, its = 0, float("nan")
    for clients in range(CLIENTS + STEP, 100 * STEP, STEP):
        caps = {"connections_per_address": str(clients), "connections": str(clients)}
        with running(
            workers=2, connection_burst=str(clients), runs_per_worker=str(clients), **caps
        ) as server:
            seen = asyncio.run(crowd(server, "own starts", clients))
        whole = [one for one in seen if one is not None and one.ended == "done"]
        p95 = percentile([one.picture_s for one in whole], 0.95)
        if len(whole) < clients or p95 > FIRST_FRAME_S:
            break
        good, its = clients, p95
    return good, its, clients, p95


def figures_of(kind: str, seen: list[Seen | None], memory_mb: float) -> list[Figure]:
    """Who was refused, who finished, and seconds from the handshake."""
    there = [one for one in seen if one is not None]
    whole = [one for one in there if one.ended == "done"]
    refused = Figure(f"class, {kind}: refused", len(seen) - len(there), f"of {CLIENTS}", 0)
    finished = Figure(f"class, {kind}: finished", len(whole), "", CLIENTS, "higher")
    paths = [] if kind != "one link" else [len({one.path() for one in whole})]
    times = {
        "first frame": [one.first_s for one in whole],
        "points and landscape": [one.picture_s for one in whole],
        "whole run": [one.done_s for one in whole],
    }
    return [
        refused,
        finished,
        *(Figure(f"class, {kind}: different results", number, "", 1) for number in paths),
        *(
            Figure(
                f"class, {kind}: {what}, p95",
                percentile(seconds, 0.95),
                "s",
                None if what == "whole run" else FIRST_FRAME_S,
                detail=f"median {percentile(seconds, 0.5):.3g} s",
            )
            for what, seconds in times.items()
        ),
        Figure(f"class, {kind}: resident memory of the server's process", memory_mb, "MB"),
    ]


def measure() -> list[Figure]:
    """Each kind of class, the largest class, and the control."""
    print(f"load: {os.getloadavg()[0]:.1f}", file=sys.stderr)
    figures = []
    for kind in KINDS:
        with running(workers=2) as server:
            seen = asyncio.run(crowd(server, kind))
            figures += figures_of(kind, seen, server.rss_mb())
    if STEP:
        good, its, beyond, theirs = largest()
        figures.append(
            Figure(
                "largest class, own starts",
                good,
                "",
                CLIENTS,
                "higher",
                detail=f"p95 {its:.2f} s; of {beyond}: {theirs:.2f} s",
            )
        )
    with running(workers=1, connections_per_address="100") as server:
        refused = asyncio.run(crowd(server, "one link")).count(None)
    figures.append(
        Figure("control: refused where 100 may come", refused, f"of {CLIENTS}", CLIENTS - 100, "higher")
    )
    return figures
