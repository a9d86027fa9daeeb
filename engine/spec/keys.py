"""Keys: what each result about an experiment depends on, so that equal results are computed once.

Every function here takes a completed experiment. ``keys_of`` computes all keys of an experiment once; the
``..._spec`` functions return the experiment without what one kind of result does not depend on.
"""

import hashlib
import weakref
from dataclasses import dataclass
from typing import final

from ..catalog.methods import OPTIMIZERS
from ..catalog.planes import PLANES, Guide, ProxyGuide, RacerGuide
from .experiment import Edit, Experiment, Racer, canonical, canonical_json, id_of_text


@final
@dataclass(frozen=True)
class ExperimentKeys:
    """Keys of one experiment.

    Attributes:
        text: the experiment as canonical JSON. Depends on every field.
        id: the published id. Depends on every field and on the engine's version.
        race: depends on problem, racers, seed and plane, not on labels and steps, and on edits only if the
            plane follows them. Runs with the same key go to the same worker, because it may hold a race or
            data that they share.
        checkpoint: depends on the same and on steps, because schedules depend on the number of steps and
            a run ends with it. Runs with the same key have the same plane, and can continue from each
            other's checkpoints, as far as their edits are equal.
        landscape_text: ``landscape_spec`` as canonical JSON. Published ids of landscapes contain it.
        landscape: depends on what the landscape depends on; see ``landscape_spec``. Calls with the same
            key go to the same worker, because they need the same data and plane.
    """

    text: str
    id: str
    race: str
    checkpoint: str
    landscape_text: str
    landscape: str


_KEYS: dict[int, tuple[weakref.ref[Experiment], ExperimentKeys]] = {}
"""Keys of the experiments that are alive, by ``id(experiment)``. An experiment never changes."""


def keys_of(experiment: Experiment) -> ExperimentKeys:
    """The keys of a completed experiment, computed at the first call for this object."""
    number = id(experiment)
    if number not in _KEYS:
        reference = weakref.ref(experiment, lambda _: _KEYS.pop(number, None))
        _KEYS[number] = reference, _compute(experiment)
    return _KEYS[number][1]


def _compute(experiment: Experiment) -> ExperimentKeys:
    fields = experiment.model_dump(mode="json")
    text = canonical_json(fields)
    unlabelled = [racer | {"label": None} for racer in fields["racers"]]
    land = landscape_spec(experiment)
    followed = [edit.model_dump(mode="json") for edit in land.edits] or None
    race = _digest(canonical_json(fields | {"racers": unlabelled, "steps": None, "edits": followed}))
    landscape_text = canonical(land)
    return ExperimentKeys(
        text=text,
        id=id_of_text(text),
        race=race,
        checkpoint=f"{race}-{experiment.steps}",
        landscape_text=landscape_text,
        landscape=_digest(landscape_text),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def landscape_spec(experiment: Experiment) -> Experiment:
    """The experiment without what its landscape does not depend on.

    A surface depends on its problem alone, without noise. A network depends on problem and seed as well as
    on the plane and, if the plane follows racers, on these racers, their edits and the number of steps.
    Published ids of landscapes depend on this form, so it keeps a network's ``l1`` and
    ``early_stopping`` even where the landscape does not depend on them.
    """
    racer = Racer(label="", optimizer=OPTIMIZERS.choose("sgd"))
    problem, guide = experiment.problem, plane_guide(experiment)
    changes: dict[str, object] = {"problem": problem.landscape_form(), "edits": []}
    if not problem.landscape_depends_on_seed:
        changes["seed"] = 0
    if isinstance(guide, RacerGuide):
        followed = guide.of(len(experiment.racers))
        changes["racers"] = [
            one.model_copy(update={"label": ""}) if index in followed else racer
            for index, one in enumerate(experiment.racers[: max(followed) + 1])
        ]
        changes["edits"] = _followed_edits(experiment, followed, guide.until)
    else:
        changes |= {"racers": [racer], "steps": 1}
    return experiment.model_copy(update=changes)


def _followed_edits(experiment: Experiment, racers: list[int], until: int | None) -> list[Edit]:
    """The settings that edits change on the paths of these racers up to step ``until``, or to the end.

    Answers are left out: the path ends at its first question, so that answers move no coordinates.
    """
    last = experiment.steps if until is None else until
    return [edit for edit in experiment.edits if edit.set and edit.racer in racers and edit.step < last]


def guide_spec(experiment: Experiment) -> Experiment:
    """The experiment without what its plane does not depend on; it can be run.

    As ``landscape_spec``, except where the plane follows no racer: then the only racer is the plane's proxy,
    and the penalty on weights and early stopping are off.
    """
    spec, guide = landscape_spec(experiment), plane_guide(experiment)
    if isinstance(guide, RacerGuide):
        return spec
    proxy = guide or ProxyGuide(steps=1, lr=0.01)
    racer = Racer(optimizer=OPTIMIZERS.choose("adam", lr=proxy.lr))
    changes = {"problem": spec.problem.guide_form(), "racers": [racer], "steps": proxy.steps}
    return spec.model_copy(update=changes)


def plane_guide(experiment: Experiment) -> Guide | None:
    """The path that the experiment's plane follows; None without a plane and where it follows none."""
    if experiment.plane is None:
        return None
    return PLANES.named(experiment.plane.name).guide(experiment.plane.params)


def minima_spec(experiment: Experiment) -> Experiment:
    """The experiment of a surface without what its minima do not depend on: all but the surface itself."""
    spec = landscape_spec(experiment)
    return spec.model_copy(update={"problem": spec.problem.start_at((0.0, 0.0))})


def map_spec(experiment: Experiment, racer: int, *, own_starts: bool) -> Experiment:
    """The experiment of a surface without what a map of one racer does not depend on.

    The racer keeps its index; the racers before it become copies of it, those behind it are left out.
    Published ids of maps depend on this form.

    Args:
        experiment: a completed experiment about a surface.
        racer: index of the racer that is mapped.
        own_starts: whether the map sets the starts itself, as a map of basins does.
    """
    mapped = experiment.racers[racer]
    changes: dict[str, object] = {
        "racers": [mapped.model_copy(update={"label": f"Ball {k}"}) for k in range(racer + 1)],
        "edits": [edit for edit in experiment.edits if edit.racer == racer],
    }
    if own_starts:
        changes["problem"] = experiment.problem.start_at((0.0, 0.0))
    if experiment.problem.seeds_refusal is not None:
        changes["seed"] = 0
    return experiment.model_copy(update=changes)


def loss_spec(experiment: Experiment) -> Experiment:
    """The experiment with a plane that costs nothing to compute; losses do not depend on the plane."""
    if experiment.plane is None:
        return experiment
    return experiment.model_copy(update={"plane": PLANES.choose("weights")})
