"""OpenAPI document: complete, and checked against the server by random requests."""

import os
import re
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import ChecksConfig, SchemathesisConfig
from schemathesis.core.failures import ServerError
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import app
from engine.catalog_document import FAMILIES

DOCUMENT = app.openapi()
RANDOM = os.environ.get("EXAMPLES") == "random"
EXAMPLES = 200 if RANDOM else 4
OPERATIONS = [(path, method) for path, operations in DOCUMENT["paths"].items() for method in operations]
# Whatever takes an experiment reads it by the same model, of which every bound and choice makes some five
# thousand cases: one call is held to a quarter of them in every run, and all by ``make acceptance``.
CONFIG = {
    "request-timeout": 70.0,  # the server's own limit is 60 s
    "phases": {"coverage": {"enabled": RANDOM}},
    "operations": [{"include-path": "/api/v1/experiments", "phases": {"coverage": {"enabled": True}}}],
}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))
TALLY: Counter[int] = Counter()


def no_failure_of_the_server(context, response, case):
    """No status 5xx, except a documented 501 (not offered by this server)."""
    operation = DOCUMENT["paths"][case.path].get(case.method.lower(), {})  # undocumented methods, too
    if response.status_code == 501 and "501" in operation.get("responses", {}):
        return None
    return not_a_server_error(context, response, case)


CHECKS = [
    no_failure_of_the_server,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_documents_its_responses(path, method):
    operation = DOCUMENT["paths"][path][method]
    assert operation["summary"]
    assert operation["description"]
    assert {"200", "500"} <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        assert answer["description"]
        if status >= "400":
            problem = answer["content"]["application/problem+json"]
            assert problem["example"]["status"] == int(status)
    if "requestBody" in operation:
        assert operation["requestBody"]["content"]["application/json"]["example"]
        assert {"400", "413", "415", "422"} <= set(operation["responses"])


def test_names_of_operations_are_identifiers():
    """Generators make names of functions of them; each is needed once."""
    ids = [DOCUMENT["paths"][path][method]["operationId"] for path, method in OPERATIONS]
    assert [id_ for id_ in ids if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", id_)] == []
    assert len(set(ids)) == len(ids)


def test_tags_are_declared_and_described():
    declared = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}
    used = [DOCUMENT["paths"][path][method].get("tags", []) for path, method in OPERATIONS]
    assert all(len(tags) == 1 for tags in used)
    assert {tag for tags in used for tag in tags} == declared


def test_document_says_no_login_and_a_contact():
    assert DOCUMENT["security"] == []
    assert DOCUMENT["info"]["contact"]["name"]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_bodies_of_answers_fit_their_schemas(path, method):
    contents = [
        (media_type, told)
        for answer in DOCUMENT["paths"][path][method]["responses"].values()
        for media_type, told in answer.get("content", {}).items()
    ]
    for media_type, told in contents:
        if "example" in told:
            schema = {**told["schema"], "components": DOCUMENT["components"]}
            jsonschema_rs.validator_for(schema).validate(told["example"])
        if not re.match(r"text/|application/(.*\+)?json|application/x-ipynb", media_type):
            assert told["schema"]["format"] == "binary", media_type


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_unknown_query_name_has_a_documented_answer(client, path, method):
    answer = client.request(method, path, params={"zzzz": "1"})
    assert answer.status_code == 422
    assert "application/problem+json" in DOCUMENT["paths"][path][method]["responses"]["422"]["content"]


def arrays(node):
    """Schemas of arrays that fix their elements one by one, and of others."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from arrays(value)
    if isinstance(node, dict) and node.get("type") == "array":
        yield node


def test_every_array_says_what_its_items_are():
    """Spectral's rule ``array-items``; generators leave out what has none."""
    schemas = list(arrays(DOCUMENT["components"]["schemas"]))
    assert len([schema for schema in schemas if "prefixItems" in schema]) > 20
    assert [schema for schema in schemas if "items" not in schema] == []


def test_every_reference_resolves():
    def references(node):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT["paths"])) <= known
    assert set(references(DOCUMENT["components"])) <= known


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_examples_succeed(client, path, method):
    operation = DOCUMENT["paths"][path][method]
    if "requestBody" in operation:
        example = operation["requestBody"]["content"]["application/json"]["example"]
        assert client.request(method, path, json=example).status_code == 200
    elif "parameters" not in operation:
        assert client.request(method, path).status_code == 200


def test_guide_names_every_operation():
    guide = (Path(__file__).parents[3] / "docs/api.md").read_text()
    missing = [path for path in app.openapi()["paths"] if path.removeprefix("/api/v1") not in guide]
    assert missing == []


def test_document_is_served(client):
    assert client.get("/openapi.json").json() == DOCUMENT


def test_reference_page_names_every_operation(client):
    page = client.get("/docs").text
    for path, _ in OPERATIONS:
        assert path in page
    catalog = client.get("/api/v1/catalog").json()
    for family in FAMILIES:
        for entry in catalog[family]:
            assert f'id="{family}-{entry["name"]}"' in page
    for name in client.get("/api/v1/limits").json():
        assert name in page
    assert "//cdn" not in page


def reduce_work(body):
    """The same request with less work: limits are tested elsewhere."""
    if isinstance(body, dict):
        for name, most in (("steps", 20), ("step", 5), ("resolution", 9), ("samples", 100), ("frames", 3)):
            if str(body.get(name)).isdecimal() and int(body[name]) > most:
                body[name] = most
        for value in body.values():
            reduce_work(value)
        if isinstance(body.get("racers"), list):
            del body["racers"][3:]
        if isinstance(body.get("hidden"), list):
            body["hidden"] = [min(width, 8) if isinstance(width, int) else width for width in body["hidden"]]


@SCHEMA.hook
def before_add_examples(context, examples):  # noqa: ARG001 - its names are given
    """Leave one case of four of the long list; all are tried by ``make acceptance``."""
    if not RANDOM and len(examples) > 100:
        examples[:] = examples[::4]


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=not RANDOM, database=None)
def test_random_requests_match_the_documentation(case, server):
    reduce_work(case.body)
    case.query = {"steps": 20, **case.query} if "trajector" in case.path else case.query
    if case.path.endswith(("/gif", "/mp4", "/webm")):
        case.query = {"width": 240, "height": 200, "frames": 3, **case.query}
    reduce_work(case.query)
    TALLY[case.call_and_validate(base_url=server.url, checks=CHECKS).status_code] += 1


@pytest.mark.parametrize(
    ("path", "status", "fails"),
    [
        ("/api/v1/oembed", 501, False),
        ("/api/v1/oembed", 500, True),
        ("/api/v1/oembed", 503, True),
        ("/healthz", 501, True),
    ],
)
def test_check_allows_documented_501_alone(path, status, fails):
    case = SCHEMA[path]["GET"].Case()
    response = SimpleNamespace(status_code=status)
    context = SimpleNamespace(config=ChecksConfig())
    if fails:
        with pytest.raises(ServerError):
            no_failure_of_the_server(context, response, case)
    else:
        assert no_failure_of_the_server(context, response, case) is None


def test_oembed_as_xml_passes_the_random_request_check(server):
    case = SCHEMA["/api/v1/oembed"]["GET"].Case(query={"url": f"{server.url}/", "format": "xml"})
    assert case.call_and_validate(base_url=server.url, checks=CHECKS).status_code == 501


@pytest.mark.skipif(not RANDOM, reason="only many requests are worth a count")
def test_many_random_requests_were_made():
    sys.stdout.write(f"\n{TALLY.total():,} random requests, by status: {dict(sorted(TALLY.items()))}\n")
    assert TALLY.total() >= 20_000
