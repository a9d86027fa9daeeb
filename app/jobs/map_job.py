"""Map job: a map computed part by part, once for all clients."""

import hashlib
import json
from collections.abc import AsyncIterator
from typing import final

from engine import __version__
from engine.batched import MapPart, MapRequest, map_part, normalize_request

from ..workers import Executor, Lane
from .complete import engine_errors_as_problems
from .shared_call import SharedCall

BYTES_PER_CELL = 64
"""Index of a cell and up to seven columns."""


@final
class MapJob:
    """Map job: computes further parts when a client asks for them, and keeps them.

    Attributes:
        id: published id; equal maps have equal ids.
        request: the request in normal form, as from ``normalize_or_problem``.
    """

    def __init__(self, executor: Executor, request: MapRequest) -> None:
        """``request`` is in normal form; nothing is computed yet."""
        self.request = request
        self._text = json.dumps(request.model_dump(mode="json"), sort_keys=True)
        self.id = hashlib.sha256(f"{self._text} {__version__}".encode()).hexdigest()[:32]
        self._executor = executor
        self._parts: list[MapPart] = []
        self._call = SharedCall()

    @property
    def nbytes(self) -> int:
        """Estimated bytes of the whole map."""
        return BYTES_PER_CELL * self.request.resolution**2

    async def parts(self) -> AsyncIterator[MapPart]:
        """All parts, coarse to fine, each as soon as it is computed.

        Raises:
            WorkerError, InvalidSpec: a part cannot be computed.
        """
        sent = 0
        while True:
            while sent == len(self._parts):
                await self._call.join(self._compute_part)
            part = self._parts[sent]
            yield part
            sent += 1
            if sent == part.parts:
                return

    async def complete(self) -> list[MapPart]:
        """Compute all parts; returns them, coarse to fine. Raises as ``parts`` does."""
        return [part async for part in self.parts()]

    async def _compute_part(self) -> None:
        """Compute the next part."""
        index = len(self._parts)
        self._parts.append(await self._executor.call((self.id,), Lane.LONG, map_part, self._text, index))


def normalize_or_problem(request: MapRequest, prefix: str) -> MapRequest:
    """The normal form of a client's map request.

    Args:
        request: as the client sent it.
        prefix: JSON pointer to the request within the message.

    Raises:
        ProblemError: 422 with a pointer to the field, if the experiment cannot be mapped.
    """
    with engine_errors_as_problems(prefix, f"{prefix}/experiment"):
        return normalize_request(request)
