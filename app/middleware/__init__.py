"""Middleware: pure ASGI, which handles WebSockets too; Starlette's ``BaseHTTPMiddleware`` skips them."""
