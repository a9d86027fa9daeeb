"""ETags: what an answer depends on changes its ETag, and former answers change none."""

import json
import sys

import pytest
from in_process_executor import InProcessExecutor
from request_variations import DERIVED, ROUTES, varied
from starlette.testclient import TestClient

from app.core.settings import Settings
from app.main import app, create_app

DOCUMENT = app.openapi()
CALLS = [
    pytest.param(path, method, id=f"{method} {path}")
    for path, methods in ROUTES.items()
    for method in methods
]
COMPUTED = [
    (path, next(iter(methods)))
    for path, methods in ROUTES.items()
    if path not in ("/exports/svg", "/exports/gif", "/exports/html", "/exports/notebook", "/qr")
]
"""One call of each kind that computes something of its own."""

TAGGED = {
    (path.removeprefix("/api/v1"), method)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if "304" in operation["responses"]
}


def forget():
    """Empty every cache of functions in the engine, except those of its catalog, which read files."""
    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith("engine.") and not name.startswith("engine.catalog")
    ]
    for function in {id(one): one for module in modules for one in vars(module).values()}.values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()


class Lab:
    """A server in this process: its answers, each as its ETag and its bytes."""

    def __init__(self):
        self._client = TestClient(create_app(Settings(store=""), InProcessExecutor()))

    def __enter__(self):
        self._client.__enter__()
        return self

    def __exit__(self, *problem):
        self._client.__exit__(*problem)

    def ask(self, path, method, query, body, status=200, **headers):
        headers["accept-encoding"] = "identity"
        answer = self._client.request(method, f"/api/v1{path}", params=query, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.headers["etag"], answer.content


@pytest.fixture(scope="module")
def seen():
    """The bytes of every ETag, of all calls."""
    return {}


@pytest.fixture(scope="module")
def lab():
    with Lab() as one:
        yield one


@pytest.fixture(scope="module")
def other_lab():
    with Lab() as one:
        yield one


def fields(path, method):
    """Names of all fields of a call: ``?name`` of the query, then those of the body."""
    operation = DOCUMENT["paths"][f"/api/v1{path}"][method]
    names = {f"?{parameter['name']}" for parameter in operation.get("parameters", [])}
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        names |= set(DOCUMENT["components"]["schemas"][schema.rpartition("/")[2]]["properties"])
    return names


def test_every_call_with_an_etag_is_varied():
    listed = {(path, method) for path, methods in ROUTES.items() for method in methods}
    assert {one for one in TAGGED if one[0] not in DERIVED} == listed


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_every_field_of_a_call_is_varied(path, method):
    call = ROUTES[path][method]
    assert {pointer.partition("/")[0] for pointer in (*call.other, *call.same)} == fields(path, method)


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_etag_changes_with_the_bytes(lab, seen, path, method):
    call = ROUTES[path][method]
    first = lab.ask(path, method, call.query, call.body)
    assert seen.setdefault(*first) == first[1]
    for pointer, value in call.other.items():
        query, body = varied(call, pointer, value)
        etag, content = lab.ask(path, method, query, body, **{"if-none-match": first[0]})
        assert content != first[1], pointer
        assert etag != first[0], pointer
        assert seen.setdefault(etag, content) == content, pointer
        assert lab.ask(path, method, query, body, 304, **{"if-none-match": etag})[1] == b""
    for pointer, value in call.same.items():
        assert lab.ask(path, method, *varied(call, pointer, value)) == first, pointer
    assert lab.ask(path, method, call.query, call.body) == first


@pytest.mark.parametrize(("path", "method"), COMPUTED)
def test_other_order_gives_the_same_answers(lab, other_lab, path, method):
    call = ROUTES[path][method]
    requests = [
        (call.query, call.body),
        *(varied(call, pointer, value) for pointer, value in call.other.items()),
    ]
    answers = [lab.ask(path, method, *request) for request in requests]
    forget()
    for request, answer in zip(reversed(requests), reversed(answers), strict=True):
        assert other_lab.ask(path, method, *request) == answer, json.dumps(request)[:300]
