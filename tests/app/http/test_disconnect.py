"""Client disconnect: a computation ends with the connection of its client, and with nothing else."""

import asyncio

import pytest
from starlette.requests import Request

from app.core.problem_details import ProblemError
from app.http.disconnect import while_connected

BODY = {"type": "http.request", "body": b"more", "more_body": False}
GONE = {"type": "http.disconnect"}


def computed(events, compute):
    """What ``compute`` returns while its client sends these events, then nothing."""
    left = [*events]

    async def receive():
        if not left:
            await asyncio.Event().wait()
        event = left.pop(0)
        if isinstance(event, Exception):
            raise event
        return event

    async def run():
        async with while_connected(Request({"type": "http"}, receive)):
            return await compute()

    return asyncio.run(asyncio.wait_for(run(), 30))


async def forever():
    await asyncio.Event().wait()


async def soon():
    await asyncio.sleep(0.05)
    return "computed"


async def late():
    raise TimeoutError("of the computation")


@pytest.mark.parametrize("events", [[GONE], [BODY, GONE], [BODY, BODY, GONE]])
def test_computation_ends_with_the_connection(events):
    with pytest.raises(ProblemError) as gone:
        computed(events, forever)
    assert gone.value.status == 499


@pytest.mark.parametrize("events", [[], [BODY], [BODY, BODY]])
def test_computation_of_a_client_that_stays(events):
    assert computed(events, soon) == "computed"


def test_body_behind_which_a_client_could_leave():
    """Nothing is read behind a body that is too long, so the computation does not go on."""
    with pytest.raises(ProblemError) as refused:
        computed([ProblemError(413, "Too long.")], forever)
    assert refused.value.status == 413


def test_time_limit_of_the_computation_passes():
    with pytest.raises(TimeoutError, match="of the computation"):
        computed([BODY], late)


def test_client_that_leaves_at_the_end():
    """The computation has ended before the event is read."""

    async def at_once():
        return "computed"

    assert computed([GONE], at_once) == "computed"
