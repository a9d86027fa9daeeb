"""Catalog models: document the JSON of the catalog, family by family."""

from typing import Annotated, Any, Literal, final

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from engine.core.params import Scale
from engine.spec.experiment import Experiment

Point = tuple[float, float]

ParamSchema = TypedDict(
    "ParamSchema",
    {
        "type": str,
        "title": str,
        "description": str,
        "default": Any,
        "enum": list[str | float | None],
        "const": Any,
        "anyOf": "list[ParamSchema]",
        "items": "ParamSchema",
        "prefixItems": "list[ParamSchema]",
        "minimum": float,
        "maximum": float,
        "exclusiveMinimum": float,
        "exclusiveMaximum": float,
        "multipleOf": float,
        "minItems": int,
        "maxItems": int,
        "minLength": int,
        "maxLength": int,
        "x-scale": Annotated[Scale, Field(description="Scale of its slider.")],
        "x-soft": Annotated[Point, Field(description="Ends of its slider; the hard limits are wider.")],
        "x-step": Annotated[float, Field(description="Step of its slider.")],
        "x-symbol": Annotated[str, Field(description="Symbol as LaTeX.")],
        "x-label": Annotated[str, Field(description="Label, if the name is not clear by itself.")],
        "x-labels": Annotated[dict[str, str], Field(description="Labels of its choices.")],
        "x-live": Annotated[bool, Field(description="Whether an edit can set it during a run.")],
        "x-idle": Annotated[
            dict[str, list[Any]],
            Field(description="The values of another parameter with which this one has no effect."),
        ],
    },
    total=False,
)
"""JSON Schema of one parameter, with keywords of our own; other keywords may follow."""
ParamSchema.__pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[attr-defined]


@final
class ParamsSchema(BaseModel):
    """JSON Schema of an entry's parameters."""

    model_config = ConfigDict(extra="allow")

    type: Literal["object"]
    properties: dict[str, ParamSchema]


class Described(BaseModel):
    """Base class of the entries of each family: no field is undocumented."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(examples=["rosenbrock"])
    title: str = Field(examples=["Rosenbrock"])
    summary: str
    formula: str | None = Field(description="Formula as LaTeX; null if the entry has none.")
    reference: str
    params: ParamsSchema


@final
class CatalogEntry(Described):
    """Catalog entry: the response for one entry of any family, with the further fields of that family."""

    model_config = ConfigDict(extra="allow")


@final
class CatalogRate(BaseModel):
    """Learning rate of a method on a surface: one that is good to watch, and the fastest."""

    show: float
    fast: float
    measured: bool = Field(description="Whether the rates are measured; otherwise they are estimated.")


@final
class SurfaceEntry(Described):
    """Surface: a loss as a function of x and y."""

    domain: tuple[Point, Point]
    minima: list[tuple[float, float, float]] = Field(description="x, y and loss of each.")
    start: Point
    log_scale: bool
    kind: str = Field(examples=["valley"])
    sharpness: float | None = Field(description="Largest curvature at any of its minima, if each has one.")
    learning_rates: dict[str, CatalogRate] = Field(description="By the names of methods.")


@final
class Preset(BaseModel):
    """Preset: an optimizer with settings that have a name of their own, such as momentum."""

    name: str = Field(examples=["momentum"])
    title: str = Field(examples=["Momentum"])
    summary: str
    optimizer: str = Field(examples=["sgd"])
    params: dict[str, Any]


Expression = float | str | list[Any]


@final
class StabilityCase(BaseModel):
    """Case of a stability rule: parameters that are on or off, and the limit if they are."""

    when: dict[str, bool]
    limit: Expression


@final
class Stability(BaseModel):
    """Stability rule: the largest stable learning rate.

    An expression is a number, a name or [operator, a, b].
    """

    curvature: Expression = Field(description="The curvature that the optimizer sees.")
    below: dict[str, float] = Field(description="Parameters that must stay below a value.")
    cases: list[StabilityCase] = Field(description="The first whose condition is met holds.")


@final
class DecayFacts(BaseModel):
    """Decay: what weight decay does to what an optimizer descends."""

    names: list[str] = Field(description="Parameters whose sum is the decay, where it has them.")
    decoupled: bool | str = Field(
        description="Whether it shrinks the weights by themselves, or the parameter that says so. "
        "Otherwise the optimizer descends loss + decay / 2 |w|^2."
    )


@final
class OptimizerEntry(Described):
    """Optimizer: a method, and what it needs."""

    presets: list[Preset]
    live: list[str] = Field(description="Parameters that an edit can set during a run.")
    family: str
    needs: list[str] = Field(description="What it asks of a problem.", examples=[["gradient"]])
    has_rate: bool
    max_weights: int | None
    lengths: dict[str, float] = Field(
        description="Parameters that are lengths, as shares of the diagonal of the domain."
    )
    evaluations: int | Literal["several"] = Field(description="Evaluations of the loss in one step.")
    matrices_only: bool
    stability: Stability | None
    decay: DecayFacts
    network_lr: float = Field(description="Its usual learning rate on a network.")
    network_lr_measured: bool


@final
class ScheduleEntry(Described):
    """Schedule: how the learning rate changes during a run."""

    notes: list[str] = Field(description="Sentences for who sets its values.")


@final
class ModelEntry(Described):
    """Model: a network."""

    tasks: list[str]
    features: int | None
    forms: list[str]
    symbols: bool
    dataset: str = Field(description="The dataset that it starts with.")
    batch_size: int | None
    outputs: int | None
    weights: int | None = Field(description="Number of weights, if it does not depend on the data.")
    start: Point | None


@final
class DatasetEntry(Described):
    """Dataset: samples and their targets."""

    task: str
    features: int
    form: str
    shape: list[int]
    vocabulary: int | None
    classes: int | None
    size: int = Field(description="Number of samples with the default parameters.")


@final
class LossEntry(Described):
    """Loss of a network."""

    tasks: list[str]
    classes: int | None


@final
class PlanePath(BaseModel):
    """Path that a plane follows with these parameters, if any."""

    params: dict[str, Any]
    path: Literal["proxy", "racers"] | None


@final
class PlaneEntry(Described):
    """Plane: a rule that chooses the plane of a network's landscape."""

    follows: list[PlanePath]


@final
class PlainEntry(Described):
    """Entry of a family without fields of its own."""


@final
class AnalysisEntry(BaseModel):
    """Analysis entry: a question about a run; the models of its request and facts are in this document."""

    name: str = Field(examples=["step_breakdowns"])
    title: str = Field(examples=["Break down one step"])
    summary: str
    path: str = Field(description="Path below `/api/v1/`.", examples=["step-breakdowns"])


@final
class SurfaceGroup(BaseModel):
    """Surface group: a heading of the surface menu, and the kinds of surfaces under it."""

    title: str = Field(examples=["Bowls"])
    kinds: list[str] = Field(
        description="A surface is in this group if its `kind` is one of these.", examples=[["convex"]]
    )


@final
class ProblemKind(BaseModel):
    """Problem kind: what every problem of this kind is and has."""

    noun: str = Field(description="What it is called in sentences.", examples=["surface"])
    fields: list[str] = Field(description="Its settings.", examples=[["surface", "start", "noise"]])
    weights: int | None = Field(description="Number of weights; null if it differs. Two are drawn exactly.")
    has_data: bool = Field(description="Whether it learns from samples, in batches.")
    is_function: bool = Field(description="Whether it is a cheap function of two weights.")
    edits: dict[str, str] = Field(
        description="Settings that an edit can change, with their JSON pointers in the experiment."
    )
    not_in_landscape: list[str] = Field(description="Settings on which its landscape does not depend.")
    landscape_depends_on_seed: bool
    maps: str | None = Field(description="Why no map is drawn of it; null if one is.")
    quantities: str | None = Field(description="Why it has no quantities; null if it has.")
    starts: str | None = Field(description="Why runs cannot begin at other starts; null if they can.")


Bounds = tuple[int, int]


@final
class CatalogBounds(BaseModel):
    """Bounds: lowest and highest value of an experiment's numbers."""

    racers: Bounds
    steps: Bounds
    seed: Bounds
    points: Bounds = Field(description="Points that a person draws.")
    point_classes: Bounds = Field(description="Classes of these points.")
    table_bytes: Bounds = Field(description="Bytes of a person's own table.")


@final
class MapParameters(BaseModel):
    """Map parameters: how the axes of a map name the parameters of optimizers."""

    second: list[str] = Field(
        description="Next to the learning rate, a map shows the first of these that the optimizer has."
    )
    parts: dict[str, tuple[str, str]] = Field(
        description="Parameters that are pairs, with the names of their two numbers.",
        examples=[{"betas": ["beta1", "beta2"]}],
    )


@final
class CatalogDefaults(BaseModel):
    """Defaults of an experiment that leaves these out."""

    steps: int
    seed: int


@final
class Catalog(BaseModel):
    """Catalog: every item to choose, in the order of the menus."""

    surfaces: list[SurfaceEntry]
    optimizers: list[OptimizerEntry]
    schedules: list[ScheduleEntry]
    models: list[ModelEntry]
    datasets: list[DatasetEntry]
    initializers: list[PlainEntry]
    losses: list[LossEntry]
    activations: list[PlainEntry]
    normalizations: list[PlainEntry]
    planes: list[PlaneEntry]
    quantities: list[PlainEntry]
    presets: list[Preset]
    analyses: list[AnalysisEntry]
    pairings: dict[str, dict[str, list[str]]] = Field(
        description="The losses that fit a model and a dataset, by name; the default is first."
    )
    opening: Experiment = Field(description="The experiment that the page opens with.")
    usual_methods: list[str] = Field(
        description="Methods that the page suggests for new racers, the first one first."
    )
    bounds: CatalogBounds
    encodings: dict[str, str] = Field(description="Encodings of a user's own table, with their titles.")
    defaults: CatalogDefaults
    columns: list[str] = Field(description="Columns of a trajectory, in their order.")
    network_edits: dict[str, str] = Field(
        description="Settings of a network that an edit can change, with their JSON pointers."
    )
    problem_kinds: dict[str, ProblemKind] = Field(description="Each kind of problem, by its name.")
    default_plane: str = Field(description="The plane of a network whose experiment sets no plane.")
    labels: dict[str, str] = Field(
        description="Labels of parameters and choices whose names need an explanation."
    )
    number_sentences: dict[str, str] = Field(
        description="What is wrong with a number, by the type or keyword of JSON Schema that it breaks.",
        examples=[{"minimum": "This must be at least {limit}"}],
    )
    map_parameters: MapParameters
    surface_groups: list[SurfaceGroup] = Field(description="Groups of the surface menu.")
