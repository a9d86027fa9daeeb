"""Sharing: many clients of one experiment cost one computation, also while it is in progress."""

import asyncio

import httpx2
from talk import experiment, racer

from app.core.settings import Settings
from app.main import create_app
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

    async def counted(*given):
        answer = await call(*given)
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
