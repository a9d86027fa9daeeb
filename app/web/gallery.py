"""Experiments to begin with: each asks a question that its race answers."""

from dataclasses import asdict, dataclass
from typing import Any, final


@final
@dataclass(frozen=True)
class Preset:
    """A question, what to look for, and the experiment that shows it."""

    name: str
    title: str
    question: str
    look_for: str
    experiment: dict[str, Any]
    long: bool = False
    """Whether it takes half a minute of a core: ``scripts/pictures.py`` draws it beforehand."""
    beside: dict[str, Any] | None = None
    """What it is compared with, side by side."""
    measure: tuple[str, ...] = ()
    """Quantities at the ends of both that the comparison is about."""


def _surface(name: str, **settings: Any) -> dict[str, Any]:
    return {"kind": "surface", "surface": {"name": name}, **settings}


def _racer(label: str, optimizer: str, **params: Any) -> dict[str, Any]:
    return {"label": label, "optimizer": {"name": optimizer, "params": params}}


def _scheduled(racer: dict[str, Any], schedule: str, **params: Any) -> dict[str, Any]:
    return {**racer, "schedule": {"name": schedule, "params": params}}


def _moons(initializer: str, **model: Any) -> dict[str, Any]:
    """Two moons told apart by a multilayer perceptron."""
    return {
        "kind": "network",
        "model": {"name": "mlp", "params": model},
        "dataset": {"name": "moons", "params": {}},
        "initializer": {"name": initializer, "params": {}},
    }


def _deep(skip: bool) -> dict[str, Any]:
    """Six sigmoid layers, with ways around them or without."""
    return {
        "problem": _moons("xavier_normal", hidden=[8] * 6, activation="sigmoid", skip=skip),
        "racers": [
            _racer("Gradient descent", "sgd", lr=0.5, momentum=0.0),
            _racer("Adam", "adam", lr=0.03),
        ],
        "steps": 200,
    }


def _forty_layers(skip: bool) -> dict[str, Any]:
    """Forty tanh layers, each kind begun as it learns: small beside skips, orthogonal without. 30 epochs."""
    small = {"name": "xavier_uniform", "params": {"gain": 0.3}}
    orthogonal = {"name": "orthogonal", "params": {"gain": 1.3}}
    return {
        "problem": {
            "kind": "network",
            "model": {"name": "mlp", "params": {"hidden": [32] * 40, "activation": "tanh", "skip": skip}},
            "dataset": {"name": "digits", "params": {"test_share": 0.0}},
            "initializer": small if skip else orthogonal,
            "batch_size": 64,
            "measure_every": 10,
        },
        "racers": [_racer("With skips" if skip else "Without skips", "adam", lr=0.002 if skip else 0.0005)],
        "steps": 840,
        "plane": {"name": "random", "params": {"origin": "final"}},
    }


def _cell_images(scaling: str, *rates: float) -> dict[str, Any]:
    """Benign or malignant by one measurement, a weight and a bias from zero."""
    return {
        "problem": {
            "kind": "network",
            "model": {"name": "logistic_neuron", "params": {}},
            "dataset": {"name": "breast_cancer", "params": {"scaling": scaling}},
            "start": [0.0, 0.0],
        },
        "racers": [_racer(f"Rate {lr:g}", "sgd", lr=lr, momentum=0.0) for lr in rates],
        "steps": 300,
    }


def _on_the_saddle(noise: float) -> dict[str, Any]:
    """Three balls on the very ridge of the saddle, where the gradient has no component to either side."""
    return {
        "problem": _surface("saddle", start=[0.0, 1.5], noise=noise),
        "racers": [
            _racer("Gradient descent", "sgd", lr=0.05, momentum=0.0),
            _racer("Momentum", "sgd", lr=0.05, momentum=0.9),
            _racer("Adam", "adam", lr=0.05),
        ],
        "steps": 300,
    }


PRESETS = (
    Preset(
        "rate-too-large",
        "Learning rate too large",
        "How large may a learning rate be?",
        "The steep direction has curvature 10, so 2/10 is the limit. At 0.18 the ball swings and arrives; "
        "at 0.21 every swing is wider than the one before.",
        {
            "problem": _surface("ellipse10"),
            "racers": [
                _racer("Rate 0.02", "sgd", lr=0.02, momentum=0.0),
                _racer("Rate 0.18", "sgd", lr=0.18, momentum=0.0),
                _racer("Rate 0.21", "sgd", lr=0.21, momentum=0.0),
            ],
            "steps": 120,
        },
    ),
    Preset(
        "ravine",
        "Ravine: momentum against plain",
        "What does momentum gain in a narrow valley?",
        "Both have the same rate. The plain ball creeps along the floor; momentum swings at first, then "
        "gathers speed and is there long before.",
        {
            "problem": _surface("ellipse100"),
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.01, momentum=0.0),
                _racer("Momentum", "sgd", lr=0.01, momentum=0.9),
            ],
            "steps": 300,
        },
    ),
    Preset(
        "turned-valley",
        "A valley turned",
        "Does it matter which way a valley runs?",
        "Along an axis, Adagrad and RMSprop leave gradient descent behind. This is the same valley turned by "
        "45 degrees: gradient descent does as before; the others, which scale x and y apart, fall back.",
        {
            "problem": _surface("ellipse100_rot45"),
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.018, momentum=0.0),
                _racer("RMSprop", "rmsprop", lr=0.02),
                _racer("Adagrad", "adagrad", lr=0.5),
            ],
            "steps": 300,
        },
    ),
    Preset(
        "saddle",
        "Stuck on the saddle",
        "Why does nothing move, though there is lower ground on both sides?",
        "The start lies exactly on the ridge line: to either side the slope is zero, and no rule makes "
        "something of nothing. Drag the start a hair aside and all of them leave.",
        _on_the_saddle(0.0),
    ),
    Preset(
        "noise-helps",
        "Noise helps",
        "Can a noisy gradient be better than an exact one?",
        "The race of the saddle once more, with a little noise in every gradient. It pushes the balls off "
        "the ridge, and all of them find a minimum.",
        _on_the_saddle(0.05),
    ),
    Preset(
        "decay",
        "Letting the rate decay",
        "Why not keep one learning rate to the end?",
        "Every gradient is noisy. The large rate is down first, but noise holds it there; the small one gets "
        "lower, late. Divided by ten every hundred steps, the rate is quick first and quiet then.",
        {
            "problem": _surface("bowl", noise=1.0),
            "racers": [
                _racer("Rate 0.5", "sgd", lr=0.5, momentum=0.0),
                _racer("Rate 0.02", "sgd", lr=0.02, momentum=0.0),
                _scheduled(_racer("From 0.5 down", "sgd", lr=0.5, momentum=0.0), "step", step_size=100),
            ],
            "steps": 400,
        },
    ),
    Preset(
        "sharp-and-flat",
        "Sharp and flat minima",
        "Which minimum does a large learning rate choose?",
        "The start lies in a sharp minimum of curvature 25, so a rate above 2/25 = 0.08 cannot stay: at 0.15 "
        "the ball swings from wall to wall, at 0.4 it is thrown out and comes to rest in the flat one.",
        {
            "problem": _surface("sharp_flat"),
            "racers": [
                _racer("Rate 0.05", "sgd", lr=0.05, momentum=0.0),
                _racer("Rate 0.15", "sgd", lr=0.15, momentum=0.0),
                _racer("Rate 0.4", "sgd", lr=0.4, momentum=0.0),
            ],
            "steps": 150,
        },
    ),
    Preset(
        "escape",
        "Escape from a local minimum",
        "Can a ball leave a valley by rolling up?",
        "Momentum carries its ball over the barrier into the lower valley. With these settings the other "
        "two come to rest in the nearer, higher one.",
        {
            "problem": _surface("double_well"),
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.02, momentum=0.0),
                _racer("Momentum", "sgd", lr=0.02, momentum=0.9),
                _racer("Adam", "adam", lr=0.02),
            ],
            "steps": 400,
        },
    ),
    Preset(
        "plateau",
        "Adam against RMSprop on a plateau",
        "Who crosses ground that has hardly any slope?",
        "All have the same rate. Gradient descent takes steps as small as the slope; Adam and RMSprop "
        "divide by the size of recent gradients and keep their pace. RMSprop starts with a leap.",
        {
            "problem": _surface("sigmoid_plateau"),
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.3, momentum=0.0),
                _racer("RMSprop", "rmsprop", lr=0.3),
                _racer("Adam", "adam", lr=0.3),
            ],
            "steps": 300,
        },
    ),
    Preset(
        "vanishing-gradients",
        "Vanishing gradients",
        "Why do deep sigmoid networks hardly learn?",
        "Six sigmoid layers shrink the gradient on its way back. Gradient descent stays at the loss of a "
        "guess, ln 2 = 0.693; Adam rescales each weight's gradient and gets away.",
        _deep(skip=False),
    ),
    Preset(
        "skip-connections",
        "Skip connections",
        "What does a way around each layer change?",
        "The network of the vanishing gradients once more, but each layer adds its input to its output. The "
        "gradient comes back undiminished, and plain gradient descent learns within fifty steps.",
        _deep(skip=True),
    ),
    Preset(
        "all-zero",
        "Beginning with zeros",
        "Why are weights drawn at random?",
        "With all weights zero, every unit is like every other and no gradient tells them apart: the loss "
        "stays at that of a guess, about ln 2 = 0.69, for every optimizer. Choose another initialization.",
        {
            "problem": _moons("zeros", hidden=[16, 16]),
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.5, momentum=0.0),
                _racer("Adam", "adam", lr=0.03),
            ],
            "steps": 200,
            # Zero weights have no length to scale a direction by, and balls at rest span no plane.
            "plane": {"name": "random", "params": {"normalization": "none"}},
        },
    ),
    Preset(
        "scaled-data",
        "Raw data and scaled data",
        "Why are inputs scaled before training?",
        "Both sides learn the same from the same 569 images, down to the same 0.29. On the left the radius "
        "comes as it was measured, about 14, and the land is a ravine: 0.03 creeps, 0.1 swings. On the "
        "right, with mean 0 and deviation 1, it is a bowl, and ten times that rate is no trouble.",
        _cell_images("raw", 0.03, 0.1),
        beside=_cell_images("standardize", 0.1, 1.0),
    ),
    Preset(
        "digits",
        "Reading handwriting",
        "Can it read digits that it has never seen?",
        "A fifth of the images is kept back. Look inside the network at the curves for training and test: "
        "momentum and Adam read more than 97 % of the unseen digits, plain descent is not there yet.",
        {
            "problem": {
                "kind": "network",
                "model": {"name": "mlp", "params": {"hidden": [64], "activation": "relu"}},
                "dataset": {"name": "digits", "params": {"test_share": 0.2}},
                "batch_size": 64,
            },
            "racers": [
                _racer("Gradient descent", "sgd", lr=0.1, momentum=0.0),
                _racer("Momentum", "sgd", lr=0.1, momentum=0.9),
                _racer("Adam", "adam", lr=0.01),
            ],
            "steps": 600,
        },
    ),
    Preset(
        "straight-line",
        "The straight line down",
        "Is there a barrier between the first weights and the last?",
        "Along the straight line from start to end, from 0 to 1 at the foot of the map, the loss falls all "
        "the way: no hill to climb. Yet the path itself leaves that line and comes back to it.",
        {
            "problem": {
                "kind": "network",
                "model": {"name": "mlp", "params": {"hidden": [32, 32], "activation": "relu"}},
                "dataset": {"name": "digits", "params": {"samples": 600, "test_share": 0.0}},
                "initializer": {"name": "kaiming_normal", "params": {}},
                "batch_size": 32,
            },
            "racers": [_racer("Gradient descent", "sgd", lr=0.1, momentum=0.0)],
            "steps": 300,
            "plane": {"name": "interpolation", "params": {}},
        },
    ),
    Preset(
        "edge-of-stability",
        "The edge of stability",
        "How sharp does the ground under gradient descent become?",
        "Look inside the network: the sharpness climbs until it meets 2 / lr and then hovers there, while "
        "the loss still falls. Each racer finds the edge of its own rate.",
        {
            "problem": {
                "kind": "network",
                "model": {"name": "mlp", "params": {"hidden": [32] * 4, "activation": "tanh"}},
                "dataset": {
                    "name": "digits",
                    "params": {"samples": 300, "test_share": 0.0, "scaling": "standardize"},
                },
                "loss": {"name": "mse", "params": {}},
                "initializer": {"name": "xavier_normal", "params": {}},
            },
            "racers": [_racer(f"Rate {lr:g}", "sgd", lr=lr, momentum=0.0) for lr in (1.0, 1.5, 2.0)],
            "steps": 900,
        },
    ),
    Preset(
        "forty-layers",
        "Forty layers, without skips and with",
        "What land does a very deep network roll over?",
        "On the right each layer adds its input to its output: one minimum, an inner half that hardly bends "
        "down, rays that only rise. On the left, without, and trained as well: over twenty minima, three "
        "quarters of the inner part bend down, and nearly every ray falls again.",
        _forty_layers(skip=False),
        long=True,
        beside=_forty_layers(skip=True),
        measure=("roughness",),
    ),
)
"""In the order of the gallery."""


def presets() -> list[dict[str, Any]]:
    """All of them, as JSON."""
    return [asdict(preset) for preset in PRESETS]
