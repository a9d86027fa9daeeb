"""Muon: orthogonalized momentum for matrices, AdamW for other weights."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, final

import torch
from pydantic import Strict
from torch import Tensor

from ...core.params import Params, integer, option
from ...core.symbolic import named, sqrt
from .base import Optimizer
from .decay import DecayRule
from .default_rate import constant_rate
from .fields import epsilon, learning_rate, momentum, weight_decay
from .moments import adam_terms
from .step_terms import StepTerms


class MuonParams(Params):
    """Parameters of ``torch.optim.Muon``."""

    lr: float = learning_rate(1e-3)
    weight_decay: float = weight_decay(0.1)
    momentum: float = momentum(0.95)
    nesterov: bool = option(True, "Nesterov's form: looks one momentum step ahead.")
    ns_coefficients: Annotated[tuple[float, float, float], Strict(False)] = option(
        (3.4445, -4.775, 2.0315), "Coefficients of the Newton-Schulz iteration.", symbol="(a, b, c)"
    )
    eps: float = epsilon(1e-7)
    ns_steps: int = integer(
        5, "Newton-Schulz iterations per step.", soft=(1, 10), ge=1, lt=100, label="Orthogonalization steps"
    )
    adjust_lr_fn: Literal["original", "match_rms_adamw"] | None = option(
        None,
        "How the rate is fitted to a matrix's shape: as in the original, or so that steps are of AdamW's "
        "size; null is the original.",
    )


@final
class MuonWithAdamW(torch.optim.Optimizer):
    """``torch.optim.Muon`` on the matrices and ``torch.optim.AdamW`` on all other weights.

    Both have the same learning rate and weight decay. Groups and state are the two optimizers' own, so
    schedules and checkpoints see one optimizer.
    """

    def __init__(self, parameters: Sequence[Tensor], **settings: Any) -> None:
        matrices = [parameter for parameter in parameters if parameter.ndim == 2]
        others = [parameter for parameter in parameters if parameter.ndim != 2]
        if not matrices:
            raise ValueError("Muon needs at least one weight matrix; choose another optimizer, such as adam.")
        super().__init__(parameters, {"lr": settings["lr"]})
        rates = {"lr": settings["lr"], "weight_decay": settings["weight_decay"]}
        self.parts: list[torch.optim.Optimizer] = [torch.optim.Muon(matrices, **settings)]
        if others:
            self.parts.append(torch.optim.AdamW(others, **rates, foreach=False, fused=False))
        self.param_groups = [group for part in self.parts for group in part.param_groups]
        for part in self.parts:
            part.state = self.state

    def step(self, closure: Callable[[], Any] | None = None) -> None:  # type: ignore[override]
        """One step of either part."""
        del closure
        for part in self.parts:
            part.step()


def step_terms(terms: StepTerms) -> None:
    """Add the equations of one step to its breakdown: Muon for a matrix, AdamW for other weights."""
    if terms.snapshot.weights_before.ndim != 2:
        return adam_terms(terms, decoupled=True)
    gradient = terms.gradient(None)
    lr, decay, mu = (
        terms.setting("lr", r"\eta"),
        terms.setting("weight_decay", r"\lambda"),
        terms.setting("momentum", r"\mu"),
    )
    text = "The mean of past gradients: the old one fades, the new gradient comes in."
    rule = mu * terms.before("momentum_buffer", "B") + (1 - mu) * gradient
    mean = terms.add("B", "Momentum", text, rule, state_key="momentum_buffer", direction=-1)
    if terms.is_on("nesterov"):
        text = "Nesterov: the mean as it will be one step on."
        mean = terms.add(r"\tilde B", "Look ahead", text, (1 - mu) * gradient + mu * mean, direction=-1)
    rows, columns = terms.snapshot.weights_before.shape
    matched = terms.snapshot.settings["adjust_lr_fn"] == "match_rms_adamw"
    shape = 0.2 * sqrt(named(r"\max(\text{rows}, \text{columns})", float(max(rows, columns))))
    square = sqrt(named(r"\max(1, \text{rows} / \text{columns})", max(1.0, rows / columns)))
    text = "The learning rate, fitted to the matrix's shape."
    rate = terms.add(r"\eta'", "Fitted rate", text, lr * (shape if matched else square))
    if rate.value == 0:
        return terms.step(0 * mean, "The learning rate is zero: nothing moves.")
    before, after = terms.snapshot.weights_before.double(), terms.snapshot.weights_after.double()
    turned = ((1 - lr.value * decay.value) * before - after) / rate.value
    text = "All directions of the matrix made equally long, by a few rounds of Newton and Schulz."
    even = terms.add("O", "Orthogonal", text, named(r"\operatorname{NS}(\tilde B)", turned), direction=-1)
    return terms.step(
        -rate * even - lr * decay * terms.weights, "Every direction gets a step of the same size."
    )


ENTRY = Optimizer(
    name="muon",
    title="Muon",
    summary=(
        "Turns the momentum of a weight matrix into its nearest orthogonal matrix, so that every direction "
        "gets a step of the same size. Biases and other vectors are stepped by AdamW at the same rate."
    ),
    params=MuonParams,
    formula=(
        r"\begin{aligned} B &\leftarrow \mu B + G, \quad "
        r"\tilde B = G + \mu B \; (\text{Nesterov}) \text{ or } B \\ "
        r"O &= \operatorname{NS}_k(\tilde B) \approx U V^\top \text{ where } \tilde B = U \Sigma V^\top \\ "
        r"\theta &\leftarrow (1 - \eta \lambda) \, \theta - \eta \sqrt{\max(1, \tfrac{\text{rows}}"
        r"{\text{columns}})} \; O \end{aligned}"
    ),
    reference="Jordan et al., 2024, Muon: an optimizer for hidden layers; torch.optim.Muon",
    step_terms=step_terms,
    torch_class=MuonWithAdamW,
    decay=DecayRule(decoupled=True),
    momentum_key="momentum_buffer",
    matrices_only=True,
    default_rate=constant_rate(1e-3),
    network_lr=0.03,
)
