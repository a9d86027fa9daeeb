"""How the application is served: uvicorn, made safe against clients that stall."""

from .server import serve

__all__ = ["serve"]
