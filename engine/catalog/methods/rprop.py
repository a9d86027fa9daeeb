"""Rprop: steps by the sign of the gradient; the step size grows while the sign stays the same."""

from typing import Annotated

import torch
from pydantic import AfterValidator

from ...core.params import Pair, Params, option
from ...core.symbolic import Expr, function, named, sign
from .base import Optimizer
from .default_rate import RateContext
from .fields import SINGLE_TENSOR, learning_rate
from .step_terms import StepTerms


def _around_one(etas: tuple[float, float]) -> tuple[float, float]:
    if not 0.0 < etas[0] < 1.0 < etas[1] <= 1e3:
        raise ValueError(
            "The factors must embrace 1: the first in (0, 1), the second above 1, as 0.5 and 1.2."
        )
    return etas


def _ordered(sizes: tuple[float, float]) -> tuple[float, float]:
    if not 0.0 <= sizes[0] <= sizes[1] <= 1e12:
        raise ValueError("The smallest step must be at least 0 and at most the largest one.")
    return sizes


class RpropParams(Params):
    """Parameters of ``torch.optim.Rprop``."""

    lr: float = learning_rate(
        1e-2, "The length of the first step; later Rprop chooses it by itself, whatever this says."
    )
    etas: Annotated[Pair, AfterValidator(_around_one)] = option(
        (0.5, 1.2),
        "Factors on the step: the first where a slope has changed its sign, the second where it has not.",
        symbol=r"(\eta_-, \eta_+)",
        live=True,
    )
    step_sizes: Annotated[Pair, AfterValidator(_ordered)] = option(
        (1e-6, 50.0),
        "The smallest and the largest step.",
        symbol=r"(\Gamma_{\min}, \Gamma_{\max})",
        live=True,
    )


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step of Rprop to its breakdown."""
    gradient, former = terms.gradient(None), terms.before("prev", r"g^{\text{prev}}")
    smaller, larger = terms.snapshot.settings["etas"]
    turn = terms.add(
        "s", "Same sign?", "1 where the slope has its old sign, -1 where it turned.", sign(gradient * former)
    )
    text = "Longer where the sign stays, shorter where it turned."
    factor = (
        torch.ones_like(turn.value).masked_fill(turn.value > 0, larger).masked_fill(turn.value < 0, smaller)
    )
    scale = terms.add(
        "c", "Factor", text, Expr(factor, named(r"\eta_+ \text{ or } \eta_- \text{ or } 1", factor).draw)
    )
    lengths = terms.before("step_size", r"\eta_i", terms.snapshot.settings["lr"])
    low, high = (
        terms.setting("step_sizes", name, k) for k, name in enumerate((r"\Gamma_{\min}", r"\Gamma_{\max}"))
    )
    text = "Each weight has a step length of its own, kept within bounds."
    rule = function(r"\operatorname{clip}", torch.clamp, lengths * scale, low, high)
    length = terms.add(r"\eta_i", "Step length", text, rule, state_key="step_size")
    text = "A slope that turned rests for one step: the ball jumped over the valley."
    rested = gradient.value.masked_fill(turn.value < 0, 0.0)
    used = terms.add(
        r"\tilde g",
        "Slopes that count",
        text,
        Expr(rested, gradient.draw),
        state_key="prev",
        direction=-1,
    )
    terms.step(-length * sign(used), "Only the sign of the slope counts, not its size.")


def _default_rate(context: RateContext) -> float:
    """Length of the first step: short, since steps grow fast; for typed formulas one step length."""
    return 1e-4 * context.diagonal if context.measured else context.step_length


ENTRY = Optimizer(
    name="rprop",
    title="Rprop",
    summary=(
        "Looks only at the sign of each slope: the step of a weight grows while the sign stays and shrinks "
        "when it turns. Made for whole-set gradients, not for small batches."
    ),
    params=RpropParams,
    formula=(
        r"\begin{aligned} \eta_i &\leftarrow \operatorname{clip}\left(\eta_i \cdot \begin{cases} "
        r"\eta_+ & g_i g_i^{\text{prev}} > 0 \\ \eta_- & g_i g_i^{\text{prev}} < 0 \\ 1 & \text{otherwise} "
        r"\end{cases}\right) \\ "
        r"\theta_i &\leftarrow \theta_i - \eta_i \operatorname{sign}(g_i), \\ "
        r"& \text{with } g_i = 0 \text{ where the sign turned} \end{aligned}"
    ),
    reference="Riedmiller and Braun, 1993, doi:10.1109/ICNN.1993.298623; torch.optim.Rprop",
    step_terms=step_terms,
    torch_class=torch.optim.Rprop,
    fixed=SINGLE_TENSOR,
    default_rate=_default_rate,
    network_lr=1e-2,
)
