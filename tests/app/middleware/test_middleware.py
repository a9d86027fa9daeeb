"""Middleware: security headers, CORS, allowed origins, sub-paths."""

import asyncio
import contextlib

import pytest
from launch import running
from starlette.routing import WebSocketRoute
from talk import Viewer, experiment
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.main import app
from app.middleware.prefix import MountPrefix

RESPONSES = [
    ("GET", "/"),
    ("GET", "/embed"),
    ("GET", "/compare"),
    ("GET", "/docs"),
    ("GET", "/patterns"),
    ("GET", "/openapi.json"),
    ("GET", "/healthz"),
    ("GET", "/api/v1/catalog"),
    ("GET", "/api/v1/nothing"),
    ("GET", "/nothing"),
    ("DELETE", "/healthz"),
    ("POST", "/api/v1/trajectories"),
    ("OPTIONS", "/api/v1/trajectories"),
    ("GET", "/static/css/tokens.css"),
    ("GET", "/static/nothing.css"),
]


@pytest.mark.parametrize(("method", "path"), RESPONSES)
def test_every_response_has_security_headers(client, method, path):
    answer = client.request(method, path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    if answer.headers.get("content-type", "").startswith("text/css"):  # part of a page with a policy
        assert "content-security-policy" not in answer.headers
        return
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "content-type" in answer.headers or method == "OPTIONS"
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("path", ["/api/v1/catalog", "/api/v1/nothing", "/static/css/tokens.css", "/version"])
@pytest.mark.parametrize("origin", ["https://course.example", "null"])
def test_cors_allows_any_origin_without_credentials(client, path, origin):
    answer = client.get(path, headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert ("access-control-expose-headers" in answer.headers) != path.startswith("/static/")


@pytest.mark.parametrize("path", ["/api/v1/catalog", "/static/css/tokens.css"])
def test_one_copy_serves_every_origin(client, path):
    """A cache may give what it got for one page, or for no page at all, to another."""
    for origin in ({}, {"Origin": "https://course.example"}):
        answer = client.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "origin" not in answer.headers.get("vary", "").lower()


def test_preflight_is_answered(client):
    asked = {"Origin": "https://course.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/trajectories", headers=asked)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


def sockets():
    return [route.path for route in _all(app.routes) if isinstance(route, WebSocketRoute)]


def _all(routes):
    for route in routes:
        yield route
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None:
            yield from _all(inner.routes)


def test_every_websocket_route_is_found():
    assert sockets() == ["/api/v1/live"]


def hostile(host, port):
    own = f"http://{host}:{port}"
    return [
        "https://evil.example",
        "http://evil.example:" + str(port),
        own + ".evil.example",
        own + "0",
        own + "/",
        own + "/path",
        own + "?q",
        own + "#f",
        own + " http://evil.example",
        own + ",http://evil.example",
        own[:-1],
        f"http://{host}",
        f"http://{host}:80",
        f"http://sub.{host}:{port}",
        f"http://evil@{host}:{port}",
        f"http://{host}:{port}@evil.example",
        f"http://{host}.:{port}",
        f"ws://{host}:{port}",
        f"ftp://{host}:{port}",
        f"file://{host}:{port}",
        f"//{host}:{port}",
        f"{host}:{port}",
        f"http:/{host}:{port}",
        f"http:///{host}:{port}",
        f"http:\\\\{host}:{port}",
        f"javascript:{own}",
        "http://",
        "https://",
        "http://*",
        "*",
        "file://",
        "about:blank",
        "undefined",
        "NULL",
        "null null",
        "null,null",
        "chrome-extension://abcdefgh",
        f"http://{port}:{host}",
        f"http://127.0.0.2:{port}",
        f"http://2130706433:{port}",
        f"http://0x7f000001:{port}",
        f"http://xn--{host}:{port}",
        f"http://[::1]:{port}",
        f"http://{host}%00.evil.example:{port}",
    ]


@pytest.mark.parametrize("path", sockets())
def test_foreign_origins_get_no_websocket(server, path):
    host, _, port = server.url.removeprefix("http://").partition(":")
    url = server.url.replace("http", "ws") + path
    origins = hostile(host, port)
    assert len(origins) >= 40
    for origin in origins:
        with pytest.raises(InvalidStatus) as refused, connect(url, origin=origin):
            pass
        assert refused.value.response.status_code == 403, origin
        assert b'"status":403' in refused.value.response.body


def test_two_origin_headers_are_rejected(server):
    twice = [("Origin", server.url), ("Origin", server.url)]
    with pytest.raises(InvalidStatus), connect(server.live, additional_headers=twice):
        pass


def test_own_sandboxed_and_missing_origins_get_a_websocket(server):
    for origin in (server.url, server.url.replace("http:", "https:"), "null", None):
        with Viewer(server.live, origin=origin) as viewer:
            assert viewer.hello["type"] == "hello"


def test_pages_revalidate_and_scripts_are_immutable(client):
    page = client.get("/")
    assert client.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    hashed = page.text.partition('href="static/vendor/')[2].partition('"')[0]
    asset = client.get("/static/vendor/" + hashed)
    assert "immutable" in asset.headers["cache-control"]
    plain = "/static/vendor/" + hashed.partition("?")[0]
    assert client.get(plain).headers["cache-control"] == "no-cache"
    assert client.get(f"{plain}?v=other").headers["cache-control"] == "no-cache"


def test_csp_allows_the_import_map_by_its_hash(client):
    import base64
    import hashlib

    page = client.get("/")
    text = page.text.partition('<script type="importmap">')[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["content-security-policy"]


def test_page_weight_is_small(client):
    """Bytes of a first visit: the page and every file that it names, compressed as a browser asks for it."""
    import re

    page = client.get("/")
    codings = {"Accept-Encoding": "gzip, deflate, br"}
    names = set(re.findall(r'''(?:src|href|data-plotly)="(static/[^"]+)"''', page.text))
    assert any("plotly" in name for name in names)
    assert any(name.endswith("js/main.js") for name in names)
    total = 0
    for name in ["", *names]:
        # A stream, because the test's client has no brotli to read it with.
        with client.stream("GET", "/" + name, headers=codings) as answer:
            total += int(answer.headers["content-length"])
    assert total <= 760_000


@pytest.mark.parametrize("stripped", [False, True])
def test_sub_path_works_with_and_without_stripping_proxy(stripped):
    seen = []

    async def inner(scope, *_):
        seen.append((scope["path"], scope["root_path"]))

    scope = {"type": "http", "path": "/api/v1/limits" if stripped else "/lab/api/v1/limits", "headers": []}
    asyncio.run(MountPrefix(inner, "/lab")(scope, None, None))
    assert seen == [("/lab/api/v1/limits", "/lab")]


def test_server_under_a_sub_path():
    import httpx2

    with running("--root-path", "/lab", "--workers", "1") as server:
        assert server.url.endswith("/lab")
        with httpx2.Client(base_url=server.url.removesuffix("/lab")) as client:
            moved = client.get("/lab")
            assert moved.status_code == 308
            assert moved.headers["location"].endswith("/lab/")
            assert (
                client.get("/lab?surface=bowl&seed=3")
                .headers["location"]
                .endswith("/lab/?surface=bowl&seed=3")
            )
            for prefix in ("", "/lab"):
                assert client.get(f"{prefix}/healthz").status_code == 200
                assert client.get(f"{prefix}/").status_code == 200
                assert client.get(f"{prefix}/static/css/tokens.css").status_code == 200
                assert client.get(f"{prefix}/api/v1/nothing").status_code == 404
                answer = client.post(f"{prefix}/api/v1/trajectories", json=experiment(steps=2))
                assert answer.status_code == 200
                told = client.post(f"{prefix}/api/v1/experiments", json=experiment(steps=2)).json()
                assert told["url"].startswith("/lab/#s=")
                assert client.get(told["embed_url"]).status_code == 200
        for url in (server.live, server.live.replace("/lab", "")):
            with contextlib.closing(Viewer(url).socket):
                pass
