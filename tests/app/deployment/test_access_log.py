"""Access log of real servers, in both formats: each request, each WebSocket's opening and closing."""

import json
import re
import time

import httpx2
import pytest
from launch import eventually, logging_server
from talk import Viewer, experiment
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

COMMON = re.compile(
    r"(?P<client>\S+) - - \[(?P<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "
    r'"(?P<method>[A-Z]+) (?P<path>\S+) HTTP/\d\.\d" (?P<status>\d+) (?P<bytes>\d+) '
    r"(?P<seconds>[\d.]+) (?P<id>\S+)"
)
"""Apache's Common Log Format, then seconds and id."""

CLIENT = "203.0.113.7"
FORWARDED = {"X-Forwarded-For": CLIENT}
ID = "0123456789abcdef"


def proxied_server(folder, **environment):
    """A server behind a proxy on this machine, and the file of its log."""
    return logging_server(folder / "log", DESCENTLAB_TRUSTED_PROXIES='["127.0.0.1"]', **environment)


def read_text(server):
    found = [COMMON.fullmatch(line) for line in server.log.read_text().splitlines()]
    assert None not in found, server.log.read_text()
    return [match.groupdict() for match in found]


def read_json(server):
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    return [{**line, "id": line["request_id"]} for line in lines if line["logger"] == "descentlab.access"]


@pytest.fixture(scope="module", params=["text", "json"])
def logged(request, tmp_path_factory):
    """A server whose log has clients, in one of the two formats, and the function that reads its lines."""
    read = read_text if request.param == "text" else read_json
    settings = {"DESCENTLAB_LOG_FORMAT": request.param, "DESCENTLAB_ACCESS_LOG": "clients"}
    with proxied_server(tmp_path_factory.mktemp("log"), **settings) as server:
        yield server, lambda: read(server)


def line_of(read, id_, count=1):
    """The lines of a request id, once there are ``count`` of them."""
    eventually(lambda: len([line for line in read() if line["id"] == id_]) >= count, 10)
    found = [line for line in read() if line["id"] == id_]
    assert len(found) == count
    return found


def test_request_is_logged_with_client_and_size(logged):
    server, read = logged
    headers = {**FORWARDED, "Accept-Encoding": "identity", "X-Request-ID": ID}
    begun = time.perf_counter()
    answer = httpx2.get(server.url + "/api/v1/catalog?view=secret", headers=headers)
    took = time.perf_counter() - begun
    (line,) = line_of(read, ID)
    assert (line["client"], line["method"], line["path"]) == (CLIENT, "GET", "/api/v1/catalog")
    assert (int(line["status"]), int(line["bytes"])) == (answer.status_code, len(answer.content))
    assert 0 <= float(line["seconds"]) <= took + 0.05, "the response ends when it has been written"
    assert "secret" not in server.log.read_text()


@pytest.mark.parametrize("path", ["/nothing", "/static/css/tokens.css", "/api/v1/experiments/" + "0" * 32])
def test_errors_and_files_are_logged(logged, path):
    server, read = logged
    answer = httpx2.get(server.url + path, headers=FORWARDED)
    (line,) = line_of(read, answer.headers["x-request-id"])
    assert (line["path"], int(line["status"])) == (path, answer.status_code)


def test_head_is_logged_without_bytes(logged):
    server, read = logged
    answer = httpx2.head(server.url + "/api/v1/catalog", headers=FORWARDED)
    (line,) = line_of(read, answer.headers["x-request-id"])
    assert (line["method"], int(line["bytes"])) == ("HEAD", 0)


def test_path_cannot_forge_a_line(logged):
    server, read = logged
    forged = "/a%22%20200%0A198.51.100.9%20-%20-"
    answer = httpx2.get(server.url + forged, headers=FORWARDED)
    (line,) = line_of(read, answer.headers["x-request-id"])
    assert line["path"] == forged
    assert line["client"] == CLIENT


def test_websocket_is_logged_at_both_ends(logged):
    server, read = logged
    with Viewer(server.live, additional_headers={**FORWARDED, "X-Request-ID": "feed0000beef"}) as viewer:
        (opened,) = line_of(read, "feed0000beef")
        assert (int(opened["status"]), int(opened["bytes"])) == (101, 0)
        points = viewer.watch(experiment(steps=50)).tracks[0].nbytes
        viewer.socket.close(code=1000)
    opened, closed = line_of(read, "feed0000beef", 2)
    assert (closed["client"], closed["path"]) == (CLIENT, "/api/v1/live")
    assert int(closed["status"]) == 1000
    assert points < int(closed["bytes"]) < 3 * points + 20_000
    assert float(closed["seconds"]) >= float(opened["seconds"])


def test_lost_websocket_is_logged_as_abnormal(logged):
    server, read = logged
    viewer = Viewer(server.live, additional_headers={**FORWARDED, "X-Request-ID": "dead0000beef"})
    viewer.socket.socket.shutdown(2)
    closed = line_of(read, "dead0000beef", 2)[1]
    assert int(closed["status"]) in (1005, 1006)


def test_refused_websocket_is_one_line(logged):
    server, read = logged
    headers = {**FORWARDED, "X-Request-ID": "bad00000beef"}
    with (
        pytest.raises(InvalidStatus),
        connect(server.live, origin="https://evil.example", additional_headers=headers),
    ):
        pass
    (line,) = line_of(read, "bad00000beef")
    assert int(line["status"]) == 403


def test_routes_name_no_client(tmp_path):
    with proxied_server(tmp_path, DESCENTLAB_LOG_FORMAT="text", DESCENTLAB_ACCESS_LOG="routes") as server:
        id_ = "0" * 32
        answer = httpx2.get(f"{server.url}/e/{id_}", headers=FORWARDED)
        (line,) = line_of(lambda: read_text(server), answer.headers["x-request-id"])
        assert (line["client"], line["path"], line["status"]) == ("-", "/e/{id}", "404")


def test_text_has_no_requests_by_default(tmp_path):
    with proxied_server(tmp_path, DESCENTLAB_LOG_FORMAT="text") as server:
        assert httpx2.get(server.url + "/", headers=FORWARDED).status_code == 200
        with Viewer(server.live):
            pass
    assert server.log.read_text() == ""
