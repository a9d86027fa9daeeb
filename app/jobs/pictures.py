"""Pictures: images and animations of an experiment, drawn by a worker."""

from functools import partial
from typing import final

from starlette.requests import Request

from engine.render import animation, still
from engine.render.animation import AnimationSpec
from engine.render.build_scene import RESOLUTION, build_scene
from engine.render.palette import Palette, Theme, read_palette
from engine.render.scene import Scene
from engine.render.still import ImageFormat, Size
from engine.spec.experiment import MAX_STEPS, Experiment
from engine.spec.keys import keys_of

from ..core.paths import STATIC
from ..core.problem_details import ProblemError
from ..workers import Lane
from .services import Services

MIN_SIZE = 240, 200
"""Minimum width and height of a picture in pixels."""

NO_ENCODER = (
    "This server has no video encoder. Take the GIF, or have it installed: pip install 'descentlab[video]'."
)


@final
class PictureOptions:
    """Picture options: the size in pixels, the theme, and the step that is shown."""

    def __init__(self, size: Size, theme: Theme = "light", step: int | None = None) -> None:
        """``step`` None shows the last step."""
        self.size = size
        self.theme: Theme = theme
        self.step = step

    @property
    def palette(self) -> Palette:
        """The colors of the page in this theme."""
        return read_palette((STATIC / "css" / "tokens.css").read_text(encoding="utf-8"), self.theme)


async def scene_of(services: Services, experiment: Experiment) -> Scene:
    """Compute what a picture of a completed experiment shows.

    Call it within ``services.computing()``, which turns errors of the workers into problem details.
    """
    land = await services.landscape_job(experiment, RESOLUTION).complete()
    job = services.run_job(experiment)
    whole = await job.complete()
    return build_scene(experiment, land, whole.racers, job.events(0, MAX_STEPS + 2))


async def picture(
    services: Services,
    request: Request,
    experiment: Experiment,
    form: ImageFormat,
    options: PictureOptions,
    spec: AnimationSpec,
) -> bytes:
    """Draw a completed experiment as a file.

    Args:
        services: computes the run and the landscape, and has the picture drawn.
        request: the picture is given up when its client has gone.
        experiment: the completed experiment.
        form: the file's format, of an image or an animation.
        options: size, theme and step.
        spec: frames and seconds of an animation; unused for an image.

    Raises:
        ProblemError: 501 if it is a video and the server has no encoder; others as from
            ``services.computing()``.
    """
    if form in animation.CODECS and not animation.video_possible():
        raise ProblemError(501, NO_ENCODER)
    async with services.computing(request):
        scene = await scene_of(services, experiment)
        step = scene.steps if options.step is None else min(options.step, scene.steps)
        draw = {
            "png": partial(still.png, step=step),
            "svg": partial(still.svg, step=step),
            "gif": partial(animation.gif, spec=spec),
            "mp4": partial(animation.video, "mp4", spec=spec),
            "webm": partial(animation.video, "webm", spec=spec),
        }[form]
        lane = Lane.PROGRAM if form in animation.CODECS else Lane.LONG if form == "gif" else Lane.BACKGROUND
        keys = (keys_of(experiment).race,)
        return await services.executor.call(keys, lane, draw, scene, options.palette, options.size)
