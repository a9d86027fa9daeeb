"""The WebSocket: runs are streamed ahead of the viewer, as far as the viewer's window allows."""
