"""Table supply: a process that misses a kept table gets it, once; without it the experiment is refused."""

import asyncio

import httpx2
import pytest
from in_process_executor import InProcessExecutor
from talk import racer

from app.core.problem_details import ProblemError
from app.core.settings import Settings
from app.jobs.services import Services
from app.workers import WorkersUnavailableError
from app.workers.calls import with_table
from engine.catalog.datasets.tables.held import (
    MissingTable,
    forget_tables,
    held_profile,
    held_table,
    table_id,
)
from engine.catalog.datasets.tables.reading import DEFAULT
from engine.core.errors import InvalidSpec
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment
from engine.worker.advance import clear_cache

TEXT = "x,y\n" + "".join(f"{k},{k * k}.5\n" for k in range(30))
ID = table_id(TEXT)


def spec(id_=ID, **params):
    dataset = {"name": "table", "params": {"table": id_, **params}}
    problem = {"kind": "network", "model": {"name": "line"}, "dataset": dataset}
    return {"problem": problem, "racers": [racer("sgd", lr=0.1)], "steps": 20}


class ForgetfulExecutor(InProcessExecutor):
    """Forgets all tables before each call, as another process would not have them; counts the calls."""

    __slots__ = ("functions",)

    def __init__(self):
        super().__init__()
        self.functions = []

    async def call(self, keys, lane, function, *args, first=False):
        self.functions.append(function)
        forget_tables()
        clear_cache()
        return await super().call(keys, lane, function, *args, first=first)


@pytest.fixture(autouse=True)
def without_tables():
    forget_tables()
    yield
    forget_tables()


@pytest.fixture
def services(tmp_path):
    return Services(Settings(store=f"sqlite:///{tmp_path}/db.sqlite"), ForgetfulExecutor())


def run(services, play):
    async def whole():
        await services.store.open()
        try:
            return await play()
        finally:
            await services.store.close()

    return asyncio.run(whole())


def test_missed_table_comes_with_the_repeated_call(services):
    async def play():
        await services.table_store.keep(ID, TEXT)
        return await services.executor.call(("k",), None or _lane(), held_profile, ID, DEFAULT)

    profile = run(services, play)
    assert (profile.rows, [column.name for column in profile.columns]) == (30, ["x", "y"])
    assert services._pool.functions == [held_profile, with_table]


def _lane():
    from app.workers import Lane

    return Lane.LONG


def test_unknown_table_is_refused_with_the_field(services):
    async def play():
        with pytest.raises(ProblemError) as refused:
            await services.complete(Experiment.model_validate(spec("0" * 32)), "/experiment")
        return refused.value

    error = run(services, play)
    assert error.status == 422
    assert error.field_errors[0].pointer == "/experiment/problem/dataset/params/table"
    assert "Open its file again" in error.detail


def test_unreadable_choice_is_refused_with_the_field(services):
    async def play():
        await services.table_store.keep(ID, TEXT)
        with pytest.raises(ProblemError) as refused:
            await services.complete(Experiment.model_validate(spec(delimiter=";")))
        return refused.value

    error = run(services, play)
    assert (error.status, error.field_errors[0].pointer) == (422, "/problem/dataset/params/csv")


def test_table_that_is_lost_later_is_refused(services):
    """The server knows its columns, but no process has its text any more."""

    async def play():
        await services.table_store.keep(ID, TEXT)
        given = await services.complete(Experiment.model_validate(spec()))
        async with asyncio.timeout(60):
            await services.store.transact(_delete_all)
            with pytest.raises(InvalidSpec) as refused:
                await services.run_job(given).complete()
        return refused.value.pointer

    assert run(services, play) == "/problem/dataset/params/table"


def _delete_all(connection):
    from sqlalchemy import delete

    from app.store.tables import TABLES

    connection.execute(delete(TABLES))


def test_unreachable_store_is_a_busy_server(services, monkeypatch):
    async def unavailable(id_):
        raise ProblemError(503, f"{id_} is out of reach.", retry_after=5)

    monkeypatch.setattr(services.kept_tables, "load", unavailable)

    async def play():
        with pytest.raises(WorkersUnavailableError, match="out of reach") as failed:
            await services.executor.call(("k",), _lane(), held_profile, ID, DEFAULT)
        with pytest.raises(ProblemError) as refused:
            await services.complete(Experiment.model_validate(spec()))
        return refused.value.status, refused.value.retry_after, failed.value.retry_after

    assert run(services, play) == (503, 5, 5)


def test_rate_that_follows_from_the_table_is_found_elsewhere(services):
    """Without a learning rate the line's follows from its data, which the server itself has not."""

    async def play():
        await services.table_store.keep(ID, TEXT)
        body = spec()
        body["racers"] = [{"optimizer": {"name": "sgd"}}]
        asked = Experiment.model_validate(body)
        given = await services.complete(asked)
        again = await services.complete(asked)
        return given, again

    given, again = run(services, play)
    body = spec(None)
    body["problem"]["dataset"]["params"] = {"csv": TEXT}
    body["racers"] = [{"optimizer": {"name": "sgd"}}]
    whole = complete(Experiment.model_validate(body))
    assert given.racers == whole.racers
    assert given == again
    assert complete(given) == given


def test_process_holds_few_tables():
    from engine.catalog.datasets.tables.held import MAX_TEXTS, hold_text

    texts = [f"x,y\n1,{k}.5\n2,3\n4,5\n" for k in range(MAX_TEXTS + 1)]
    for text in texts:
        hold_text(table_id(text), text)
    with pytest.raises(MissingTable):
        held_table(table_id(texts[0]), DEFAULT)
    assert held_table(table_id(texts[1]), DEFAULT).profile.rows == 3


def test_kept_table_gives_the_bits_of_the_same_table_in_the_experiment(client):
    kept = client.post("/api/v1/tables", json={"csv": TEXT}).json()
    assert (kept["id"], kept["saved"]) == (ID, True)
    by_id = client.post("/api/v1/trajectories", json=spec()).json()
    whole = spec(None)
    whole["problem"]["dataset"]["params"] = {"csv": TEXT}
    by_text = client.post("/api/v1/trajectories", json=whole).json()
    assert by_id["racers"] == by_text["racers"]
    assert by_id["experiment"]["problem"]["dataset"]["params"]["table"] == ID
    assert isinstance(client, httpx2.Client)
