"""What a script says of the problem: where a ball begins, what its loss is, what is printed."""

from dataclasses import dataclass
from typing import final

from ..catalog.surfaces import SURFACES
from ..problems.analytic import NOISE_BLOCK
from ..spec.experiment import Experiment, FormulaSpec, SurfaceSpec
from .constant_folding import literal
from .expression import torch_expression
from .source_extractor import SourceExtractor


@final
@dataclass(frozen=True)
class ProblemSection:
    """Lines and expressions about the problem, in terms of the names that the script's loop uses.

    Attributes:
        title: the problem in a few words.
        setup: statements behind all definitions, once for all balls.
        ball: the name of what moves: ``theta`` or ``model``.
        birth: an expression that makes a new one at the start.
        weights: an expression for its weights, for the optimizer.
        once: whether an evaluation leaves a trace, so that none may be made twice.
        begin: statements before the first step of each ball.
        batch: statements that choose the samples of a step.
        before: statements before each evaluation of the loss.
        loss: an expression for the 0-dim tensor that the optimizer sees.
        penalty: statements that add to ``loss`` what else the optimizer sees.
        stop: statements that may end the loop, once a step is told.
        truth: statements that find the true loss, where it is not what the optimizer sees.
        value: an expression for the true loss as a number.
        columns: names of the numbers that say where the ball is.
        place: expression of these numbers, with a star; empty where there are none.
        finite: statements that find ``finite``: whether weights, gradient and losses are numbers.
        noise: a statement that adds noise to the gradient; None without noise.
    """

    title: str
    setup: tuple[str, ...]
    ball: str
    birth: str
    weights: str
    loss: str
    columns: tuple[str, ...]
    place: str
    finite: tuple[str, ...]
    before: tuple[str, ...] = ()
    penalty: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    truth: tuple[str, ...] = ()
    value: str = "loss.item()"
    once: bool = False
    begin: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    noise: str | None = None


def surface_section(experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """The scene of a surface of the catalog, or of a formula."""
    spec = experiment.problem
    if isinstance(spec, SurfaceSpec):
        entry = SURFACES.named(spec.surface.name)
        name, title = extractor.extract_function(entry.bind(spec.surface.params)), entry.title
    else:
        assert isinstance(spec, FormulaSpec)
        name, title = _formula(spec.expression, extractor)
    assert spec.start is not None, "only completed experiments are exported"
    extractor.add_import("import math", "import torch")
    return ProblemSection(
        title=title,
        setup=_noise(spec.noise, experiment.seed, extractor) if spec.noise else (),
        ball="theta",
        birth=f"torch.tensor({literal(spec.start)}, dtype=torch.float64, requires_grad=True)",
        weights="[theta]",
        loss=f"{name}(*theta.unbind())",
        columns=("x", "y"),
        place="*theta.tolist()",
        finite=("finite = all(map(math.isfinite, [*row, math.hypot(*theta.grad.tolist())]))",),
        noise="theta.grad += noise[step]" if spec.noise else None,
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
