"""L-BFGS: quasi-Newton steps from the last few gradients, with an optional line search."""

from typing import Literal

import torch

from ...core.params import Params, integer, option, real
from ...core.symbolic import named
from .base import Optimizer
from .default_rate import constant_rate
from .fields import learning_rate
from .step_terms import StepTerms


class LbfgsParams(Params):
    """Parameters of ``torch.optim.LBFGS``.

    Three defaults differ from PyTorch's, so that one step of the ball is one iteration: ``max_iter`` is 1
    (PyTorch 20), ``max_eval`` 25 (PyTorch 1.25 max_iter; with 1 it would never move), and
    ``line_search_fn`` is ``strong_wolfe`` (PyTorch none).
    """

    lr: float = learning_rate(1.0, "Length of the first trial step, as a share of the quasi-Newton step.")
    max_iter: int = integer(
        1, "Iterations per step (PyTorch: 20).", soft=(1, 20), ge=1, le=100, label="Iterations per step"
    )
    max_eval: int | None = integer(
        25,
        "Evaluations of the gradient per step at most (PyTorch: 1.25 max_iter).",
        soft=(2, 50),
        ge=1,
        le=1000,
        label="Evaluations per step",
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


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of L-BFGS to its breakdown: those of the step's last iteration."""
    if terms.after("n_iter") == terms.snapshot.before.get("n_iter", 0):
        gradient = terms.gradient(None)
        return terms.step(0 * gradient, "It rests: no slope is larger than the tolerance.")
    if torch.equal(terms.snapshot.weights_after, terms.snapshot.weights_before):
        text = "It rests: a step would change less than the tolerance."
        return terms.step(0 * terms.gradient(None), text)
    slope = named(r"\nabla f", terms.after("prev_flat_grad").reshape_as(terms.snapshot.weights_before))
    text = "How the loss rises here, weight by weight."
    terms.add("g", "Gradient", text, slope, direction=-1)
    pairs = len(terms.after("old_dirs"))
    text = (
        f"Against the gradient, bent by the curvature that {pairs} past steps tell of."
        if pairs
        else "There is no past step yet that tells of curvature: straight against the gradient."
    )
    aim = named(r"-H_t g" if pairs else "-g", terms.after("d").reshape_as(terms.snapshot.weights_before))
    direction = terms.add("d", "Direction", text, aim, direction=1)
    text = "Found by trying lengths along the direction; each try costs a gradient."
    length = terms.add(r"\tau", "Length", text, named(r"\tau^*", terms.after("t")))
    move = length * direction
    before = terms.after("n_iter") - terms.snapshot.before.get("n_iter", 0) - 1
    if before > 0:
        text = f"This step has {before + 1} iterations, of which the last is shown; so far came the others."
        way = terms.snapshot.weights_after.double() - terms.snapshot.weights_before.double() - move.value
        move = terms.add(r"\delta", "Iterations before", text, named(r"\delta", way), direction=1) + move
    return terms.step(move, "Along the direction, as far as the search found good.")


ENTRY = Optimizer(
    name="lbfgs",
    title="L-BFGS",
    aliases=("bfgs", "L-BFGS-B"),
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
    step_terms=step_terms,
    torch_class=torch.optim.LBFGS,
    call="closure",
    default_rate=constant_rate(1.0),
    network_lr=1.0,
)
