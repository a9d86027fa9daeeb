"""Surface pictures: small pictures of the catalog's surfaces, from which a person chooses one."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import cast, final, get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.catalog.methods import OPTIMIZERS
from engine.catalog.surfaces import SURFACES
from engine.render.build_scene import RESOLUTION
from engine.render.palette import Palette, Theme
from engine.render.scene import Scene
from engine.render.still import Size
from engine.render.thumbnail import thumbnail
from engine.spec.experiment import Experiment, Racer
from engine.spec.keys import keys_of
from engine.spec.problems.surface import SurfaceSpec

from ..core.problem_details import REMEDIES, ProblemError
from ..http.caching import respond
from ..jobs.pictures import PictureOptions
from ..jobs.services import Services
from ..jobs.worker_problem import worker_problem
from ..workers import Lane, WorkerError

WIDTH, HEIGHT = 264, 192
"""Size in pixels: that of the page on a screen with 1.5 pixels a unit."""

FOR_A_LESSON = "public, max-age=86400, stale-while-revalidate=604800"
"""No longer: the address stays when another version of the server draws another picture."""


@final
@dataclass(frozen=True)
class Drawn:
    """Drawn picture: its bytes and their ETag."""

    content: bytes
    etag: str


@final
class SurfacePictures:
    """Surface pictures: draws each once, one after another, and keeps all: they are few and small.

    They hold no place of a client's computations: a class that opens the list costs no more than one person.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[tuple[str, Palette], Drawn] = {}
        self._drawing = asyncio.Lock()

    async def get(self, name: str, theme: Theme) -> Drawn:
        """The picture of a surface with its default parameters and start.

        Raises:
            ProblemError: 503 if workers fail.
        """
        palette = PictureOptions(Size(), theme).palette
        if (name, palette) not in self._kept:
            async with self._drawing:
                if (name, palette) not in self._kept:
                    self._kept[name, palette] = await self._draw(name, palette)
        return self._kept[name, palette]

    async def _draw(self, name: str, palette: Palette) -> Drawn:
        surface = SURFACES.named(name)
        problem = SurfaceSpec(kind="surface", surface=SURFACES.choose(name))
        racer = Racer(optimizer=OPTIMIZERS.choose("sgd"))
        services = self._services
        experiment = await services.complete(Experiment(problem=problem, racers=[racer]))
        try:
            land = await services.landscape_job(experiment, RESOLUTION).complete()
            scene = Scene(surface.title, land.x, land.y, land.z, land.log_scale, [], 0, land.info.minima)
            keys = (keys_of(experiment).landscape,)
            content = await services.executor.call(
                keys, Lane.BACKGROUND, thumbnail, scene, surface.start, palette, WIDTH, HEIGHT
            )
        except WorkerError as error:
            raise worker_problem(error) from None
        return Drawn(content, hashlib.sha256(content).hexdigest()[:24])


def surface_picture_routes(services: Services) -> APIRouter:
    """``/pictures/surfaces/{theme}/{name}.webp``."""
    routes = APIRouter(include_in_schema=False)
    pictures = SurfacePictures(services)

    @routes.get("/pictures/surfaces/{theme}/{name}.webp")
    async def surface_picture(request: Request, theme: str, name: str) -> Response:
        if theme not in get_args(Theme) or name not in SURFACES.names:
            raise ProblemError(404, REMEDIES[404])
        drawn = await pictures.get(name, cast("Theme", theme))
        return respond(request, drawn.content, "image/webp", etag=drawn.etag, cache=FOR_A_LESSON)

    return routes
