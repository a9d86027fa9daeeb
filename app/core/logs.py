"""Logs: without personal data, unless an operator asks for clients in the access log.

No query and no formula is logged, not even by an exception.
"""

import json
import logging
import sys
import time
import traceback
from contextvars import ContextVar
from typing import Any, Literal, final

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""Id of the request or WebSocket that is being served."""

FACTS = "facts"
"""Name of the log record's attribute that holds its additional fields."""

ACCESS_LOG = "descentlab.access"
"""Name of the logger of requests and WebSocket sessions."""


def log_event(logger: logging.Logger, message: str, **facts: Any) -> None:
    """Log an event of level INFO with its fields."""
    logger.info(message, extra={FACTS: facts})


class RedactingFormatter(logging.Formatter):
    """Log formatter: shows the traceback and type of an exception, not its message, which may quote input."""

    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        return "".join([*traceback.format_tb(trace), kind.__name__])


@final
class TextFormatter(RedactingFormatter):
    """Log formatter: a sentence; for a request the Common Log Format, then its seconds and its id."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.name != ACCESS_LOG:
            return super().format(record)
        facts = getattr(record, FACTS)
        when = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(record.created))
        subject = facts.get("path", facts["route"])
        return (
            f'{facts.get("client", "-")} - - [{when}] "{facts["method"]} {subject} HTTP/{facts["http"]}" '
            f"{facts['status']} {facts['bytes']} {facts['seconds']:.3f} {REQUEST_ID.get() or '-'}"
        )


@final
class JsonFormatter(RedactingFormatter):
    """Log formatter: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, FACTS, {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(form: Literal["text", "json"], access: Literal["none", "routes", "clients"]) -> None:
    """Set up logging to standard error, in place of what was set up before.

    As text there are warnings and errors, as JSON also events; in both the requests, unless ``access`` is
    "none".
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("descentlab").setLevel(logging.INFO if form == "json" else logging.WARNING)
    logging.getLogger(ACCESS_LOG).setLevel(logging.WARNING if access == "none" else logging.INFO)
