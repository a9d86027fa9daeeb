"""Map stream: sends one map, part by part."""

from typing import final

from engine.batched import MapPart

from ..jobs.map_job import MapJob
from .frames import map_frame
from .sender import Sender


@final
class MapStream:
    """Map stream: sends a description of the map, then its cells, coarse to fine."""

    def __init__(self, sender: Sender, number: int, job: MapJob) -> None:
        self.number = number
        self._sender = sender
        self._job = job

    async def send(self) -> None:
        """Send the whole map; returns when the last part is sent. May be cancelled at any time.

        Raises:
            ClientGoneError: the client has left, or has not read for too long.
            WorkerError, InvalidSpec: the map cannot be computed.
        """
        async for part in self._job.parts():
            if part.part == 0:
                await self._sender.send_json(self._facts(part))
            frame = map_frame(self.number, part.part, part.cells, list(part.columns.values()))
            await self._sender.send_bytes(frame)

    def _facts(self, part: MapPart) -> dict[str, object]:
        request = self._job.request
        return {
            "type": "map",
            "map": self.number,
            "id": self._job.id,
            "kind": request.kind,
            "racer": request.racer,
            "axes": [
                {"parameter": parameter, "scale": scale}
                for parameter, scale in zip(part.axes, part.scales, strict=True)
            ],
            "x": part.x.tolist(),
            "y": part.y.tolist(),
            "minima": part.minima,
            "theory": part.theory,
            "columns": list(part.columns),
            "parts": part.parts,
        }
