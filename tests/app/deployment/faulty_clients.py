"""Faulty clients: what any visitor can do to a proxy, and a check that the next visitor notices nothing."""

import contextlib
import json
import socket
import struct
import threading
import time
from urllib.parse import urlsplit

import httpx2
from talk import experiment, racer

SLOW_S = 12
"""Longer than the lab and both proxies wait for a request."""


def connected(url):
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port), timeout=SLOW_S + 3)


def head(url, more, path="/api/v1/experiments"):
    lines = f"POST {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Content-Type: application/json", more
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def leave_in_mid_body(url):
    with connected(url) as one:
        one.sendall(head(url, "Content-Length: 5000") + b"x" * 300)


def reset_in_mid_body(url):
    with connected(url) as one:
        one.sendall(head(url, "Content-Length: 5000") + b"x" * 300)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def declare_too_much(url):
    with connected(url) as one:
        one.sendall(head(url, "Content-Length: 600000\r\nExpect: 100-continue"))
        one.recv(4096)


def send_too_much(url):
    with connected(url) as one, contextlib.suppress(OSError):
        one.sendall(head(url, "Transfer-Encoding: chunked"))
        for _ in range(30):
            one.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        one.recv(4096)


def send_slowly(url):
    with connected(url) as one, contextlib.suppress(OSError):
        one.sendall(head(url, "Content-Length: 5000") + b"x" * 300)
        one.recv(4096)  # until the other side gives up


FAULTS = [leave_in_mid_body, reset_in_mid_body, declare_too_much, send_too_much]


def statuses_after(fault, url):
    """Statuses of another client's three requests of each kind, right after a fault."""
    fault(url)
    time.sleep(0.3)  # until the proxy has drawn its conclusions
    found = []
    for _ in range(3):
        found.append(
            httpx2.post(url + "/api/v1/experiments", json=experiment(steps=3), timeout=10).status_code
        )
        found.append(httpx2.get(url + "/healthz", timeout=10).status_code)
    return found


def statuses_beside_slow_clients(url):
    """Statuses of another client's requests while five bodies never end, and when they are given up."""
    slow = [threading.Thread(target=send_slowly, args=[url]) for _ in range(5)]
    for one in slow:
        one.start()
    found = []
    while any(one.is_alive() for one in slow):
        found += statuses_after(lambda _: None, url)
        for one in slow:
            one.join(0.2)
    return found + statuses_after(lambda _: None, url)


def statuses_while_busy(url, requests=150):
    """Statuses of small calls while heavy ones are refused because too much is being computed.

    Returns:
        those of the small calls, and the set of the heavy ones' that were answered meanwhile.
    """
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(connected(url)) for _ in range(requests)]
        for number, one in enumerate(waiting):
            one.sendall(heavy_request(url, number))
            one.setblocking(False)
        found, answered = [], set()
        for _ in range(40):
            found.append(httpx2.get(url + "/api/v1/limits", timeout=10).status_code)
            for one in waiting[:]:
                with contextlib.suppress(BlockingIOError):
                    answered.add(one.recv(4096).split()[1])
                    waiting.remove(one)
        return found, answered


def heavy_request(url, number):
    """A legal request of its own that computes for half a minute."""
    racers = [racer("adam", lr=0.01 + k / 1000) for k in range(16)]
    body = json.dumps({**experiment(*racers, steps=20_000), "seed": number}).encode()
    return head(url, f"Content-Length: {len(body)}", "/api/v1/trajectories") + body
