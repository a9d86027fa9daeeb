"""Network section: writes a network problem's data, model, mini-batches and loss into a script."""

from typing import final

import numpy as np
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from ..catalog.datasets import Samples, train_test_split
from ..catalog.datasets.load import dataset_of
from ..catalog.initializers import INITIALIZERS
from ..catalog.losses import LOSSES
from ..catalog.models import MODELS
from ..core.early_stopping import TEST_LOSS_EVERY
from ..core.errors import InvalidSpec
from ..core.registry import chosen
from ..core.rng import DATA, generator
from ..problems.functional_module import is_norm_weight
from ..spec.experiment import Experiment
from ..spec.problems import NetworkSpec
from .code_format import indent
from .constant_folding import Verbatim, literal
from .constructor import constructor
from .problem_section import ProblemSection
from .source_extractor import SourceExtractor

STUBS = {
    "Samples": (
        "from collections import namedtuple",
        'Samples = namedtuple("Samples", ["inputs", "targets"])',
    )
}
"""Replacement of the engine's dataclass: shorter, and it can be unpacked."""

MAX_TABLE_BYTES = 2_000_000
"""Longest text of samples that are written into a script."""

FIXED_BATCHES = '''\
def mini_batches():
    """Indices of {size} samples (the last of an epoch may be fewer), in a new order each epoch."""
    for epoch in itertools.count():
        order = torch.from_numpy(generator({seed}, BATCHES, epoch).permutation(len(inputs)))
        yield from order.split({size})'''

CAREFUL_BATCHES = '''\
def mini_batches():
    """Indices of {size} samples, in a new order each epoch; the rest of an epoch is never below {least}."""
    for epoch in itertools.count():
        order = torch.from_numpy(generator({seed}, BATCHES, epoch).permutation(len(inputs)))
        position = 0
        while position < len(inputs):
            end = position + {size}
            if len(inputs) - end < {least}:  # too few for batch normalization
                end = len(inputs)
            yield order[position:end]
            position = end'''

CHANGING_BATCHES = '''\
def mini_batches():
    """Indices of as many samples as the sent size, in a new order each epoch."""
    size = yield
    for epoch in itertools.count():
        order = torch.from_numpy(generator({seed}, BATCHES, epoch).permutation(len(inputs)))
        position = 0
        while position < len(inputs):
            end = position + size
            if len(inputs) - end < {least}:
                end = len(inputs)
            batch, position = order[position:end], end
            size = yield batch'''

BY_TRAINING_STATISTICS = '''\
def by_training_statistics(model, inputs, others):
    """Outputs for other inputs, normalized by mean and variance of the training set."""
    kept = []

    def keep(part, given):
        everywhere = [0, *range(2, given[0].ndim)]
        kept.append((part, given[0].mean(everywhere), given[0].var(everywhere, correction=0)))

    norms = [part for part in model.modules() if isinstance(part, nn.modules.batchnorm._BatchNorm)]
    hooks = [part.register_forward_pre_hook(keep) for part in norms]
    model.eval()
    model(inputs)
    for hook in hooks:
        hook.remove()
    for part, mean, variance in kept:
        part.running_mean, part.running_var = mean, variance
    outputs = model(others)
    for part in norms:
        part.running_mean = part.running_var = None
    model.train()
    return outputs'''


NETWORK = '''\
def network():
    """The network with its initial weights."""
    model = {model}
{start}
    return model'''


def network_section(spec: NetworkSpec, experiment: Experiment, extractor: SourceExtractor) -> ProblemSection:
    """Build the problem section of a network."""
    extractor.add_import("import math", "import torch")
    model, dataset = MODELS.named(spec.model.name), dataset_of(spec.dataset)
    setup = _data(spec, experiment.seed, extractor)
    _network(spec, experiment, extractor)
    objective = LOSSES.named(chosen(spec.loss).name).function
    whole = extractor.inline(objective, Verbatim("model(inputs)"), Verbatim("targets"))
    batched = extractor.inline(objective, Verbatim("model(inputs[batch])"), Verbatim("targets[batch]"))
    least = model.samples(spec.model.params)
    batches = _Batches(spec.batch_size, any("batch_size" in edit.set for edit in experiment.edits), least)
    mode = _Mode(spec, experiment)
    penalty = _Penalty(spec.l1, any("l1" in edit.set for edit in experiment.edits))
    stopping = _Stopping(spec, mode)
    exact = model.weights == 2
    measured = batches.used or mode.used or penalty.used or spec.measure_every > 1
    return ProblemSection(
        title=f"{model.title} on {dataset.title.lower()}",
        setup=(*setup, *stopping.setup(extractor)),
        variable="model",
        create="network()",
        weights="model.parameters()",
        begin=(*batches.begin(experiment.seed, extractor), *penalty.begin(), *stopping.begin()),
        batch=batches.draw(),
        once=mode.running,
        before=mode.before(experiment.seed, extractor),
        loss=batched if batches.used else whole,
        penalty=penalty.added(),
        stop=stopping.check(),
        columns=("x", "y") if exact else (),
        place="*(weight.item() for weight in model.parameters())" if exact else "",
        finite=(
            "tensors = [loss, *(t for w in model.parameters() for t in (w, w.grad))]",
            "finite = math.isfinite(row[-2]) and all(t.isfinite().all() for t in tensors)",
        ),
        full_loss=(
            *(mode.measured(whole, spec.measure_every) if measured else ()),
            *stopping.measured(extractor),
        ),
        value="value" if measured else "loss.item()",
    )


@final
class _Penalty:
    """L1 penalty in the loss: none, constant, or changed by edits."""

    def __init__(self, l1: float, changing: bool) -> None:
        self.l1, self.changing = l1, changing
        self.used = changing or l1 > 0

    def begin(self) -> tuple[str, ...]:
        return (f"l1 = {literal(self.l1)}",) if self.changing else ()

    def added(self) -> tuple[str, ...]:
        sizes = "sum(weight.abs().sum() for weight in model.parameters())"
        if self.changing:
            return ("if l1:", f"    loss = loss + l1 * {sizes}")
        return (f"loss = loss + {literal(self.l1)} * {sizes}",) if self.used else ()


@final
class _Stopping:
    """Early stopping in the loop, if the experiment has it."""

    def __init__(self, spec: NetworkSpec, mode: "_Mode") -> None:
        self.patience, self.mode = spec.early_stopping, mode
        self.loss, self.classes = LOSSES.named(chosen(spec.loss).name), dataset_of(spec.dataset).classes

    def setup(self, extractor: SourceExtractor) -> tuple[str, ...]:
        if self.patience is None:
            return ()
        encoded = extractor.inline(self.loss.encode, Verbatim("tests.targets"), self.classes)
        real = self.loss.encode(np.zeros(1), self.classes).is_floating_point()
        return (
            "unseen = torch.from_numpy(tests.inputs).float()",
            f"answers = {encoded}{'.float()' if real else ''}",
        )

    def begin(self) -> tuple[str, ...]:
        return () if self.patience is None else ("lowest, misses = math.inf, 0",)

    def measured(self, extractor: SourceExtractor) -> tuple[str, ...]:
        """Statements that set ``tested``; before the step's forward pass, which may move running averages."""
        if self.patience is None:
            return ()
        if self.mode.borrows:
            extractor.add_import("from torch import nn")
            extractor.definitions["by_training_statistics"] = BY_TRAINING_STATISTICS
        outputs = "by_training_statistics(model, inputs, unseen)" if self.mode.borrows else "model(unseen)"
        tested = extractor.inline(self.loss.function, Verbatim(outputs), Verbatim("answers"))
        lines = ("with torch.no_grad():", f"    tested = {tested}.item()")
        return (
            f"if step % {TEST_LOSS_EVERY} == 0:",
            *indent(("model.eval()", *lines, "model.train()") if self.mode.used else lines),
        )

    def check(self) -> tuple[str, ...]:
        if self.patience is None:
            return ()
        return (
            f"if step % {TEST_LOSS_EVERY} == 0:  # early stopping: has the test loss improved?",
            "    lowest, misses = (tested, 0) if tested < lowest else (lowest, misses + 1)",
            f"    if misses == {self.patience}:",
            "        break",
        )


@final
class _Mode:
    """Difference between training and evaluation mode: dropout and running statistics.

    Attributes:
        dropout: whether any step uses dropout.
        running: whether normalizations have running averages.
        used: whether the two modes differ.
        borrows: whether other inputs are normalized by mean and variance of the training set.
    """

    def __init__(self, spec: NetworkSpec, experiment: Experiment) -> None:
        self.dropout = _drops(spec, experiment)
        module = _module(spec, self.dropout)
        self.running = bool(list(module.buffers()))
        norms = [part for part in module.modules() if isinstance(part, _BatchNorm)]
        self.borrows = any(part.running_mean is None for part in norms)
        self.used = self.dropout or self.running

    def before(self, seed: int, extractor: SourceExtractor) -> tuple[str, ...]:
        """Statements before the loss of a step."""
        if not self.dropout:
            return ()
        extractor.extract_names("core.rng", "DROPOUT", "torch_seed")
        return (f"torch.manual_seed(torch_seed({seed}, DROPOUT, step))  # the dropout mask",)

    def measured(self, whole: str, every: int) -> tuple[str, ...]:
        """Statements that set ``value`` to the loss on all samples, every ``every`` points and at the end."""
        look = ("with torch.no_grad():", f"    value = {whole}.item()  # on all samples")
        lines = ("model.eval()", *look, "model.train()") if self.used else look
        if every == 1:
            return lines
        return (f"if step % {every} == 0 or step == STEPS:", *indent(lines))


def _drops(spec: NetworkSpec, experiment: Experiment) -> bool:
    """Whether any step of any racer uses dropout."""
    rate: float = getattr(spec.model.params, "dropout", 0.0)
    return rate > 0 or any("dropout" in edit.set for edit in experiment.edits)


def _module(spec: NetworkSpec, dropout: bool) -> nn.Module:
    """Build the network as a module; ``dropout``: with dropout layers, even if their first rate is 0."""
    model, dataset = MODELS.named(spec.model.name), dataset_of(spec.dataset)
    outputs = LOSSES.named(chosen(spec.loss).name).outputs(dataset.classes)
    params = spec.model.params
    if not dropout:
        return model.build(params, dataset.inputs(), outputs)
    module = model.build(params.model_copy(update={"dropout": 0.5}), dataset.inputs(), outputs)
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = getattr(params, "dropout", 0.0)
    return module


@final
class _Batches:
    """Mini-batches: none, of a constant size, or of a size that edits change."""

    def __init__(self, size: int | None, changing: bool, least: int) -> None:
        self.size = size
        self.least = least
        self.changing = changing
        self.used = changing or size is not None

    def begin(self, seed: int, extractor: SourceExtractor) -> tuple[str, ...]:
        if not self.used:
            return ()
        extractor.add_import("import itertools")
        extractor.extract_names("core.rng", "BATCHES")
        fixed = FIXED_BATCHES if self.least == 1 else CAREFUL_BATCHES
        template = CHANGING_BATCHES if self.changing else fixed
        text = template.format(seed=seed, size=self.size, least=self.least)
        extractor.definitions["mini_batches"] = text
        if self.changing:
            return ("batches = mini_batches()", "next(batches)", f"size = {self.size}")
        return ("batches = mini_batches()",)

    def draw(self) -> tuple[str, ...]:
        if self.changing:
            return ("size = sizes.get(step, size)", "batch = batches.send(size) if size else slice(None)")
        return ("batch = next(batches)",) if self.used else ()


def _data(spec: NetworkSpec, seed: int, extractor: SourceExtractor) -> tuple[str, ...]:
    """Extract the functions that draw the data; returns the statements that call them."""
    dataset = dataset_of(spec.dataset)
    loss = LOSSES.named(chosen(spec.loss).name)
    if dataset.written_out:
        drawn = _written_samples(dataset.draw(spec.dataset.params, generator(seed, DATA)), extractor)
    else:
        draw = extractor.extract_function(dataset.draw, "draw", params=spec.dataset.params)
        drawn = (f"samples = {draw}(generator({seed}, DATA))",)
    divided = extractor.extract_function(train_test_split, dataset=dataset, params=spec.dataset.params)
    extractor.extract_names("core.rng", "DATA", "generator")
    extractor.extract_names("catalog.datasets.load", "DIVISION")
    encoded = extractor.inline(loss.encode, Verbatim("targets"), dataset.classes)
    real = loss.encode(np.zeros(1), dataset.classes).is_floating_point()
    return (
        "torch.set_num_threads(1)  # more threads would sum in another order",
        *drawn,
        f"(inputs, targets), tests = {divided}(samples, generator({seed}, DATA, DIVISION))",
        "inputs = torch.from_numpy(inputs).float()",
        f"targets = {encoded}{'.float()' if real else ''}",
    )


def _written_samples(samples: Samples, extractor: SourceExtractor) -> tuple[str, ...]:
    """Write samples into the script as text; returns the statements that read it.

    Raises:
        InvalidSpec: if the text would be too long.
    """
    table = np.column_stack([samples.inputs, samples.targets])
    text = "\n".join(" ".join(map(repr, row)) for row in table.tolist())
    if len(text) > MAX_TABLE_BYTES:
        raise InvalidSpec(
            "/problem/dataset/params",
            f"The samples would take {len(text):,} characters of the script, and at most {MAX_TABLE_BYTES:,} "
            "are written: choose fewer columns or rows, or export the file that plays offline.",
        )
    extractor.add_import("import numpy as np")
    extractor.definitions["TABLE"] = (
        f'TABLE = """\\\n{text}\n"""  # the inputs of each sample, then its target'
    )
    extractor.extract_names("catalog.datasets.base", "Samples")
    return (
        "table = np.array([[float(cell) for cell in row.split()] for row in TABLE.splitlines()])",
        "samples = Samples(table[:, :-1].copy(), table[:, -1].copy())",
    )


def _network(spec: NetworkSpec, experiment: Experiment, extractor: SourceExtractor) -> None:
    module = _module(spec, _drops(spec, experiment))
    text = constructor(module, extractor).replace("\n", "\n    ")
    gains = any(is_norm_weight(name, weight) for name, weight in module.named_parameters())
    start = "\n".join("    " + line for line in _start(spec, experiment.seed, gains, extractor))
    extractor.definitions["network"] = NETWORK.format(model=text, start=start)


def _start(spec: NetworkSpec, seed: int, gains: bool, extractor: SourceExtractor) -> list[str]:
    """Statements that initialize the weights of ``model``; normalization scales already are 1."""
    if spec.start is not None:
        return [
            f"for weight, value in zip(model.parameters(), {literal(spec.start)}):",
            "    weight.data.fill_(value)",
        ]
    extractor.extract_names("core.rng", "WEIGHTS", "torch_generator")
    choice = chosen(spec.initializer)
    entry = INITIALIZERS.named(choice.name)
    other = f", {spec.weights_draw}" if spec.weights_draw else ""
    drawn = Verbatim(f"torch_generator({seed}, WEIGHTS, index{other})")
    kind = MODELS.named(spec.model.name).nonlinearity(spec.model.params)
    matrix = extractor.inline(entry.fill, choice.params, Verbatim("start"), drawn, kind)
    head = ["for index, weight in enumerate(model.parameters()):"]
    if gains:
        head = [
            "for index, (name, weight) in enumerate(model.named_parameters()):",
            '    if weight.ndim == 1 and "bias" not in name:',
            "        continue  # the scale of a normalization layer starts at 1",
        ]
    lines = [
        *head,
        "    start = torch.zeros(weight.shape, dtype=torch.float64)",
        "    if weight.ndim > 1:",
        f"        {matrix}",
    ]
    if entry.biases is not None:
        vector = extractor.inline(entry.biases, choice.params, Verbatim("start"), drawn, kind)
        lines += ["    else:", f"        {vector}"]
    return [*lines, "    weight.data = start.float()"]
