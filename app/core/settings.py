"""Settings: what an operator can set by environment variables that begin with ``DESCENTLAB_``."""

import ipaddress
import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_dir
from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _network(value: str) -> str:
    """Refuse ``/0``: if every peer is a trusted proxy, any client can forge its address."""
    if ipaddress.ip_network(value, strict=False).prefixlen == 0:
        raise ValueError("Name the proxy's own address or network, not everyone's")
    return value


class Settings(BaseSettings):
    """Every setting, with its default, as docs/settings.md lists them. Limits are at ``/api/v1/limits``."""

    model_config = SettingsConfigDict(env_prefix="DESCENTLAB_", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for everyone.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on. 0 picks a free port.")
    root_path: str = Field("", pattern=r"^(/[^/?#]+)*$", description="Prefix under which a proxy serves us.")
    allowed_origins: frozenset[str] = Field(
        frozenset(), description="Further origins whose pages may open a WebSocket, as scheme://host:port."
    )
    frame_ancestors: str = Field("*", pattern=r"^[^;\r\n]*$", description="Who may embed the pages (CSP).")

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
    background_nice: int = Field(10, ge=0, le=19, description="How far background workers step back.")
    worker_memory_mb: int = Field(1024, ge=256, description="What a worker may grow beyond its start.")
    call_timeout_s: float = Field(
        20.0,
        gt=0,
        description="A worker that hangs so long in one call, or takes so much processor time, is killed.",
    )

    body_bytes: int = Field(64 * 1024, ge=1024, description="Largest request body and WebSocket message.")
    request_timeout_s: float = Field(60.0, gt=0, description="Longest computation of one REST request.")
    queued_requests: int = Field(64, ge=1, description="REST computations under way at once.")
    connections: int = Field(2000, ge=1, description="Open WebSockets.")
    connections_per_address: int = Field(400, ge=1, description="Of them from one address: a whole class.")
    connections_per_second: float = Field(
        60.0, gt=0, description="New WebSockets of one address a second, lastingly; more have to wait."
    )
    connection_burst: int = Field(600, ge=1, description="Of them at once.")
    requests_per_second: float = Field(
        100.0,
        gt=0,
        description="Requests of one HTTP connection a second, lastingly; more wait. Not behind a proxy.",
    )
    request_burst: int = Field(500, ge=1, description="Of them at once.")
    trusted_proxies: frozenset[Annotated[str, AfterValidator(_network)]] = Field(
        frozenset(), description="Addresses or networks whose X-Forwarded-For and -Proto are believed."
    )
    messages_per_second: float = Field(120.0, gt=0, description="Of one WebSocket, lastingly.")
    message_burst: int = Field(240, ge=1, description="Of one WebSocket, at once.")
    window: int = Field(2048, ge=64, description="Points that are streamed ahead of the last acknowledged.")
    send_timeout_s: float = Field(5.0, gt=0, description="A reader who is blocked for longer is dropped.")
    idle_timeout_s: float = Field(
        3600.0, gt=0, description="A WebSocket that is silent for longer is closed."
    )
    resolution: int = Field(256, ge=2, description="Points along each side of a landscape.")
    work: float = Field(2e9, gt=0, description="Steps x racers x parameters of one experiment, at most.")
    store: str = Field(
        default_factory=lambda: f"sqlite:///{Path(user_data_dir('descentlab')) / 'experiments.sqlite'}",
        pattern=r"^((sqlite:///|postgresql(\+psycopg)?://).+)?$",
        description="Where experiments are saved: sqlite:///path or postgresql://user@host/name; or nowhere.",
    )
    saved: int = Field(100_000, ge=1, description="Experiments saved, at most.")
    saved_mb: int = Field(256, ge=1, description="Saved experiments' size, at most.")
    saves_per_minute: int = Field(600, ge=1, description="New experiments that one address may save.")
    metrics: bool = Field(True, description="Whether /metrics answers.")
    log_format: Literal["text", "json"] = Field(
        "text", description="Of the log on standard error: text says what is wrong, json each request too."
    )
    cache_mb: int = Field(128, ge=1, description="Trajectories and landscapes kept for the next viewer.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
