"""Problem spec: what the engine and the server ask of a problem, whatever its kind."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, final

from ...catalog.methods import OPTIMIZERS
from ...catalog.planes import PLANES, RacerGuide
from ...core.errors import InvalidSpec
from ...core.method import Need
from ...core.params import Params
from ...core.registry import Choice
from ..default_rates import network_rate

OFFERED = frozenset({Need.VALUES, Need.GRADIENT, Need.HVP, Need.HESSIAN, Need.ANSWERS})
"""What every problem offers to a method."""


@final
@dataclass(frozen=True)
class TrainingSettings:
    """Training settings: what a run reads of its problem besides the loss.

    Attributes:
        batch_size: samples per step at the start; None for the whole set.
        measure_every: interval, in points, at which the loss on the whole set is measured.
        early_stopping: checks of the test loss without a new lowest value that stop a racer; None for none.
    """

    batch_size: int | None = None
    measure_every: int = 1
    early_stopping: int | None = None


class ProblemSpec(Params):
    """Problem spec: one kind of problem as a value in an experiment.

    A kind is a subclass, named in ``PROBLEMS``. The defaults here are those of a problem about which nothing
    else is known: it is run slowly, one run after another, and drawn on a plane unless it has two weights.

    Attributes:
        noun: what such a problem is called in sentences, without article; it begins with a consonant.
        weight_count: number of weights, if all problems of this kind have the same; else None.
        has_data: whether it learns from samples, so that a step has a batch.
        has_matrices: whether its weights are matrices, which some methods need.
        is_function: whether it is a cheap function of two weights that can be evaluated at many places at
            once. Then runs are batched, and its runtime problem is an ``AnalyticProblem``.
        edit_settings: names of its settings that an edit may change, with their JSON pointers in the
            experiment.
        not_in_landscape: fields on which its landscape does not depend, with the values that stand for all
            others. Published ids of landscapes contain these values.
        landscape_depends_on_seed: whether another seed gives another landscape.
        slow_analyses: whether the analysis of one step can take a second.
        map_refusal: why no map of many runs is drawn of it, as a sentence; None if one is.
        quantities_refusal: why it has none of the quantities that instruments measure; None if it has.
        starts_refusal: why runs cannot begin at other starts; None if they can.
    """

    noun: ClassVar[str]
    weight_count: ClassVar[int | None] = None
    has_data: ClassVar[bool] = False
    has_matrices: ClassVar[bool] = False
    is_function: ClassVar[bool] = False
    edit_settings: ClassVar[Mapping[str, str]] = {}
    not_in_landscape: ClassVar[Mapping[str, Any]] = {}
    landscape_depends_on_seed: ClassVar[bool] = True
    slow_analyses: ClassVar[bool] = True
    map_refusal: ClassVar[str | None] = (
        "Maps are drawn of surfaces and formulas, where a ball costs little: choose one of these."
    )
    quantities_refusal: ClassVar[str | None] = (
        "Only networks have these quantities. Choose a problem of the kind 'network'."
    )
    starts_refusal: ClassVar[str | None] = (
        "The start of this problem cannot be chosen: spread the seeds instead."
    )

    kind: str

    def count_weights(self) -> int:
        """Number of weights, of a completed problem. Must be overridden without a ``weight_count``."""
        assert self.weight_count is not None
        return self.weight_count

    @abstractmethod
    def title(self) -> str:
        """The problem in a few words, for the user."""

    def summary(self) -> tuple[str, list[str]]:
        """Heading and paragraphs about the problem, in Markdown."""
        return self.title(), []

    def names(self) -> list[str]:
        """Names of its parts, from which names of files are made."""
        return [self.kind]

    def conditions(self) -> list[str]:
        """What a reader must know besides its title to repeat a run, each in a few words; completed."""
        return []

    @property
    def exact(self) -> bool:
        """Whether it has two weights, which are drawn exactly, not on a plane."""
        return self.count_weights() == 2

    @property
    def offers(self) -> frozenset[Need]:
        """What it offers to a method."""
        return OFFERED

    @property
    def kept_table(self) -> tuple[str, Any] | None:
        """Id of a table that its samples are in and that is kept elsewhere, and how it is read."""
        return None

    @property
    def training_settings(self) -> TrainingSettings:
        """What a run reads of it besides the loss."""
        return TrainingSettings()

    def complete(self, plane: Choice | None, racers: int) -> tuple[Self, Choice | None]:
        """Fill in what was left out of the problem and of the plane on which it is drawn.

        Args:
            plane: the chosen plane; None if there is none.
            racers: number of racers, which a plane may follow.

        Raises:
            InvalidSpec: if the parts do not fit together.
        """
        return self, self.complete_plane(plane, racers)

    def complete_plane(self, plane: Choice | None, racers: int) -> Choice | None:
        """The plane, by default the first of the catalog; None if the problem is drawn exactly.

        Raises:
            InvalidSpec: if a plane is chosen for a problem that is drawn exactly, or follows no racer.
        """
        if not self.exact:
            plane = plane or PLANES.choose(PLANES[0].name)
            _check_guide(plane, racers)
            return plane
        if plane is not None:
            raise InvalidSpec("/plane", f"{self._drawn_exactly()}, not on a plane: leave the plane out.")
        return None

    def _drawn_exactly(self) -> str:
        """A sentence without its end: that the problem is drawn exactly."""
        return f"A {self.noun} is drawn exactly"

    def default_rate(self, optimizer: Choice, seed: int) -> float:
        """The learning rate of an optimizer that names none."""
        del seed
        return network_rate(optimizer)

    def middle_rate(self, optimizer: Choice) -> float | None:
        """The rate around which a sweep looks for the best one; None to try all powers of ten."""
        return OPTIMIZERS.named(optimizer.name).typical_network_rate

    def diagonal(self) -> float | None:
        """Length of its domain's diagonal, from which lengths follow; None if it is not known beforehand."""
        return None

    def take_edits(self, pointer: str, values: dict[str, Any]) -> dict[str, Any]:
        """Remove its own settings from the values of an edit, and return them checked.

        Args:
            pointer: JSON pointer of the values.
            values: what the edit sets; what remains is the optimizer's.

        Raises:
            InvalidSpec: if a value is wrong, or the problem lacks what other problems have.
        """
        if "batch_size" in values:
            detail = f"A {self.noun} has no data, so it has no batch size to set."
            raise InvalidSpec(f"{pointer}/batch_size", detail)
        if "l1" in values:
            raise InvalidSpec(f"{pointer}/l1", f"A {self.noun}'s loss has no penalty on weights to set.")
        return {}

    def landscape_form(self) -> Self:
        """The problem without what its landscape does not depend on."""
        return self.model_copy(update=dict(self.not_in_landscape))

    def guide_form(self) -> Self:
        """The problem without what the path of a plane's proxy does not depend on."""
        return self.landscape_form()

    def start_at(self, start: tuple[float, float]) -> Self:
        """The problem with another start. Only for kinds whose ``starts_refusal`` is None."""
        raise NotImplementedError(f"The start of a {self.noun} cannot be chosen.")

    @property
    def seeds_refusal(self) -> str | None:
        """Why every seed gives the same run, as a sentence; None if seeds differ."""
        return None

    @property
    def slow_runs(self) -> bool:
        """Whether a run is too slow to be computed where sliders are answered."""
        return True

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """What a page must know of this kind, as JSON.

        ``fields`` are the names of its settings, besides its kind; ``weights`` is None if their number
        differs; ``maps``, ``quantities`` and ``starts`` are sentences that say why there are none, or None.
        """
        return {
            "noun": cls.noun,
            "fields": [name for name in cls.model_fields if name != "kind"],
            "weights": cls.weight_count,
            "has_data": cls.has_data,
            "is_function": cls.is_function,
            "edits": dict(cls.edit_settings),
            "not_in_landscape": list(cls.not_in_landscape),
            "landscape_depends_on_seed": cls.landscape_depends_on_seed,
            "maps": cls.map_refusal,
            "quantities": cls.quantities_refusal,
            "starts": cls.starts_refusal,
        }


def _check_guide(plane: Choice, racers: int) -> None:
    """Check that the racers that the plane follows exist."""
    guide = PLANES.named(plane.name).guide(plane.params)
    for index in guide.of(racers) if isinstance(guide, RacerGuide) else []:
        if index >= racers:
            raise InvalidSpec(
                "/plane/params",
                f"The plane follows racer {index}, counted from 0, but there are only {racers}. "
                "Choose another or add a racer.",
            )
