"""Landscape stream: sends one landscape, coarse to fine."""

from typing import final

from ..jobs.landscape_job import LandscapeJob
from .frames import landscape_parts
from .sender import Sender


@final
class LandscapeStream:
    """Sends a landscape's pictures, each tagged with the run that is on the wire at the time.

    It outlives its run where the next one rolls over the same land without asking for it again.
    """

    def __init__(self, sender: Sender, run: int, job: LandscapeJob) -> None:
        self.run = run
        self.job = job
        self._sender = sender

    @property
    def _place(self) -> dict[str, int | bool] | None:
        """The weights that it was cut through, where somebody chose them, and whether for a batch alone."""
        request = self.job.request
        return (
            None
            if request.at is None
            else {"racer": request.at[0], "step": request.at[1], "batch": request.batch}
        )

    async def send(self) -> None:
        """Send them all; returns when the finest is out. May be cancelled at any time."""
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
            }
            await self._sender.send_json(message, landscape_parts(self.run, land.z))
