"""L-BFGS."""

from typing import Literal

import torch

from ...core.params import Params, integer, option, real
from ...core.symbolic import named
from .base import Optimizer
from .fields import learning_rate
from .step_terms import Reel


class LbfgsParams(Params):
    """Parameters of ``torch.optim.LBFGS``.

    Three defaults differ from PyTorch's, so that one step of the ball is one iteration: ``max_iter`` is 1
    (PyTorch 20), ``max_eval`` 25 (PyTorch 1.25 max_iter; with 1 it would never move), and
    ``line_search_fn`` is ``strong_wolfe`` (PyTorch none).
    """

    lr: float = learning_rate(1.0, "Length of the first trial step, as a share of the quasi-Newton step.")
    max_iter: int = integer(1, "Iterations per step (PyTorch: 20).", soft=(1, 20), ge=1, le=100)
    max_eval: int | None = integer(
        25,
        "Evaluations of the gradient per step at most (PyTorch: 1.25 max_iter).",
        soft=(2, 50),
        ge=1,
        le=1000,
    )
    tolerance_grad: float = real(
        1e-7, "It rests where no slope is larger.", soft=(1e-12, 1e-3), scale="log", ge=0.0, le=1e6
    )
    tolerance_change: float = real(
        1e-9,
        "It rests where a step or a change of loss is smaller.",
        soft=(1e-12, 1e-3),
        scale="log",
        ge=0.0,
        le=1e6,
    )
    history_size: int = integer(
        100, "How many past steps tell of the curvature.", soft=(1, 100), scale="log", ge=1, le=1000
    )
    line_search_fn: Literal["strong_wolfe"] | None = option(
        "strong_wolfe", "How the length of a step is searched; null takes lr as it is (PyTorch: null)."
    )


def film(reel: Reel) -> None:
    """One step, part by part: of several iterations in a step, the last."""
    if reel.after("n_iter") == reel.shot.before.get("n_iter", 0):
        gradient = reel.gradient(None)
        return reel.step(0 * gradient, "It rests: no slope is larger than the tolerance.")
    if torch.equal(reel.shot.landed, reel.shot.place):
        told = "It rests: a step would change less than the tolerance."
        return reel.step(0 * reel.gradient(None), told)
    slope = named(r"\nabla f", reel.after("prev_flat_grad").reshape_as(reel.shot.place))
    told = "How the loss rises here, weight by weight."
    reel.part("g", "Gradient", told, slope, direction=-1)
    pairs = len(reel.after("old_dirs"))
    told = (
        f"Against the gradient, bent by the curvature that {pairs} past steps tell of."
        if pairs
        else "There is no past step yet that tells of curvature: straight against the gradient."
    )
    aim = named(r"-H_t g" if pairs else "-g", reel.after("d").reshape_as(reel.shot.place))
    direction = reel.part("d", "Direction", told, aim, direction=1)
    told = "Found by trying lengths along the direction; each try costs a gradient."
    length = reel.part(r"\tau", "Length", told, named(r"\tau^*", reel.after("t")))
    move = length * direction
    before = reel.after("n_iter") - reel.shot.before.get("n_iter", 0) - 1
    if before > 0:
        told = f"This step has {before + 1} iterations, of which the last is shown; so far came the others."
        way = reel.shot.landed.double() - reel.shot.place.double() - move.value
        move = reel.part(r"\delta", "Iterations before", told, named(r"\delta", way), direction=1) + move
    return reel.step(move, "Along the direction, as far as the search found good.")


ENTRY = Optimizer(
    name="lbfgs",
    title="L-BFGS",
    summary=(
        "Learns the curvature from its own path and searches along each direction. A few large steps, each "
        "of several gradient evaluations, which the evaluations column counts."
    ),
    params=LbfgsParams,
    formula=(
        r"\begin{aligned} s_i &= \theta_{i+1} - \theta_i, \; "
        r"y_i = \nabla f(\theta_{i+1}) - \nabla f(\theta_i) \\ "
        r"d &= -H_t \nabla f(\theta), \quad H_t \text{ from the last } s_i, y_i \\ "
        r"\theta &\leftarrow \theta + \tau d, \quad \tau \text{ by line search} \end{aligned}"
    ),
    reference="Liu and Nocedal, 1989, doi:10.1007/BF01589116; torch.optim.LBFGS",
    film=film,
    torch_class=torch.optim.LBFGS,
    fixed={},
    needs_closure=True,
    network_lr=1.0,
)
