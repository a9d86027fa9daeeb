"""Problem section: writes a problem's start, loss and printed columns into a script."""

from dataclasses import dataclass
from typing import final

from ..catalog.methods import OPTIMIZERS
from ..catalog.surfaces import SURFACES
from ..problems.analytic import NOISE_BLOCK
from ..spec.experiment import Experiment, FormulaSpec, SurfaceSpec
from .constant_folding import literal
from .expression import torch_expression
from .source_extractor import SourceExtractor


@final
@dataclass(frozen=True)
class ProblemSection:
    """Statements and expressions of the problem, using the names of the script's loop.

    Attributes:
        title: the problem in a few words.
        setup: statements after all definitions, once for all racers.
        variable: name of what is optimized: ``theta`` or ``model``.
        create: expression that creates it at the start.
        weights: expression of its weights, for the optimizer.
        once: whether evaluating the loss changes state (running statistics), so that it must run only once.
        begin: statements before the first step of each racer.
        batch: statements that choose the samples of a step.
        before: statements before each evaluation of the loss.
        loss: expression of the loss that the optimizer minimizes, a 0-dim tensor.
        penalty: statements that add a penalty to ``loss``.
        stop: statements that may end the loop, after the row of a step.
        full_loss: statements that compute the loss on all samples, if it is not ``loss``.
        value: expression of the loss on all samples as a number.
        columns: names of the coordinates in a row.
        place: starred expression of these coordinates; empty if there are none.
        finite: statements that set ``finite``: whether weights, gradient and losses are finite.
        noise: statement that adds noise to the gradient; None without noise.
        noise_graph: statement that adds a term to ``loss`` whose gradient is that noise; None without noise.
        values: expression of a function: the losses at many points at once; None if there is none.
    """

    title: str
    setup: tuple[str, ...]
    variable: str
    create: str
    weights: str
    loss: str
    columns: tuple[str, ...]
    place: str
    finite: tuple[str, ...]
    before: tuple[str, ...] = ()
    penalty: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    full_loss: tuple[str, ...] = ()
    value: str = "loss.item()"
    once: bool = False
    begin: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    noise: str | None = None
    noise_graph: str | None = None
    values: str | None = None


def surface_section(experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """Build the problem section of a surface or a formula."""
    spec = experiment.problem
    if isinstance(spec, SurfaceSpec):
        entry = SURFACES.named(spec.surface.name)
        name, title = extractor.extract_function(entry.bind(spec.surface.params)), entry.title
    else:
        assert isinstance(spec, FormulaSpec)
        name, title = _formula(spec.expression, extractor)
    assert spec.start is not None, "only completed experiments are exported"
    extractor.add_import("import math", "import torch")
    rates = all(OPTIMIZERS.named(racer.optimizer.name).has_rate for racer in experiment.racers)
    row = "*row" if rates else "*row[:-1]"
    return ProblemSection(
        title=title,
        setup=_noise(spec.noise, experiment.seed, extractor) if spec.noise else (),
        variable="theta",
        create=f"torch.tensor({literal(spec.start)}, dtype=torch.float64, requires_grad=True)",
        weights="[theta]",
        loss=f"{name}(*theta.unbind())",
        columns=("x", "y"),
        place="*theta.tolist()",
        finite=(f"finite = all(map(math.isfinite, [{row}, math.hypot(*theta.grad.tolist())]))",),
        noise="theta.grad += noise[step]" if spec.noise else None,
        noise_graph="loss = loss + (noise[step] * (theta - theta.detach())).sum()" if spec.noise else None,
        values=f"lambda points: {name}(*points.unbind(1))",
    )


def _formula(text: str, extractor: SourceExtractor) -> tuple[str, str]:
    expression = torch_expression(text)
    if "functional." in expression:
        extractor.add_import("from torch.nn import functional")
    extractor.definitions["f"] = f"def f(x, y):\n    return {expression}"
    return "f", " ".join(text.split())


def _noise(sigma: float, seed: int, extractor: SourceExtractor) -> tuple[str, ...]:
    extractor.extract_names("core.rng", "NOISE", "generator")
    extractor.add_import("import numpy as np")
    return (
        f"blocks = [generator({seed}, NOISE, block) for block in range(STEPS // {NOISE_BLOCK} + 1)]",
        f"noise = [{literal(sigma)} * block.standard_normal(({NOISE_BLOCK}, 2)) for block in blocks]",
        "noise = torch.from_numpy(np.concatenate(noise))",
    )
