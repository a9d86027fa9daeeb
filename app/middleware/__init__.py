"""Pure ASGI layers: they see WebSockets too, which Starlette's HTTP middleware would let pass."""
