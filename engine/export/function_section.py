"""Function section: writes the start, loss and noise of a surface or a formula into a script."""

from ..catalog.methods import OPTIMIZERS
from ..catalog.surfaces import SURFACES
from ..problems.analytic import NOISE_BLOCK
from ..spec.experiment import Experiment
from ..spec.problems import FormulaSpec, SurfaceSpec
from ..spec.problems.function import FunctionSpec
from .constant_folding import literal
from .expression import torch_expression
from .problem_section import ProblemSection
from .source_extractor import SourceExtractor


def surface_section(spec: SurfaceSpec, experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """Build the problem section of a surface of the catalog."""
    entry = SURFACES.named(spec.surface.name)
    name = extractor.extract_function(entry.bind(spec.surface.params))
    return _function_section(spec, experiment, extractor, name, entry.title)


def formula_section(spec: FormulaSpec, experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """Build the problem section of a typed formula."""
    expression = torch_expression(spec.expression)
    if "functional." in expression:
        extractor.add_import("from torch.nn import functional")
    extractor.definitions["f"] = f"def f(x, y):\n    return {expression}"
    return _function_section(spec, experiment, extractor, "f", " ".join(spec.expression.split()))


def _function_section(
    spec: FunctionSpec, experiment: Experiment, extractor: SourceExtractor, name: str, title: str
) -> ProblemSection:
    """The section of a function that stands in the script as ``name``."""
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
        function=name,
    )


def _noise(sigma: float, seed: int, extractor: SourceExtractor) -> tuple[str, ...]:
    extractor.extract_names("core.rng", "NOISE", "generator")
    extractor.add_import("import numpy as np")
    return (
        f"blocks = [generator({seed}, NOISE, block) for block in range(STEPS // {NOISE_BLOCK} + 1)]",
        f"noise = [{literal(sigma)} * block.standard_normal(({NOISE_BLOCK}, 2)) for block in blocks]",
        "noise = torch.from_numpy(np.concatenate(noise))",
    )
