"""Networks over images, clips and sequences: outputs and training against torch's own layers."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from torch import Tensor, nn
from torch.nn import functional

from engine.catalog.datasets import DATASETS
from engine.catalog.models import MODELS, Model, clip_cnn, cnn, recurrent, transformer
from engine.core.inputs import InputSpec
from engine.landscape.build import build_race
from engine.run.race import COLUMNS
from engine.spec.compatibility import fitting_losses

IMAGE = InputSpec((1, 8, 8), "image")
CLIP = InputSpec((1, 5, 8, 6), "clip")
TEXT = InputSpec((7,), "sequence", 11)
SERIES = InputSpec((9, 2), "sequence")
CURVE = InputSpec((9,), "sequence")


def built(model: Model, inputs: InputSpec, **params: Any) -> tuple[nn.Module, Tensor]:
    """A module in float64 with torch's default initial weights, and random inputs."""
    torch.manual_seed(1)
    module = model.build(model.params(**params), inputs, 3).double()
    if inputs.vocabulary is None:
        return module, torch.randn(6, inputs.features, dtype=torch.float64)
    return module, torch.randint(inputs.vocabulary, (6, inputs.features)).double()


def weights(module: nn.Module) -> dict[str, Tensor]:
    return dict(module.named_parameters())


def test_cnn_equals_its_convolutions() -> None:
    module, x = built(cnn.ENTRY, IMAGE, channels=[4, 6])
    w0, b0, w1, b1, w2, b2 = module.parameters()
    assert [tuple(w.shape) for w in (w0, w1, w2)] == [(4, 1, 3, 3), (6, 4, 3, 3), (3, 96)]
    h = functional.relu(functional.conv2d(x.view(-1, 1, 8, 8), w0, b0, padding=1))
    h = functional.relu(functional.conv2d(h, w1, b1, padding=1))
    torch.testing.assert_close(module(x), functional.max_pool2d(h, 2).flatten(1) @ w2.T + b2)


@pytest.mark.parametrize("residual", [False, True])
def test_residual_block_adds_its_input(residual: bool) -> None:
    module, x = built(cnn.ENTRY, IMAGE, channels=[4], blocks=1, residual=residual, activation="tanh")
    w0, b0, w1, b1, w2, b2, w3, b3 = module.parameters()
    stem = torch.tanh(functional.conv2d(x.view(-1, 1, 8, 8), w0, b0, padding=1))
    h = functional.conv2d(torch.tanh(functional.conv2d(stem, w1, b1, padding=1)), w2, b2, padding=1)
    h = torch.tanh(stem + h if residual else h)
    torch.testing.assert_close(module(x), functional.max_pool2d(h, 2).flatten(1) @ w3.T + b3)


def test_clip_network_equals_its_3d_convolutions() -> None:
    module, x = built(clip_cnn.ENTRY, CLIP, channels=[4, 5])
    w0, b0, w1, b1, w2, b2 = module.parameters()
    h = x.view(-1, 1, 5, 8, 6)
    for w, b in ((w0, b0), (w1, b1)):
        h = functional.max_pool3d(functional.relu(functional.conv3d(h, w, b, padding=1)), 2)
    torch.testing.assert_close(module(x), h.flatten(1) @ w2.T + b2)


@pytest.mark.parametrize("inputs", [SERIES, CURVE, TEXT], ids=["series", "curve", "text"])
@pytest.mark.parametrize(("cell", "whole"), [("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)])
def test_recurrent_network_equals_torch_layer(cell: str, whole: type[nn.RNNBase], inputs: InputSpec) -> None:
    module, x = built(recurrent.ENTRY, inputs, cell=cell, memory=5, embedding=4)
    own = weights(module)
    if inputs.vocabulary:
        steps = own["embed.embedding.weight"][x.long()]
    else:
        steps = x.view(6, *inputs.shape, *([] if len(inputs.shape) == 2 else [1]))
    layer = whole(steps.shape[2], 5, batch_first=True).double()
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(layer, f"{name}_l0").copy_(own[f"cell.{name}"])
    expected = layer(steps)[0][:, -1] @ own["head.weight"].T + own["head.bias"]
    torch.testing.assert_close(module(x), expected)


@pytest.mark.parametrize("inputs", [SERIES, TEXT], ids=["series", "text"])
def test_transformer_equals_torch_layers(inputs: InputSpec) -> None:
    module, x = built(transformer.ENTRY, inputs, layers=2, heads=2)
    own = weights(module)
    if inputs.vocabulary:
        h = own["embed.embedding.weight"][x.long()]
    else:
        h = x.view(6, *inputs.shape) @ own["embed.1.weight"].T + own["embed.1.bias"]
    h = h + own["positions.weight"]
    for block in range(2):
        layer = nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True, norm_first=True).double()
        attention, dense = f"blocks.{2 * block}.block", f"blocks.{2 * block + 1}.block"
        names = {
            "self_attn.in_proj_weight": f"{attention}.1.query_key_value.weight",
            "self_attn.in_proj_bias": f"{attention}.1.query_key_value.bias",
            "self_attn.out_proj.weight": f"{attention}.1.output.weight",
            "self_attn.out_proj.bias": f"{attention}.1.output.bias",
            "norm1.weight": f"{attention}.0.weight",
            "norm1.bias": f"{attention}.0.bias",
            "norm2.weight": f"{dense}.0.weight",
            "norm2.bias": f"{dense}.0.bias",
            "linear1.weight": f"{dense}.1.weight",
            "linear1.bias": f"{dense}.1.bias",
            "linear2.weight": f"{dense}.3.weight",
            "linear2.bias": f"{dense}.3.bias",
        }
        layer.load_state_dict({theirs: own[ours] for theirs, ours in names.items()})
        h = layer(h)
    h = functional.layer_norm(h[:, -1], (16,), own["head.0.weight"], own["head.0.bias"])
    torch.testing.assert_close(module(x), h @ own["head.1.weight"].T + own["head.1.bias"])


def test_attention_uses_every_position() -> None:
    module, x = built(transformer.ENTRY, SERIES)
    x.requires_grad_()
    module(x).square().sum().backward()
    assert (x.grad.view(6, *SERIES.shape).abs().sum(dim=2) > 0).all()


@pytest.mark.parametrize(
    "model", [cnn.ENTRY, clip_cnn.ENTRY, recurrent.ENTRY, transformer.ENTRY], ids=lambda model: model.name
)
def test_dropout_layer_exists_only_above_zero(model: Model) -> None:
    inputs = {"image": IMAGE, "clip": CLIP, "sequence": TEXT}[model.forms[0]]
    dropping, _ = built(model, inputs, dropout=0.5)
    plain, _ = built(model, inputs)
    assert any(isinstance(part, nn.Dropout) for part in dropping.modules())
    assert not any(isinstance(part, nn.Dropout) for part in plain.modules())
    assert [w.shape for w in dropping.parameters()] == [w.shape for w in plain.parameters()]


SMALL = {
    "digits": {"samples": 90},
    "text": {"samples": 90, "length": 5},
    "clips": {"samples": 60, "frames": 4},
}
LARGE = [model for model in MODELS if model.weights is None and model.name != "mlp"]
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "cnn": [
        {"channels": [3, 4]},
        {"channels": [3], "blocks": 1, "normalization": "batch", "activation": "tanh"},
        {"channels": [3], "normalization": "layer", "dropout": 0.2},
    ],
    "recurrent": [{"cell": "rnn"}, {"cell": "gru", "dropout": 0.2}, {"cell": "lstm"}],
    "transformer": [{"layers": 2}, {"heads": 1, "dropout": 0.2}],
    "clip_cnn": [{"channels": [2, 3], "normalization": "batch"}],
}
EACH = [(model, params) for model in LARGE for params in VARIANTS.get(model.name, [{}])]


def experiment_of(model: Model, params: dict[str, Any], **more: Any) -> Any:
    dataset = {"name": model.dataset, "params": SMALL.get(model.dataset, {})}
    chosen = {"name": model.name, "params": params}
    return network_experiment(chosen, dataset, plane={"name": "random"}, **more)


@pytest.mark.parametrize(("model", "params"), EACH)
def test_training_equals_a_plain_loop(model: Model, params: dict[str, Any]) -> None:
    steps, racers = 30, [{"optimizer": {"name": "adam", "params": {"lr": 0.01}}}]
    race = build_race(experiment_of(model, params, racers=racers, steps=steps, batch_size=30, seed=6))
    problem = race.problem
    module = model.build(model.params(**params), *problem._ends)
    with torch.no_grad():
        for own, parameter in zip(module.parameters(), problem.parameters(), strict=True):
            own.copy_(parameter)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01, foreach=False)
    losses = []
    for step in range(steps + 1):
        epoch, index = divmod(step, math.ceil(len(problem.inputs) / 30))
        order = np.random.Generator(np.random.PCG64([6, 2, epoch])).permutation(len(problem.inputs))
        batch = torch.from_numpy(order).split(30)[index]
        module.eval()
        with torch.no_grad():
            whole = problem.objective.function(module(problem.inputs), problem.targets).item()
        module.train()
        optimizer.zero_grad()
        state = np.random.SeedSequence([6, 5, step]).generate_state(1, np.uint64)
        torch.manual_seed(int(state[0] >> np.uint64(1)))
        loss = problem.objective.function(module(problem.inputs[batch]), problem.targets[batch])
        loss.backward()
        losses.append((whole, loss.item()))
        optimizer.step()
    columns = race.advance(steps + 1).racers[0]
    ours = columns[[COLUMNS.index("loss"), COLUMNS.index("batch_loss")]]
    assert ours.tobytes() == np.array(losses).T.tobytes()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("model", LARGE, ids=lambda model: model.name)
def test_default_rate_learns(model: Model, optimizer: str) -> None:
    racers = [{"optimizer": {"name": optimizer}}]
    race = build_race(experiment_of(model, {}, racers=racers, steps=60, batch_size=model.batch_size))
    loss = race.advance(61).racers[0][COLUMNS.index("loss")]
    assert len(loss) == 61
    assert loss[-1] < 0.9 * loss[0]


def test_input_form_decides_compatibility() -> None:
    digits = DATASETS.named("digits")
    assert any(fitting_losses(cnn.ENTRY, digits))
    assert not any(fitting_losses(cnn.ENTRY, DATASETS.named("moons")))
    assert not any(fitting_losses(recurrent.ENTRY, digits))
    assert not MODELS.named("mlp").takes(TEXT)
    assert recurrent.ENTRY.takes(TEXT)
    assert MODELS.named("mlp").takes(CLIP)
