"""Path proxy: a reverse proxy that serves the lab below a path, strips it, and sends no header about it."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

REFUSAL = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def proxied(target: str, prefix: str) -> Iterator[str]:
    """URL at which ``target`` is served below ``prefix``."""
    place = urlsplit(target)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                more = self.request.recv(2**16)
                if not more:
                    return
                head += more
            method, path, rest = head.decode("latin-1").split(" ", 2)
            if not path.startswith(prefix):
                self.request.sendall(REFUSAL)
                return
            if "upgrade: websocket" not in rest.lower():
                # One request per connection: the path of the next one would not be stripped.
                rest = rest.replace("Connection: keep-alive", "Connection: close")
            with socket.create_connection((place.hostname, place.port or 80)) as there:
                there.sendall(f"{method} {path.removeprefix(prefix) or '/'} {rest}".encode("latin-1"))
                forth = threading.Thread(target=pump, args=(self.request, there), daemon=True)
                forth.start()
                pump(there, self.request)
                forth.join()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{prefix}/"
        finally:
            server.shutdown()
            thread.join()


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Copies bytes from one socket to the other until either is closed."""
    with suppress(OSError):
        while data := source.recv(2**16):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
