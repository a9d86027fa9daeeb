"""Error handler of last resort: turns unexpected exceptions into problem+json."""

import logging
from typing import final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.problem_details import REMEDIES, ProblemError

log = logging.getLogger("descentlab")


@final
class CatchAll:
    """Last error handler: answers a ``ProblemError`` with its response, any other exception with 500.

    Other exceptions are logged. An exception after the response has begun is raised again.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ProblemError as error:
            if begun:
                raise
            await error.response()(scope, receive, send)
        except Exception:
            log.exception("unforeseen error in %s", scope["method"])
            if begun:
                raise
            await ProblemError(500, REMEDIES[500]).response()(scope, receive, send)
