"""Body limit: refuses request bodies that are too long, before they are in memory."""

from collections.abc import Mapping
from typing import final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.problem_details import ProblemError


@final
class BodyLimit:
    """Body limit: refuses a body of more than ``limit`` bytes with status 413; some paths have other limits.

    If the declared length is too long, the application is not called. If the received one is, reading the
    body raises ``ProblemError`` in the application, whose handler answers.
    """

    def __init__(self, app: ASGIApp, limit: int, others: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.others = others or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.others.get(scope["path"].removeprefix(scope.get("root_path", "")), self.limit)
        if self._declared(scope) > limit:
            await self._problem(limit).response()(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise self._problem(limit)
            return message

        await self.app(scope, counted, send)

    def _declared(self, scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value[:20])
        return 0

    def _problem(self, limit: int) -> ProblemError:
        what = "experiment" if limit == self.limit else "table"
        return ProblemError(
            413,
            f"The body is longer than {limit:,} bytes, the most that is taken. Send a smaller {what}.",
            headers={"Connection": "close"},
        )
