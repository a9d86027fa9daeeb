"""Stream: the points of a race while they are computed, and then the race; also with ``async``."""

import asyncio
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, final

from .backend import LabError, RunChunk, RunResult

if TYPE_CHECKING:
    from .results import Comparison


@final
class RunStream(Iterator[RunChunk]):
    """Run stream: the points of all racers, in chunks, as they are computed.

    ``for`` and ``async for`` go through the chunks; ``result()`` and ``await`` return the race.

    >>> from descentlab import Client
    >>> stream = Client().stream("bowl", "gd", lr=0.5, start=(2, -1), steps=3)
    >>> losses = [float(loss) for chunk in stream for loss in chunk.racers[0]["loss"]]
    >>> losses
    [2.5, 0.625, 0.15625, 0.0390625]
    >>> stream.result()
    Run('Gradient descent': 3 steps to (0.25, -0.125), loss 0.0390625, finished)
    """

    def __init__(
        self, chunks: Generator[RunChunk, None, RunResult], finish: "Callable[[RunResult], Comparison]"
    ) -> None:
        self._chunks = chunks
        self._finish = finish
        self._result: Comparison | None = None

    def __next__(self) -> RunChunk:
        try:
            return next(self._chunks)
        except StopIteration as end:
            if end.value is not None:
                self._result = self._finish(end.value)
            raise StopIteration from None

    def result(self) -> "Comparison":
        """Compute what is left, and return the race, as ``Client.compare`` does.

        Raises:
            LabError: if the computation has failed, or the stream was closed before its end.
        """
        for _ in self:
            pass
        if self._result is None:
            raise LabError("This stream has ended before its run: begin another.")
        return self._result

    def close(self) -> None:
        """End the computation; later chunks are not computed."""
        self._chunks.close()

    def __aiter__(self) -> "RunStream":
        return self

    async def __anext__(self) -> RunChunk:
        chunk: RunChunk | None = await asyncio.to_thread(next, self, None)
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    def __await__(self) -> "Generator[Any, None, Comparison]":
        return self._last().__await__()

    async def _last(self) -> "Comparison":
        async for _ in self:
            pass
        return self.result()
