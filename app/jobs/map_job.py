"""A map as far as it has been computed: kept once, shown part by part to any number of viewers."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import final

from engine import __version__
from engine.batched import MapPart, MapRequest, map_part, normalize_request
from engine.core.errors import EngineError, InvalidSpec
from engine.core.validation_errors import Fault

from ..core.problem_details import ProblemError
from ..workers import Workers

BYTES_A_CELL = 64
"""Its index, and up to seven columns."""


@final
class MapJob:
    """One map. It grows when somebody asks for more.

    Attributes:
        id: whoever asks for the same map gets the same.
        request: the request in its normal form.
    """

    def __init__(self, workers: Workers, request: MapRequest) -> None:
        self.request = request
        self._text = json.dumps(request.model_dump(mode="json"), sort_keys=True)
        self.id = hashlib.sha256(f"{self._text} {__version__}".encode()).hexdigest()[:32]
        self._workers = workers
        self._parts: list[MapPart] = []
        self._growing = asyncio.Lock()

    @property
    def nbytes(self) -> int:
        return BYTES_A_CELL * self.request.resolution**2

    async def parts(self) -> AsyncIterator[MapPart]:
        """All parts, coarse to fine, as they are or become ready."""
        shown = 0
        while True:
            if shown == len(self._parts):
                await self._grow(shown)
            part = self._parts[shown]
            yield part
            shown += 1
            if shown == part.parts:
                return

    async def complete(self) -> list[MapPart]:
        """All parts, once they are ready."""
        return [part async for part in self.parts()]

    async def _grow(self, known: int) -> None:
        """Compute the next part, unless somebody else has meanwhile."""
        async with self._growing:
            if len(self._parts) == known:
                part = await self._workers.call_long(self.id, map_part, self._text, known)
                self._parts.append(part)


def sheet_of(workers: Workers, request: MapRequest, prefix: str = "") -> MapJob:
    """The map that is asked for, with nothing of it computed.

    Raises:
        ProblemError: 422 where its experiment cannot be mapped; ``prefix`` leads to the request.
    """
    try:
        return MapJob(workers, normalize_request(request))
    except InvalidSpec as error:
        raise ProblemError(422, error.detail, [Fault(prefix + error.pointer, error.detail)]) from None
    except EngineError as error:
        raise ProblemError(422, str(error), [Fault(f"{prefix}/experiment", str(error))]) from None
