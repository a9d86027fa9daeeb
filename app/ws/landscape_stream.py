"""Landscape stream: sends one landscape, coarse to fine."""

from typing import final

from ..jobs.landscape_job import LandscapeJob
from .frames import landscape_parts
from .sender import Sender


@final
class LandscapeStream:
    """Landscape stream: sends finer and finer grids, each with the number of the current run.

    If the next run has the same landscape and does not request one, the stream goes on for that run.
    """

    def __init__(self, sender: Sender, run: int, job: LandscapeJob) -> None:
        self.run = run
        self.job = job
        self._sender = sender

    @property
    def _place(self) -> dict[str, int | bool] | None:
        """The message's field ``at``: the racer and step whose weights the plane contains.

        ``batch`` says whether the loss is that of one batch. None for the plane of the experiment.
        """
        request = self.job.request
        return (
            None
            if request.at is None
            else {"racer": request.at[0], "step": request.at[1], "batch": request.batch}
        )

    async def send(self) -> None:
        """Send grids, coarse to fine; returns when the finest is sent. May be cancelled at any time.

        A grid is left out if a finer one is ready before it is sent.

        Raises:
            ClientGoneError: the client has left, or has not read for too long.
            WorkerError, InvalidSpec: the landscape cannot be computed.
        """
        async for land, final_ in self.job.levels():
            info = land.info
            message = {
                "type": "landscape",
                "run": self.run,
                "x": land.x.tolist(),
                "y": land.y.tolist(),
                "log_scale": land.log_scale,
                "minima": info.minima,
                "domain": info.domain,
                "plane": info.plane,
                "exact": info.exact,
                "missing": land.missing,
                "final": final_,
                "at": self._place,
                "penalty": self.job.request.penalty and self.job.request.penalty.model_dump(),
            }
            await self._sender.send_json(message, landscape_parts(self.run, land.z))
