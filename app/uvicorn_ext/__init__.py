"""Uvicorn extensions: timeouts, rate limits and a lingering close, against clients that stall."""
