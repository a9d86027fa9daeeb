"""Byte ranges: parts of answers with an ETag, by RFC 9110, as readers of tables and videos ask for them."""

import pytest
from request_variations import ROUTES

IDENTITY = {"accept-encoding": "identity"}
TABLE = "/api/v1/trajectory?surface=rosenbrock&run=adam,lr:0.05&steps=20&format=csv"


def part(client, value, path=TABLE, **headers):
    return client.get(path, headers=IDENTITY | {"range": value} | headers)


@pytest.fixture(scope="module")
def table(client):
    return client.get(TABLE, headers=IDENTITY)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [("bytes=0-10", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-999999", 5, None)],
)
def test_range_is_a_slice_of_the_whole(client, table, value, first, last):
    answer = part(client, value)
    size = len(table.content)
    expected = table.content[first : None if last is None else last + 1]
    start = first % size
    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{size}"
    assert answer.headers["content-length"] == str(len(expected))
    assert answer.headers["etag"] == table.headers["etag"]
    assert answer.headers["content-type"] == table.headers["content-type"]


@pytest.mark.parametrize("path", [path for path, methods in ROUTES.items() if "get" in methods])
def test_every_immutable_answer_has_ranges(client, path):
    query = ROUTES[path]["get"].query
    whole = client.get(f"/api/v1{path}", params=query, headers=IDENTITY)
    assert whole.headers["accept-ranges"] == "bytes"
    headers = IDENTITY | {"range": "bytes=3-40", "if-range": whole.headers["etag"]}
    answer = client.get(f"/api/v1{path}", params=query, headers=headers)
    assert (answer.status_code, answer.content) == (206, whole.content[3:41])


def test_static_files_have_ranges(client):
    whole = client.get("/static/embed.js", headers=IDENTITY)
    assert part(client, "bytes=0-9", "/static/embed.js").content == whole.content[:10]


@pytest.mark.parametrize("value", ["bytes=999999-", "bytes=-0"])
def test_range_beyond_the_end_is_refused(client, table, value):
    answer = part(client, value)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(table.content)}"
    assert answer.json()["status"] == 416


@pytest.mark.parametrize("value", ["bytes=9-5", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"])
def test_other_ranges_get_the_whole(client, table, value):
    answer = part(client, value)
    assert (answer.status_code, answer.content) == (200, table.content)


def test_changed_content_is_sent_whole(client, table):
    tag = table.headers["etag"]
    for condition in ('"other"', f"W/{tag}", "Wed, 21 Oct 2026 07:28:00 GMT"):
        answer = part(client, "bytes=0-10", **{"if-range": condition})
        assert (answer.status_code, answer.content) == (200, table.content)


def test_ranges_are_of_uncompressed_bytes(client, table):
    answer = part(client, "bytes=0-10", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert (answer.status_code, answer.content) == (206, table.content[:11])
    compressed = client.get(TABLE, headers={"accept-encoding": "gzip"})
    assert compressed.headers["etag"] != table.headers["etag"]
    again = part(client, "bytes=0-10", **{"accept-encoding": "gzip", "if-range": compressed.headers["etag"]})
    assert (again.status_code, again.content) == (200, table.content)


def test_known_content_is_not_sent_in_parts(client, table):
    answer = part(client, "bytes=0-10", **{"if-none-match": table.headers["etag"]})
    assert answer.status_code == 304


def test_head_tells_the_whole_length(client, table):
    answer = client.head(TABLE, headers=IDENTITY | {"range": "bytes=0-10"})
    assert answer.status_code == 200
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(table.content))


def test_foreign_pages_may_ask_for_ranges(client):
    answer = client.options(TABLE, headers={"origin": "https://book.example"})
    assert {"Range", "If-Range", "Last-Event-ID"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )
    exposed = part(client, "bytes=0-1").headers["access-control-expose-headers"].split(", ")
    assert {"Content-Range", "Accept-Ranges"} <= set(exposed)
