"""Request smuggling: requests whose end two programs may see at different places, with another one inside.

A proxy in front passes what it takes for one request; if the server takes it for two, the second is one that
the proxy would have refused, and its answer goes to whoever asks next.
"""

import contextlib
import socket
from urllib.parse import urlsplit

import httpx2

INSIDE = "GET /metrics HTTP/1.1\r\nHost: lab\r\n\r\n"
"""What the proxies of deploy/ refuse."""

CHUNKED = f"0\r\n\r\n{INSIDE}"
LENGTH = f"Content-Length: {len(CHUNKED)}"

HEADS = {
    "length and chunks": (LENGTH, "Transfer-Encoding: chunked"),
    "chunks and length": ("Transfer-Encoding: chunked", LENGTH),
    "blank before the colon": (LENGTH, "Transfer-Encoding : chunked"),
    "tab before the value": (LENGTH, "Transfer-Encoding:\tchunked"),
    "unknown encoding": (LENGTH, "Transfer-Encoding: xchunked"),
    "two encodings": (LENGTH, "Transfer-Encoding: chunked, identity"),
    "encoding twice": (LENGTH, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
    "folded line": (LENGTH, "Transfer-Encoding:\r\n chunked"),
    "capitals": (LENGTH, "transfer-encoding: CHUNKED"),
    "vertical tab": (LENGTH, "Transfer-Encoding: \x0bchunked"),
    "quotes": (LENGTH, 'Transfer-Encoding: "chunked"'),
    "bare line feed": (LENGTH, "X: y\nTransfer-Encoding: chunked"),
    "bare carriage return": (LENGTH, "X: y\rTransfer-Encoding: chunked"),
    "two lengths": ("Content-Length: 0", LENGTH),
    "two lengths, other order": (LENGTH, "Content-Length: 0"),
    "two lengths in one": (f"Content-Length: 0, {len(CHUNKED)}",),
    "signed length": (f"Content-Length: +{len(CHUNKED)}",),
    "length in hexadecimal": (f"Content-Length: {len(CHUNKED):#x}",),
    "length with blanks": (f"Content-Length: {len(CHUNKED)} 0",),
    "negative length": ("Content-Length: -1",),
    "underscore": ("Content_Length: 0", LENGTH),
    "upgrade": ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 9", "Content-Length: 0"),
    "upgrade to h2c": ("Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"),
    "expectation": ("Expect: 100-continue", "Content-Length: 0"),
    "length named in Connection": ("Connection: Content-Length", LENGTH),
}
"""Headers of each request, by what is ambiguous in them."""

BODIES = {
    "extension of a chunk": f"0;x=\r\n\r\n{INSIDE}",
    "line feed behind a chunk": f"1\nx\n0\n\n{INSIDE}",
    "long size of a chunk": f"{'0' * 30}\r\n\r\n{INSIDE}",
    "size of a chunk with a prefix": f"0x0\r\n\r\n{INSIDE}",
    "overflowing size of a chunk": f"10000000000000000\r\n\r\n{INSIDE}",
    "trailer": f"0\r\nContent-Length: 0\r\n\r\n{INSIDE}",
}
"""Chunked bodies, likewise."""


def requests():
    """All of them, by name: POST requests, and GET requests with a body."""
    for method, path in (("POST", "/api/v1/experiments"), ("GET", "/healthz")):
        start = f"{method} {path} HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\n"
        for name, lines in HEADS.items():
            yield f"{method}, {name}", "".join([start, *(f"{line}\r\n" for line in lines), "\r\n", CHUNKED])
        for name, body in BODIES.items():
            yield f"{method}, {name}", f"{start}Transfer-Encoding: chunked\r\n\r\n{body}"


def smuggled(url):
    """Names of the requests behind which the inner one was answered, or another client got a wrong answer."""
    parts = urlsplit(url)
    found = []
    with httpx2.Client(base_url=url) as next_client:
        for name, request in requests():
            answer = b""
            client = socket.create_connection((parts.hostname, parts.port), 0.3)
            with client, contextlib.suppress(OSError):
                client.sendall(request.encode("latin-1"))
                while received := client.recv(65_536):
                    answer += received
            others = [next_client.get("/version").json() for _ in range(2)]
            if b"descentlab_" in answer or any("engine" not in other for other in others):
                found.append(name)
    return found
