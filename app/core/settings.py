"""Settings: what an operator can set by environment variables that begin with ``DESCENTLAB_``."""

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_data_dir
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _network(value: str) -> str:
    """Refuse ``/0``: if every peer is a trusted proxy, any client can forge its address."""
    if ipaddress.ip_network(value, strict=False).prefixlen == 0:
        raise ValueError("Name the proxy's own address or network, not everyone's")
    return value


def _access_log(settings: dict[str, Any]) -> Literal["none", "routes"]:
    """Requests are in a log for machines; they would hide the errors in one for a person."""
    return "routes" if settings.get("log_format") == "json" else "none"


class Settings(BaseSettings):
    """Every setting, with its default, as docs/settings.md lists them. Limits are at ``/api/v1/limits``."""

    model_config = SettingsConfigDict(env_prefix="DESCENTLAB_", frozen=True)

    host: str = Field(
        "127.0.0.1", description="Address to listen on; 0.0.0.0 accepts connections from other machines."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on. 0 picks a free port.")
    root_path: str = Field(
        "", pattern=r"^(/[^/?#]+)*$", description="Path prefix under which a proxy serves the lab."
    )
    allowed_origins: frozenset[str] = Field(
        frozenset(),
        description="Further origins whose pages may open a WebSocket and save, as scheme://host:port.",
    )
    frame_ancestors: str = Field(
        "*",
        pattern=r"^[^;\r\n]*$",
        description="Sites that may embed the pages: the value of CSP frame-ancestors.",
    )

    workers: int = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        ge=1,
        le=256,
        description="Processes for surfaces and two-weight problems.",
    )
    background_workers: int = Field(
        default_factory=lambda: max(2, min(8, (os.cpu_count() or 1) // 2)),
        ge=1,
        le=256,
        description="Processes, of lower priority, for networks and for REST.",
    )
    runs_per_worker: int = Field(
        250, ge=1, description="Runs that take turns at one worker; one more is refused."
    )
    background_nice: int = Field(
        10,
        ge=0,
        le=19,
        description="Niceness of the background workers: at 19 the interactive ones get most time.",
    )
    worker_memory_mb: int = Field(
        1024, ge=256, description="Memory in MiB that a worker may use beyond what it has after its start."
    )
    call_timeout_s: float = Field(
        20.0,
        gt=0,
        description="Seconds that one call may hang, or may compute, before its worker is killed.",
    )

    body_bytes: int = Field(
        64 * 1024, ge=1024, description="Size of a request body or of a WebSocket message in bytes, at most."
    )
    request_timeout_s: float = Field(
        60.0, gt=0, description="Seconds that the computation of one REST request may take."
    )
    queued_requests: int = Field(64, ge=1, description="REST computations under way at once, at most.")
    queued_requests_per_address: int = Field(
        48,
        ge=1,
        description="REST computations under way at once for one address, at most; others have the rest.",
    )
    connections: int = Field(2000, ge=1, description="WebSockets open at once, at most.")
    connections_per_address: int = Field(
        400, ge=1, description="WebSockets open at once from one address, at most; enough for a whole class."
    )
    connections_per_second: float = Field(
        60.0,
        gt=0,
        description="Sustained rate of new WebSockets from one address, per second; further ones wait.",
    )
    connection_burst: int = Field(
        600, ge=1, description="New WebSockets from one address at once, before that rate applies."
    )
    requests_per_second: float = Field(
        100.0,
        gt=0,
        description="Sustained rate of requests on one HTTP connection, per second; no limit behind a proxy.",
    )
    request_burst: int = Field(
        500, ge=1, description="Requests on one HTTP connection at once, before that rate applies."
    )
    trusted_proxies: frozenset[Annotated[str, AfterValidator(_network)]] = Field(
        frozenset(),
        description="Addresses or networks of proxies whose X-Forwarded-For and -Proto are trusted.",
    )
    messages_per_second: float = Field(
        120.0,
        gt=0,
        description="Sustained rate of messages on one WebSocket, per second.",
    )
    message_burst: int = Field(
        240, ge=1, description="Messages on one WebSocket at once, before that rate applies."
    )
    window: int = Field(
        2048, ge=64, description="Points that are streamed ahead of the last acknowledged one."
    )
    send_timeout_s: float = Field(
        5.0, gt=0, description="Seconds after which a WebSocket is closed whose client does not read."
    )
    idle_timeout_s: float = Field(
        3600.0, gt=0, description="Seconds after which a WebSocket is closed on which no message arrives."
    )
    resolution: int = Field(256, ge=2, description="Points along each side of a landscape, at most.")
    work: float = Field(2e9, gt=0, description="Steps x racers x parameters of one experiment, at most.")
    store: str = Field(
        default_factory=lambda: f"sqlite:///{Path(user_data_dir('descentlab')) / 'experiments.sqlite'}",
        pattern=r"^((sqlite:///|postgresql(\+psycopg)?://).+)?$",
        description="Where experiments are saved: sqlite:///path or postgresql://user@host/name; or empty.",
    )
    saved: int = Field(100_000, ge=1, description="Number of saved experiments, at most.")
    saved_mb: int = Field(256, ge=1, description="Size of all saved experiments in MiB, at most.")
    saves_per_minute: int = Field(
        600, ge=1, description="New experiments that one address may save per minute."
    )
    unopened_days: int = Field(
        30,
        ge=1,
        description="Days after which what nobody ever opened is deleted if there is no room for more.",
    )
    table_bytes: int = Field(
        5_000_000, ge=1024, description="Size of a user's own table that the store keeps in bytes, at most."
    )
    tables: int = Field(10_000, ge=1, description="Number of kept tables, at most.")
    tables_mb: int = Field(512, ge=1, description="Size of all kept tables in MiB, compressed, at most.")
    table_days: int = Field(
        180, ge=1, description="Days after which a kept table that nobody has opened is deleted."
    )
    modules: Literal["joined", "single"] = Field(
        "joined",
        description="The pages' modules and style sheets: joined, few requests; or single, for development.",
    )
    metrics: bool = Field(True, description="Whether /metrics answers.")
    log_format: Literal["text", "json"] = Field(
        "text",
        description="Format of the log on standard error, its errors and its requests.",
    )
    access_log: Literal["none", "routes", "clients"] = Field(
        default_factory=_access_log,
        description="Requests in the log: none; routes, without addresses, the default as json; or clients.",
    )
    cache_mb: int = Field(
        128,
        ge=1,
        description="Size in MiB of the cache of trajectories; that of landscapes is half as large.",
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read from the environment at the first call.

    Raises:
        pydantic.ValidationError: if a variable has a value that is not allowed.
    """
    return Settings()
