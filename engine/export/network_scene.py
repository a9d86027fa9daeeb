"""What a script says of a network: its data, its construction, its mini-batches."""

from typing import final

import numpy as np

from ..data import dataset_of
from ..datasets import divide
from ..experiment import Experiment, NetworkProblem, chosen
from ..initializers import INITIALIZERS
from ..losses import LOSSES
from ..models import MODELS
from .constructor import constructor
from .excerpt import Excerpt
from .rewriting import Written, literal
from .scene import Scene

STUBS = {
    "Samples": (
        "from collections import namedtuple",
        'Samples = namedtuple("Samples", ["inputs", "targets"])',
    )
}
"""Shorter than the engine's dataclass, and it unpacks."""

FIXED_BATCHES = '''\
def mini_batches():
    """Indices of {size} samples (the last of an epoch may be fewer), in a new order each epoch."""
    for epoch in itertools.count():
        order = torch.from_numpy(stream({seed}, BATCHES, epoch).permutation(len(inputs)))
        yield from order.split({size})'''

CHANGING_BATCHES = '''\
def mini_batches():
    """Indices of as many samples as are sent for, in a new order each epoch."""
    size = yield
    for epoch in itertools.count():
        order = torch.from_numpy(stream({seed}, BATCHES, epoch).permutation(len(inputs)))
        position = 0
        while position < len(inputs):
            batch = order[position : position + size]
            position += len(batch)
            size = yield batch'''

NETWORK = '''\
def network():
    """The network at its start."""
    model = {model}
{start}
    return model'''


def network_scene(experiment: Experiment, excerpt: Excerpt) -> Scene:
    """The scene of a network problem."""
    spec = experiment.problem
    assert isinstance(spec, NetworkProblem)
    excerpt.require("import math", "import torch")
    model, dataset = MODELS.named(spec.model.name), dataset_of(spec.dataset)
    setup = _data(spec, experiment.seed, excerpt)
    _network(spec, experiment.seed, excerpt)
    objective = LOSSES.named(chosen(spec.loss).name).function
    whole = excerpt.expression(objective, Written("model(inputs)"), Written("targets"))
    batched = excerpt.expression(objective, Written("model(inputs[batch])"), Written("targets[batch]"))
    batches = _Batches(spec.batch_size, any("batch_size" in edit.set for edit in experiment.edits))
    exact = model.weights == 2
    return Scene(
        title=f"{model.title} on {dataset.title.lower()}",
        setup=setup,
        ball="model",
        birth="network()",
        weights="model.parameters()",
        begin=batches.begin(experiment.seed, excerpt),
        batch=batches.draw(),
        loss=batched if batches.used else whole,
        columns=("x", "y") if exact else (),
        place="*(weight.item() for weight in model.parameters())" if exact else "",
        finite=(
            "tensors = [loss, *(t for w in model.parameters() for t in (w, w.grad))]",
            "finite = math.isfinite(row[-2]) and all(t.isfinite().all() for t in tensors)",
        ),
        truth=_measured(whole) if batches.used else (),
        value="value" if batches.used else "loss.item()",
    )


def _measured(whole: str) -> tuple[str, ...]:
    return ("with torch.no_grad():", f"    value = {whole}.item()  # on all samples")


@final
class _Batches:
    """How mini-batches are drawn: not at all, of one size, or of a size that edits change."""

    def __init__(self, size: int | None, changing: bool) -> None:
        self.size = size
        self.changing = changing
        self.used = changing or size is not None

    def begin(self, seed: int, excerpt: Excerpt) -> tuple[str, ...]:
        if not self.used:
            return ()
        excerpt.require("import itertools")
        excerpt.engine("streams", "BATCHES")
        template = CHANGING_BATCHES if self.changing else FIXED_BATCHES
        excerpt.definitions["mini_batches"] = template.format(seed=seed, size=self.size)
        if self.changing:
            return ("batches = mini_batches()", "next(batches)", f"size = {self.size}")
        return ("batches = mini_batches()",)

    def draw(self) -> tuple[str, ...]:
        if self.changing:
            return ("size = sizes.get(step, size)", "batch = batches.send(size) if size else slice(None)")
        return ("batch = next(batches)",) if self.used else ()


def _data(spec: NetworkProblem, seed: int, excerpt: Excerpt) -> tuple[str, ...]:
    """Takes along how the data are drawn; returns the statements that do so."""
    dataset = dataset_of(spec.dataset)
    loss = LOSSES.named(chosen(spec.loss).name)
    draw = excerpt.function(dataset.draw, "draw", params=spec.dataset.params)
    divided = excerpt.function(divide, dataset=dataset, params=spec.dataset.params)
    excerpt.engine("streams", "DATA", "stream")
    excerpt.engine("data", "DIVISION")
    encoded = excerpt.expression(loss.encode, Written("targets"), dataset.classes)
    real = loss.encode(np.zeros(1), dataset.classes).is_floating_point()
    return (
        "torch.set_num_threads(1)  # several threads would add in another order",
        f"samples = {draw}(stream({seed}, DATA))",
        f"(inputs, targets), tests = {divided}(samples, stream({seed}, DATA, DIVISION))",
        "inputs = torch.from_numpy(inputs).float()",
        f"targets = {encoded}{'.float()' if real else ''}",
    )


def _network(spec: NetworkProblem, seed: int, excerpt: Excerpt) -> None:
    model, dataset = MODELS.named(spec.model.name), dataset_of(spec.dataset)
    outputs = LOSSES.named(chosen(spec.loss).name).outputs(dataset.classes)
    module = model.build(spec.model.params, dataset.inputs(), outputs)
    text = constructor(module, excerpt).replace("\n", "\n    ")
    start = "\n".join("    " + line for line in _start(spec, seed, excerpt))
    excerpt.definitions["network"] = NETWORK.format(model=text, start=start)


def _start(spec: NetworkProblem, seed: int, excerpt: Excerpt) -> list[str]:
    """Statements that put the initial weights in ``model``."""
    if spec.start is not None:
        return [
            f"for weight, value in zip(model.parameters(), {literal(spec.start)}):",
            "    weight.data.fill_(value)",
        ]
    excerpt.engine("streams", "WEIGHTS", "torch_stream")
    choice = chosen(spec.initializer)
    entry = INITIALIZERS.named(choice.name)
    drawn = Written(f"torch_stream({seed}, WEIGHTS, index)")
    kind = MODELS.named(spec.model.name).nonlinearity(spec.model.params)
    matrix = excerpt.expression(entry.fill, choice.params, Written("start"), drawn, kind)
    lines = [
        "for index, weight in enumerate(model.parameters()):",
        "    start = torch.zeros(weight.shape, dtype=torch.float64)",
        "    if weight.ndim > 1:",
        f"        {matrix}",
    ]
    if entry.biases is not None:
        vector = excerpt.expression(entry.biases, choice.params, Written("start"), drawn, kind)
        lines += ["    else:", f"        {vector}"]
    return [*lines, "    weight.data = start.float()"]
