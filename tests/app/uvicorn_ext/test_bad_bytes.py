"""Malformed requests: bodies, URLs and headers are rejected quickly with a sentence."""

import gzip
import json
import socket
from urllib.parse import urlsplit

import pytest

JSON = {"Content-Type": "application/json"}
GOOD = (
    b'{"problem":{"kind":"surface","surface":{"name":"bowl","params":{}},"start":[1,1],"noise":0},'
    b'"racers":[{"optimizer":{"name":"sgd","params":{"lr":0.1}}}],"steps":2}'
)
PATHS = ["trajectories", "trajectories/stream", "landscapes", "maps", "exports/html", "exports/png"]


def with_(old: bytes, new: bytes) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new)


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "spaces": b" \n\t",
    "truncated": GOOD[: len(GOOD) // 2],
    "truncated in a string": GOOD[:20],
    "truncated by one": GOOD[:-1],
    "something after it": GOOD + b"}",
    "two of them": GOOD + GOOD,
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "bad UTF-8": with_(b"bowl", b"bo\xff\xfewl"),
    "overlong UTF-8": with_(b"bowl", b"bo\xc0\xafwl"),
    "a surrogate in UTF-8": with_(b"bowl", b"bo\xed\xa0\x80wl"),
    "a lone surrogate": with_(b"bowl", rb"bo\ud800wl"),
    "a NUL": with_(b"bowl", b"bo\x00wl"),
    "an escaped NUL": with_(b"bowl", rb"bo\u0000wl"),
    "a bad escape": with_(b"bowl", rb"bo\xwl"),
    "NaN": with_(b'"lr":0.1', b'"lr":NaN'),
    "Infinity": with_(b'"lr":0.1', b'"lr":-Infinity'),
    "a number beyond float64": with_(b'"lr":0.1', b'"lr":1e999'),
    "a number of many digits": with_(b'"steps":2', b'"steps":' + b"9" * 5000),
    "an integer beyond float64": with_(b'"steps":2', b'"steps":2,"seed":1' + b"0" * 400),
    "such a one for a fraction": with_(b'"lr":0.1', b'"lr":1' + b"0" * 400),
    "a number with a leading zero": with_(b'"steps":2', b'"steps":02'),
    "a hexadecimal number": with_(b'"steps":2', b'"steps":0x2'),
    "a number as text": with_(b'"steps":2', b'"steps":"2"'),
    "true for a number": with_(b'"steps":2', b'"steps":true'),
    "a fraction of a step": with_(b'"steps":2', b'"steps":2.5'),
    "brackets without end": b"[" * 30_000,
    "objects without end": b'{"a":' * 10_000,
    "deep but closed": b"[" * 20_000 + b"]" * 20_000,
    "a list": b"[" + GOOD + b"]",
    "a string": json.dumps(GOOD.decode()).encode(),
    "null": b"null",
    "a form": b"problem=bowl&steps=2",
    "XML": b"<experiment/>",
    "a comment": GOOD + b"// really",
    "a trailing comma": with_(b'"steps":2}', b'"steps":2,}'),
    "single quotes": GOOD.replace(b'"', b"'"),
    "ten thousand racers": with_(b"[{", b'[{"optimizer":{"name":"sgd"}},' * 500 + b"{"),
    "a prototype": with_(b'"steps":2', b'"steps":2,"__proto__":{"a":1}'),
    "the same key, then nonsense": with_(b'"steps":2', b'"steps":2,"steps":"x"'),
    "too long": with_(b'"steps":2', b'"steps":2' + b" " * 100_000),
}


def is_a_refusal(answer) -> None:
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["status"] == answer.status_code
    assert problem["detail"].endswith((".", "!", "?"))
    assert len(answer.content) < 20_000, "what was sent is not sent back"


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_malformed_bodies_are_rejected(client, body):
    for path in PATHS:
        is_a_refusal(client.post(f"/api/v1/{path}", content=body, headers=JSON))


def test_base_of_the_malformed_bodies_is_valid(client):
    assert client.post("/api/v1/trajectories", content=GOOD, headers=JSON).status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "identity, gzip", "rot13"])
def test_content_encoding_of_a_body_is_rejected(client, coding):
    for content in (GOOD, gzip.compress(GOOD), b"\x1f\x8b\x08\x00"):
        headers = {**JSON, "Content-Encoding": coding}
        answer = client.post("/api/v1/trajectories", content=content, headers=headers)
        is_a_refusal(answer)
        assert answer.status_code == 415


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"],
)
def test_other_media_types_are_rejected(client, media_type):
    is_a_refusal(client.post("/api/v1/exports/html", content=GOOD, headers={"Content-Type": media_type}))


STATES = [
    "",
    "A",
    "====",
    "%FF%FE",
    "a" * 20_000,
    "eNrz",
    "../../etc/passwd",
    "\u2603",
    "q1YqSy0qzszPU7JSUqoFAA",
]


@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_malformed_state_is_rejected(client, state):
    for path in ("trajectories", "exports/html", "exports/svg"):
        is_a_refusal(client.get(f"/api/v1/{path}", params={"s": state}))


QUERIES = [
    "run=,,,:::",
    "run=adam,lr:1e999",
    "run=adam,lr:[[[[",
    "run=" + "|".join(["adam"] * 17),
    "start=1",
    "start=1,2,3",
    "start=1e999,0",
    "surface=",
    "surface=rosenbrock,__class__:1",
    "formula=",
    "formula=" + "(" * 250,
    "formula=__import__('os')",
    "formula=x%00",
    "formula=%ED%A0%80",
    "formula=x&domain=1,0,0,1",
    "formula=x&domain=nan,1,0,1",
    "noise=nan",
    "noise=inf",
    "noise=-1",
    "steps=1e3",
    "steps=" + "9" * 5000,
    "seed=-1",
    "every=0",
]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_malformed_query_is_rejected(client, query):
    if query == "run=":
        assert client.get(f"/api/v1/trajectory?{query}&steps=1").status_code == 200, (
            "no racer: the usual ones"
        )
        return
    is_a_refusal(client.get(f"/api/v1/trajectory?{query}"))


POST = b"POST /api/v1/trajectories HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
RAW = {
    "no HTTP": b"hello\r\n\r\n",
    "a line without end": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without end": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "a length that is no number": POST + b"Content-Length: x\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a bad chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
}


@pytest.mark.parametrize("request_", RAW.values(), ids=RAW.keys())
def test_bytes_that_are_not_http_close_only_their_connection(client, server, request_):
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as wire:
        try:
            wire.sendall(request_)
            answer = wire.recv(4096)
        except ConnectionError:
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:100]
    assert client.get("/healthz").status_code == 200


HUGE = "9" * 23


@pytest.mark.parametrize("query", [f"surface=rosenbrock,a:{HUGE}", f"seed={HUGE}", f"steps={HUGE}"])
def test_integers_of_any_size_in_urls_cause_no_500(client, query):
    for page in ("/", "/embed"):
        assert client.get(f"{page}?{query}").status_code == 200
    for path in ("trajectory", "landscape"):
        assert client.get(f"/api/v1/{path}?{query}&run=gd").status_code < 500
    assert client.get("/api/v1/oembed", params={"url": f"{client.base_url}/?{query}"}).status_code < 500


@pytest.mark.parametrize(
    "head", [b"GET /" + b"x" * 300_000, b"\x16\x03\x01" * 50_000, b"GET / HTTP/1.1\r\nA" * 9000]
)
def test_unreadable_request_head_gets_a_reason(server, head):
    parts = urlsplit(server.url)
    for _ in range(5):
        with socket.create_connection((parts.hostname, parts.port), 30) as raw:
            raw.sendall(head)
            answer = b""
            while piece := raw.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == 400
