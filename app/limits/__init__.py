"""Limits: rate limits and the bounds that the server publishes."""
