"""Foundations of the server: settings, logs, error documents, caches and static files."""
