"""Saved experiments over REST: acknowledged saves last, and every rejection has a name."""

import asyncio
import json
import multiprocessing
import os
import random
import signal
import sqlite3
from multiprocessing import forkserver

import httpx2
import pytest
from large_experiment import large_experiment
from saving import killed_while_saving
from talk import experiment, racer

from app.core.settings import Settings
from app.main import create_app
from app.workers.fork_server import pythonpath_for_children

SAVED = "/api/v1/experiments"
KILLS = 12


def spec(seed=0):
    return experiment(racer("sgd", lr=0.1), steps=5, seed=seed)


def with_client(play, **settings):
    """A client of an app without workers, since saving needs none."""

    async def run():
        app = create_app(Settings(**settings))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://lab") as client:
            answer = await play(client)
        await app.state.services.store.close()
        return answer

    return asyncio.run(run())


@pytest.fixture
def file(tmp_path):
    return tmp_path / "experiments.sqlite"


def test_saved_experiment_loads_by_its_id(client):
    checked = client.post(SAVED, json=spec(1)).json()
    assert checked["saved"] is True
    assert client.get(f"{SAVED}/{checked['id']}").json() == checked
    computed = client.get(f"/api/v1/trajectories/{checked['id']}", params={"every": 5})
    assert computed.content == client.post("/api/v1/trajectories", json=spec(1), params={"every": 5}).content


def test_short_url_opens_the_page_with_the_experiment(client):
    checked = client.post(SAVED, json=spec(2)).json()
    page = client.get(checked["short_url"], follow_redirects=False)
    assert page.status_code == 200
    assert f'data-state="{checked["url"].partition("#s=")[2]}"' in page.text


def test_no_header_holds_a_large_state(client):
    """nginx refuses an answer whose headers exceed 4 KiB."""
    spec = large_experiment()
    checked = client.post(SAVED, json=spec).json()
    answers = [
        client.get(checked["short_url"], follow_redirects=False),
        client.post("/api/v1/trajectories", json=spec, timeout=120),
        client.get(f"/api/v1/trajectories/{checked['id']}", timeout=120),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert sum(len(name) + len(value) for name, value in answer.headers.raw) < 3000
        assert max(len(value) for _, value in answer.headers.raw) <= 1500


def test_checking_an_experiment_does_not_save_it(client):
    checked = client.post(SAVED, json=spec(3), params={"save": "false"}).json()
    assert (checked["saved"], checked["short_url"]) == (False, None)
    answer = client.get(f"{SAVED}/{checked['id']}")
    assert answer.status_code == 404
    assert "saved under this id" in answer.json()["detail"]


@pytest.mark.parametrize(
    "id_", ["0" * 31, "0" * 33, "G" * 32, "..%2f..%2fetc", "0" * 31 + "%00", "' OR 1=1--"]
)
def test_malformed_id_is_rejected(client, id_):
    assert client.get(f"{SAVED}/{id_}").status_code in (404, 422)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_saved_experiments_cannot_be_changed_or_deleted(client, method):
    checked = client.post(SAVED, json=spec(4)).json()
    assert client.request(method, f"{SAVED}/{checked['id']}", json=spec(5)).status_code == 405
    assert client.get(SAVED).status_code == 405, "there is no list of what others have saved"
    assert client.get(f"{SAVED}/{checked['id']}").json() == checked


def test_server_without_a_store_saves_nothing(file):
    async def play(client):
        checked = (await client.post(SAVED, json=spec())).json()
        return checked, await client.get(f"{SAVED}/{checked['id']}")

    checked, opened = with_client(play, store="")
    assert checked["saved"] is False
    assert opened.status_code == 404
    assert not file.exists()


def test_saves_per_address_at_and_beyond_their_limit(file):
    async def play(client):
        return [await client.post(SAVED, json=spec(seed)) for seed in range(4)]

    answers = with_client(play, store=f"sqlite:///{file}", saves_per_minute=3)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "3 experiments a minute" in answers[-1].json()["detail"]


OWN, ALLOWED = "https://lab", "https://course.example"
OTHERS = ["https://evil.example", "null", "http://lab.evil.example", "https://course.example:8443", "lab", ""]


@pytest.mark.parametrize("origin", [None, OWN, "http://lab", ALLOWED, *OTHERS])
def test_only_scripts_and_own_pages_save(file, origin):
    """Reading and computing stay open to every page."""
    headers = {} if origin is None else {"Origin": origin}

    async def play(client):
        client.headers.update(headers)
        answers = [await client.post(SAVED, json=spec(1))]
        answers.append(await client.post(SAVED, json=spec(1), params={"save": False}))
        answers.append(await client.get(f"{SAVED}/{answers[1].json()['id']}"))
        return answers

    saved, checked, opened = with_client(
        play, store=f"sqlite:///{file}", allowed_origins=frozenset({ALLOWED})
    )
    assert checked.status_code == 200
    if origin in OTHERS:
        assert (saved.status_code, opened.status_code) == (403, 404)
        assert "DESCENTLAB_ALLOWED_ORIGINS" in saved.json()["detail"]
        assert saved.headers["access-control-allow-origin"] == "*", "the page can read why"
    else:
        assert (saved.status_code, opened.status_code) == (200, 200)


@pytest.mark.parametrize("origin", OTHERS)
def test_pages_of_other_sites_keep_no_table(client, origin):
    table = {"csv": f"a,b\n1,2\n2,4.5\n3,{len(origin)}.5\n4,8.5\n"}
    refused = client.post("/api/v1/tables", json=table, headers={"Origin": origin})
    assert refused.status_code == 403
    read = client.post("/api/v1/tables?save=false", json=table, headers={"Origin": origin})
    assert (read.status_code, read.json()["saved"]) == (200, False)
    assert client.post("/api/v1/tables", json={"table": read.json()["id"]}).status_code == 422, "not kept"
    own = client.post("/api/v1/tables", json=table, headers={"Origin": str(client.base_url).rstrip("/")})
    assert own.status_code == 200


def test_full_store_is_reported_and_checking_still_works(file):
    async def play(client):
        first = await client.post(SAVED, json=spec(1))
        second = await client.post(SAVED, json=spec(2))
        again = await client.post(SAVED, json=spec(1))
        return first, second, again, await client.post(SAVED, json=spec(2), params={"save": False})

    answers = with_client(play, store=f"sqlite:///{file}", saved=1)
    assert [answer.status_code for answer in answers] == [200, 507, 200, 200]


def test_unavailable_store_is_reported_and_checking_still_works(tmp_path):
    (tmp_path / "file").write_text("in the way")

    async def play(client):
        refused = await client.post(SAVED, json=spec())
        return refused, await client.post(SAVED, json=spec(), params={"save": False})

    refused, checked = with_client(play, store=f"sqlite:///{tmp_path}/file/experiments.sqlite")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert checked.status_code == 200


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("{}", 410),
        (json.dumps(spec()).replace('"sgd"', '"<script>"'), 410),
        (json.dumps(experiment(racer("sgd", lr=0.1), racer("adam", lr=0.1), steps=6)), 410),
    ],
)
def test_hostile_row_gives_a_problem_document(file, document, status):
    async def play(client):
        id_ = (await client.post(SAVED, json=spec())).json()["id"]
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE experiments SET document = ?", (document,))
        paths = (f"{SAVED}/{id_}", f"/api/v1/trajectories/{id_}", f"/e/{id_}")
        return [await client.get(path) for path in paths]

    for answer in with_client(play, store=f"sqlite:///{file}"):
        assert answer.status_code == status
        assert "script" not in answer.text


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def test_kills_while_saving_lose_no_acknowledged_save(file):
    address = f"sqlite:///{file}"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.store.store", "engine.spec.defaults"])
    with pythonpath_for_children():
        forkserver.ensure_running()
    dice, acknowledged = random.Random(1), []
    for begin in range(0, KILLS * 10**6, 10**6):
        after = dice.uniform(0, 0.1)
        acknowledged += killed_while_saving(context, address, begin, after, kill)
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kept = {id_ for (id_,) in connection.execute("SELECT id FROM experiments")}
        totals = connection.execute("SELECT experiments, bytes FROM totals").fetchone()
        sizes = connection.execute("SELECT count(*), sum(length(document)) FROM experiments").fetchone()
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= kept
    assert totals == sizes
