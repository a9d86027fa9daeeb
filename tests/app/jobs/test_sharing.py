"""Sharing: many clients of one experiment cost one computation, also while it runs and if some leave."""

import asyncio

import httpx2
import pytest
from in_process_executor import InProcessExecutor
from talk import experiment, racer

from app.core.settings import Settings
from app.jobs.complete import complete_or_problem
from app.jobs.services import Services
from app.main import create_app
from engine.batched import MapRequest
from engine.run.trajectory import COLUMNS
from engine.spec.experiment import Experiment

VIEWERS = 25
STEPS = 1_500


async def watched(services, given):
    """The first racer's x at all points, read as a WebSocket's stream reads them."""
    job = services.run_job(given)
    xs = []
    while block := await job.read(len(xs), 512):
        xs += block.racers[0][COLUMNS.index("x")].tolist()
    return xs


def test_fifty_clients_cost_as_many_points_as_one():
    """Half of them read the stream, half ask over REST, all at once; every point is computed once."""
    app = create_app(Settings(workers=1, background_workers=1))
    services = app.state.services
    computed = []
    call = services.executor.call

    async def counted(*given, **options):
        answer = await call(*given, **options)
        computed.append(answer[0].racers[0].shape[1])
        return answer

    services.executor.call = counted
    spec = experiment(racer("sgd", lr=2e-4), steps=STEPS)

    async def run():
        transport = httpx2.ASGITransport(app=app)
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(transport=transport, base_url="http://lab", timeout=60) as client,
        ):
            filled = (await client.post("/api/v1/experiments", json=spec)).json()["experiment"]
            asked = [client.post("/api/v1/trajectories", json=filled) for _ in range(VIEWERS)]
            seen = [watched(services, Experiment.model_validate(filled)) for _ in range(VIEWERS)]
            answers = await asyncio.gather(*asked, *seen)
            again = await client.post("/api/v1/trajectories", json=filled)
            return answers[:VIEWERS], answers[VIEWERS:], again

    answers, streams, again = asyncio.run(run())
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {again.content}
    x = again.json()["racers"][0]["x"]
    assert len(x) == STEPS + 1
    assert all(stream == x for stream in streams)
    assert sum(computed) == STEPS + 1


async def first_point(services, given):
    block = await services.run_job(complete_or_problem(given, services.settings)).read(0, 512)
    return block.racers[0][:, 0].tolist()


async def whole_run(services, given):
    return (await services.run_job(complete_or_problem(given, services.settings)).complete()).points


async def first_level(services, given):
    job = services.landscape_job(complete_or_problem(given, services.settings), 9)
    return [(await anext(job.levels()))[0].z.shape for _ in range(2)]


async def whole_landscape(services, given):
    land = await services.landscape_job(complete_or_problem(given, services.settings), 9).complete()
    return land.z.shape


async def whole_map(services, given):
    request = MapRequest(experiment=given, kind="basins", resolution=3)
    return len(await services.map_job(request).complete())


READERS = [first_point, whole_run, first_level, whole_landscape, whole_map]


def with_a_call_under_way(reader, play):
    """Play a scene with tasks of three clients while the call that they share waits in the executor."""
    executor = InProcessExecutor()
    services = Services(Settings(store=""), executor)
    given = Experiment.model_validate(experiment(racer("sgd", lr=2e-4), steps=3))

    async def run():
        executor.gate = asyncio.Event()
        clients = [asyncio.create_task(reader(services, given)) for _ in range(3)]
        while not executor.running:
            await asyncio.sleep(0)
        await play(executor, clients)

    asyncio.run(asyncio.wait_for(run(), 60))


@pytest.mark.parametrize("reader", READERS)
def test_call_goes_on_if_another_client_waits(reader):
    async def play(executor, clients):
        clients[0].cancel()
        clients[2].cancel()
        await asyncio.wait({clients[0], clients[2]})
        assert len(executor.lanes) == 1
        executor.gate.set()
        assert await clients[1]
        assert executor.cancelled == 0

    with_a_call_under_way(reader, play)


@pytest.mark.parametrize("reader", READERS)
def test_call_ends_with_its_last_client(reader):
    async def play(executor, clients):
        for client in clients:
            client.cancel()
        await asyncio.wait(clients)
        while executor.running:
            await asyncio.sleep(0)
        assert len(executor.lanes) == executor.cancelled == 1

    with_a_call_under_way(reader, play)
