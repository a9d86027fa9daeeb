"""Event stream: the rules by which a browser's ``EventSource`` connects again, goes on and ends."""

import asyncio
import json

import pytest
from in_process_executor import InProcessExecutor
from starlette.requests import Request
from starlette.testclient import TestClient
from synthetic_marks import MarkingWorkers

from app.api.sse import Position, events
from app.core.problem_details import busy
from app.core.settings import Settings
from app.jobs.services import Services
from app.main import create_app
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

# Two racers of which one diverges: regimes change between the points.
EXPERIMENT = {
    "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 1}}}, {"optimizer": {"name": "adam"}}],
    "steps": 700,
}
PATH = "/api/v1/trajectories/stream"


def parsed(text):
    """Events as (id, name, data), by the rules of the HTML standard; ``retry`` alone is no event."""
    found = []
    for part in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in part.splitlines())
        if "data" in fields:
            found.append((fields.get("id"), fields.get("event"), json.loads(fields["data"], parse_int=float)))
    return found


def asked(client, **headers):
    return client.post(PATH, json=EXPERIMENT, headers={"accept": "text/event-stream", **headers})


@pytest.fixture(scope="module")
def whole(client):
    return parsed(asked(client).text)


def test_every_event_has_an_id_of_its_own(client, whole):
    ids = [id_ for id_, _, _ in whole]
    assert len(set(ids)) == len(ids) > 5
    assert None not in ids
    assert asked(client).text.startswith("retry: ")


def joined(received):
    """What events say, however the points lie in blocks: columns of both racers, regimes, and the end."""
    points = [data["racers"] for _, event, data in received if event == "points"]
    columns = [
        [value for block in points for value in block[racer][name]]
        for racer in (0, 1)
        for name in ("x", "loss")
    ]
    return columns, [data for _, event, data in received if event == "regime"], received[-1]


def test_stream_goes_on_after_any_event(client, whole):
    for index, (id_, _, _) in enumerate(whole[:-1]):
        rest = parsed(asked(client, **{"last-event-id": id_}).text)
        assert joined(rest) == joined(whole[index + 1 :]), id_


def test_other_process_goes_on_at_the_same_place(whole):
    """Nothing is cached there, so the points are computed in other blocks."""
    for index in (1, 2, len(whole) // 2, len(whole) - 2):
        with TestClient(create_app(Settings(store=""), InProcessExecutor())) as other:
            rest = parsed(asked(other, **{"last-event-id": whole[index][0]}).text)
        assert joined(rest) == joined(whole[index + 1 :]), whole[index][0]


def test_client_that_has_everything_gets_204(client, whole):
    answer = asked(client, **{"last-event-id": whole[-1][0]})
    assert (answer.status_code, answer.content) == (204, b"")
    linked = client.get(PATH, params={"surface": "bowl"}, headers={"last-event-id": whole[-1][0]})
    assert linked.status_code == 204


def test_plain_point_number_goes_on_there(client, whole):
    received = parsed(asked(client, **{"last-event-id": "400"}).text)
    assert joined(received)[0][2] == joined(whole)[0][2][400:]


@pytest.mark.parametrize("id_", ["abc", "-1", "1.2.3", "1e3", "99999999"])
def test_foreign_id_is_refused(client, id_):
    answer = asked(client, **{"last-event-id": id_})
    assert answer.status_code == 400
    assert "Last-Event-ID" in answer.json()["detail"]


def received_names(executor, *, former_name=False):
    """Names and ids of the events of a run whose workers are ``executor``."""

    async def collect():
        services = Services(Settings(store=""), executor)
        given = complete(Experiment.model_validate({**EXPERIMENT, "steps": 20}))
        stream = events(services, Request({"type": "http"}), given, former_name=former_name)
        return b"".join([event async for event in stream]).decode()

    return [(name, id_) for id_, name, _ in parsed(asyncio.run(collect()))]


class BusyWorkers(MarkingWorkers):
    """Workers that refuse every call."""

    async def call(self, *_, first=False):  # noqa: ARG002
        raise busy("Too much is being computed now.")


def test_failure_is_no_connection_error(whole):
    names = received_names(BusyWorkers())
    assert names == [("started", "0"), ("failed", whole[-1][0])]


def test_older_clients_still_get_error():
    assert [name for name, _ in received_names(BusyWorkers(), former_name=True)][1:] == ["failed", "error"]


def test_question_is_the_end_too(whole):
    assert received_names(MarkingWorkers(waits_at=5))[-1] == ("question", whole[-1][0])


def test_position_of_points_alone_has_all_regimes():
    assert Position.parse("128") == Position(128, None)
    assert Position.parse("128.2") == Position(128, 2)
