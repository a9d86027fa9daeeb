"""Pictures of experiments, drawn by a worker."""

from functools import partial
from typing import final

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
from .services import Services

NO_ENCODER = (
    "This server has no video encoder. Take the GIF, or have it installed: pip install 'descentlab[video]'."
)


@final
class PictureOptions:
    """Picture options: the size in pixels, the theme, and the step that is shown."""

    def __init__(self, size: Size, theme: Theme = "light", step: int | None = None) -> None:
        """``step`` None is the last one."""
        self.size = size
        self.theme: Theme = theme
        self.step = step

    @property
    def palette(self) -> Palette:
        """The page's own colors."""
        return read_palette((STATIC / "css" / "tokens.css").read_text(encoding="utf-8"), self.theme)


async def scene_of(services: Services, experiment: Experiment) -> Scene:
    """What a picture of a completed experiment shows. Call it within ``services.computing()``."""
    land = await services.landscape_job(experiment, RESOLUTION).complete()
    job = services.run_job(experiment)
    whole = await job.complete()
    return build_scene(experiment, land, whole.racers, job.events(0, MAX_STEPS + 2))


async def picture(
    services: Services,
    experiment: Experiment,
    form: ImageFormat,
    options: PictureOptions,
    spec: AnimationSpec,
) -> bytes:
    """The file of a completed experiment in a form.

    Args:
        services: computes it.
        experiment: completed.
        form: a picture's or an animation's.
        options: size, theme and step.
        roll: of an animation; a single picture does not need it.

    Raises:
        ProblemError: 501 where it is a video and there is no encoder.
    """
    if form in animation.CODECS and not animation.video_possible():
        raise ProblemError(501, NO_ENCODER)
    async with services.computing():
        scene = await scene_of(services, experiment)
        step = scene.steps if options.step is None else min(options.step, scene.steps)
        draw = {
            "png": partial(still.png, step=step),
            "svg": partial(still.svg, step=step),
            "gif": partial(animation.gif, spec=spec),
            "mp4": partial(animation.video, "mp4", spec=spec),
            "webm": partial(animation.video, "webm", spec=spec),
        }[form]
        if form in animation.CODECS:
            return await services.workers.call_program(draw, scene, options.palette, options.size)
        key = keys_of(experiment).race
        return await services.workers.call((key, key), True, draw, scene, options.palette, options.size)
