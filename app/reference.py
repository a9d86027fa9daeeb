"""What the reference page shows."""

from typing import Any

from fastapi import FastAPI


def reference(app: FastAPI) -> dict[str, Any]:
    """The context of the reference page."""
    return {"openapi": app.openapi()}
