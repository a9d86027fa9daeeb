"""Text dataset: the next letter of a short text written for this lab."""

from typing import Any, final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.random import Generator

from ...core.params import Params, integer
from .base import Dataset, Samples
from .preparation import test_share_field

ALPHABET = "abcdefghijklmnopqrstuvwxyz ,."

TEXT = """
a ball lies on a hillside in the fog. it cannot see the valley, it cannot see the next ridge, and nobody
has drawn a map for it. all it feels is the slope under it. so it takes a small step down, feels the
slope again, and takes another step. this is the whole of gradient descent, and almost everything that a
network learns is learned in this way.

the size of the step matters more than anything else. with tiny steps the ball creeps, and the evening
comes before it has left the hill. with larger steps it hurries down. but there is a limit, and beyond
that limit each step carries the ball across the valley and a little higher up the other side. then it
swings wider and wider, and soon it is gone. the limit is set by the sharpest bend in the ground, not by
the depth of the valley. a narrow gorge asks for caution, a wide meadow allows for speed.

most valleys are long and narrow. the walls are steep and the floor is nearly flat. a ball that only
follows the slope will jump from wall to wall, while along the floor it hardly moves. what helps is
weight. a heavy ball keeps some of its motion. its jumps to the left and to the right cancel one another,
and its slow drift along the floor adds up. after a while the heavy ball rolls quickly and quietly along
the valley, and it is far ahead of its light friend. but weight has its price. a heavy ball does not stop
where it should. it rolls past the lowest point, turns around, and comes back, again and again, until
friction has taken its motion.

another idea is to give each direction a step of its own. where the ground is steep, the step is made
short, and where it is flat, the step is made long. the ball measures how large its slopes have been of
late and divides by that. zigzags become quiet, plateaus are crossed at an even pace, and one no longer
has to guess quite so exactly. it does not always win. on some hills the simple ball finds a better
place, only later.

there are traps in every landscape. a hollow halfway down the hill looks like the end of the journey to a
ball that sits in it, for every way leads up. a saddle is worse in one respect and better in another. the
slope there is zero, just as in a hollow, and a ball that arrives exactly on the ridge stays exactly on
the ridge. yet the smallest nudge is enough to free it, and in a world with a little noise nothing stays
on a ridge for long. in a landscape of a million directions, true hollows are rare and saddles are many.
that is good news.

a network does not look at all of its examples before each step. it takes a handful, follows the slope
that these few suggest, and then takes another handful. the ground seems to shake under the ball, since
every handful draws a slightly different hill. the steps are cheap, so there can be many of them, and on
average they lead down. near the bottom the shaking keeps the ball from coming to rest. whoever wants it
to rest makes the steps smaller and smaller toward the end, or takes larger handfuls.

what is learned by heart is not yet understood. so a part of the examples is kept back, and the ball
never feels their slope. from time to time one looks how well it would do on them. as long as both losses
fall, all is well. when the one keeps falling and the other begins to rise, the network has begun to
memorize, and it is time to stop. the lowest point of the map is not always the best place to be.

no one has ever seen the landscape of a large network, for it has as many directions as the network has
weights. what can be drawn is a thin slice, like a cut through a fruit. a slice is honest about the
points that lie in it, and it is silent about the rest. one should ask of every picture how much of the
journey it holds. still, a slice shows a great deal. it shows how a deep stack of plain layers breaks the
ground into jagged cliffs, and how a few shortcuts between the layers make it smooth. it shows wide
basins and sharp ones, and how the ball, left to itself, climbs toward the edge of what its step can
bear, and stays there.

so watch the ball, change one thing at a time, and ask a question before you press the button. will it
arrive, will it swing, will it stay. guess first, then look. being wrong is quite all right. it is the
quickest way to learn, for a ball as well as for the one who watches it.
"""

LETTERS = " ".join(TEXT.split())

MAX_LENGTH = 64
MAX_SAMPLES = 3_000


@final
class TextParams(Params):
    """Number of samples, and number of letters read before each guess."""

    samples: int = integer(
        1_000,
        "Number of places in the text, drawn without replacement.",
        soft=(200, MAX_SAMPLES),
        symbol="N",
        ge=10,
        le=MAX_SAMPLES,
    )
    length: int = integer(
        16, "Letters that are read before the next one is guessed.", soft=(4, 32), ge=3, le=MAX_LENGTH
    )
    test_share: float = test_share_field(0.2)


def _draw(params: TextParams, generator: Generator) -> Samples:
    letters = np.array([ALPHABET.index(letter) for letter in LETTERS], dtype=np.float64)
    windows = sliding_window_view(letters, params.length + 1)
    taken = windows[np.sort(generator.choice(len(windows), params.samples, replace=False))]
    return Samples(taken[:, :-1], taken[:, -1])


def _adapt(params: TextParams) -> dict[str, Any]:
    return {"features": params.length, "shape": (params.length,)}


ENTRY = Dataset(
    name="text",
    title="Text",
    summary="The next letter of a short text about descent, written for this lab, from the letters before "
    "it. Guessing by frequency alone costs 2.8 nats; the last part of the text is for testing.",
    reference="Elman 1990, Finding structure in time",
    params=TextParams,
    features=16,
    form="sequence",
    shape=(16,),
    vocabulary=len(ALPHABET),
    classes=len(ALPHABET),
    size=lambda params: params.samples,
    draw=_draw,
    ordered=True,
    adapt=_adapt,
)
