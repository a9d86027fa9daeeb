"""Client disconnect: ends what a request computes when its client has gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.requests import Request

from ..core.problem_details import ProblemError


@contextlib.asynccontextmanager
async def while_connected(request: Request) -> AsyncIterator[None]:
    """Context that is cancelled when the client closes the connection. A body is read before, or dropped.

    Raises:
        ProblemError: 499 if the client has gone; nobody receives it, but the log and the metrics tell it. 413
            if it sends a body that is too long, behind which nobody would see it go.
    """
    try:
        async with asyncio.timeout(None) as limit:
            watch = asyncio.create_task(_expire_at_disconnect(request, limit))
            try:
                yield
            finally:
                watch.cancel()
    except TimeoutError:
        if limit.expired():
            raise watch.result() from None
        raise


async def _expire_at_disconnect(request: Request, limit: asyncio.Timeout) -> ProblemError:
    """Wait until the client has gone, then end the context; returns why."""
    try:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        why = ProblemError(499, "The client has closed the connection.", title="Client gone")
    except ProblemError as error:
        why = error
    limit.reschedule(asyncio.get_running_loop().time())
    return why
