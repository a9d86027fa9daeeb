"""AsyncAPI document: complete, and in agreement with the messages that are really sent."""

import json
import subprocess

import jsonschema_rs
import numpy as np
import pytest
from launch import ROOT
from synthetic_marks import MarkingWorkers, step_marks, streamed
from talk import Viewer, experiment, racer

from app.ws.frames import landscape_frame, map_frame, marks_frame, trajectory_frame


@pytest.fixture(scope="module")
def document(client):
    answer = client.get("/asyncapi.json")
    assert answer.status_code == 200
    again = client.get("/asyncapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    return answer.json()


def target(document, reference):
    here = document
    for step in reference.removeprefix("#/").split("/"):
        here = here[step]
    return here


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from references(value)


def validator(document, name):
    payload = document["components"]["messages"][name]["payload"]
    return jsonschema_rs.Draft7Validator({"allOf": [payload], "components": document["components"]})


def by_type(document, operation):
    """Schemas of an operation's messages, by message type."""
    found = {}
    for message in document["operations"][operation]["messages"]:
        name = message["$ref"].rpartition("/")[2]
        found[document["components"]["messages"][name]["name"]] = name
    return found


def test_document_has_no_external_references(document):
    assert document["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(document["info"])
    for reference in references(document):
        assert target(document, reference)
    for operation in document["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert target(document, operation["channel"]["$ref"])["address"] == "api/v1/live"
    assert {"run", "ack", "stop", "map", "ping"} <= set(by_type(document, "say"))


def keywords(node):
    """Every name in a document, with its value."""
    if isinstance(node, dict):
        yield from node.items()
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from keywords(value)


def test_schemas_are_those_of_draft_7(document):
    """AsyncAPI 3 has draft 7, with a discriminator that is a string."""
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.Draft7Validator({"$ref": "http://json-schema.org/draft-07/schema#"}).is_valid(
            schema
        ), name
    later = {"prefixItems", "$defs", "unevaluatedProperties", "dependentSchemas"}
    assert [key for key, _ in keywords(document) if key in later] == []
    assert [
        value for key, value in keywords(document) if key == "discriminator" and isinstance(value, dict)
    ] == []
    domain = document["components"]["schemas"]["LandscapeOptions"]["properties"]["domain"]["anyOf"][0]
    assert isinstance(domain["items"], list)


PARSE = """
import { Parser } from "@asyncapi/parser";
const text = await new Response(process.stdin).text();
const { document, diagnostics } = await new Parser().parse(text);
const errors = diagnostics.filter(({ severity }) => severity === 0);
process.stdout.write(JSON.stringify([document?.version() ?? null, errors.map(({ message }) => message)]));
"""


@pytest.mark.acceptance
def test_official_parser_takes_the_document(document):
    done = subprocess.run(
        ["node", "--input-type=module", "-e", PARSE],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=ROOT,
    )
    assert json.loads(done.stdout) == ["3.0.0", []]


def server_messages(server):
    """Server messages of nearly every type."""
    with Viewer(server.live) as viewer:
        yield viewer.hello
        given = experiment(racer("sgd", lr=1), racer("adam"), steps=5)
        viewer.say(type="run", run=1, experiment=given, landscape={"resolution": 5})
        axes = [{"parameter": "x", "low": -1, "high": 1}, {"parameter": "y", "low": -1, "high": 1}]
        viewer.say(
            type="map", map=1, request={"experiment": given, "kind": "basins", "axes": axes, "resolution": 4}
        )
        viewer.say(type="run", run="no")
        viewer.say(type="ping")
        left = {"done", "landscape", "map", "error", "pong"}
        while left:
            message = viewer.next()
            if isinstance(message, dict):
                left.discard(message["type"])
                yield message


def test_every_server_message_matches_its_schema(document, server):
    known = by_type(document, "answer")
    types = set()
    for message in server_messages(server):
        validator(document, known[message["type"]]).validate(message)
        types.add(message["type"])
    assert {"hello", "started", "landscape", "map", "regime", "done", "error", "pong"} == types


def test_messages_of_a_waiting_run_match(document):
    known = by_type(document, "answer")
    wire = streamed(experiment(steps=20), MarkingWorkers(waits_at=5))
    for message in wire.messages:
        validator(document, known[message["type"]]).validate(message)
    question = wire.messages[-1]
    assert question["type"] == "question"
    for name in question:
        part = {key: value for key, value in question.items() if key != name}
        assert name == "type" or not validator(document, known["question"]).is_valid(part)


def test_every_kind_of_frame_is_described(document):
    z = np.zeros((2, 2))
    frames = (trajectory_frame(1, 0, [z]), landscape_frame(1, z), map_frame(1, 0, z[0], z))
    kinds = [frame[0] for frame in (*frames, marks_frame(1, 0, 0, 1, [step_marks(0)]))]
    told = [
        document["components"]["messages"][name]["summary"].partition(":")[0]
        for name in by_type(document, "answer").values()
        if name.endswith("Frame")
    ]
    assert told == [f"Kind {kind}" for kind in kinds] == ["Kind 1", "Kind 2", "Kind 3", "Kind 4"]


@pytest.mark.parametrize(
    ("message", "good"),
    [
        ({"type": "ping"}, True),
        ({"type": "ping", "more": 1}, False),
        ({"type": "ack", "run": 1, "step": 3}, True),
        ({"type": "ack", "run": -1, "step": 3}, False),
        ({"type": "run", "run": 1, "experiment": experiment()}, True),
        ({"type": "run", "run": 1, "experiment": {"racers": []}}, False),
    ],
    ids=json.dumps,
)
def test_client_messages_are_accepted_or_rejected_by_schema(document, message, good):
    assert validator(document, by_type(document, "say")[message["type"]]).is_valid(message) is good
