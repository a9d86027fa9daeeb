"""The two moments that Adam and its kin keep, as parts of a film."""

from ...core.symbolic import Term, largest, sqrt
from .step_terms import Reel


def first_moment(reel: Reel, gradient: Term) -> Term:
    """The mean of past gradients."""
    beta = reel.setting("betas", r"\beta_1", 0)
    rule = beta * reel.before("exp_avg", "m") + (1 - beta) * gradient
    told = "The mean of past gradients: the old one fades a little, the new gradient comes in."
    return reel.part("m", "First moment", told, rule, kept="exp_avg", direction=-1)


def second_moment(reel: Reel, gradient: Term) -> Term:
    """The mean of past squared gradients."""
    beta = reel.setting("betas", r"\beta_2", 1)
    rule = beta * reel.before("exp_avg_sq", "v") + (1 - beta) * gradient**2
    told = "How large gradients have been: the mean of their squares, with a longer memory."
    return reel.part("v", "Second moment", told, rule, kept="exp_avg_sq")


def gradient_of(reel: Reel, decoupled: bool) -> Term:
    """The gradient, and decay by way of it unless the decay is decoupled."""
    return reel.gradient(None if decoupled else "weight_decay")


def decay_of(reel: Reel, decoupled: bool, step: Term) -> Term:
    """The step, with decoupled weight decay where it is in force."""
    if not decoupled or not reel.on("weight_decay"):
        return step
    lr, decay = reel.setting("lr", r"\eta"), reel.setting("weight_decay", r"\lambda")
    return step - lr * decay * reel.weights


def unroll(reel: Reel, *, decoupled: bool) -> None:
    """One step of Adam."""
    gradient = gradient_of(reel, decoupled)
    first, second = first_moment(reel, gradient), second_moment(reel, gradient)
    if reel.on("amsgrad"):
        told = "AMSGrad: the largest second moment so far, so that steps never grow again."
        rule = largest(reel.before("max_exp_avg_sq", r"v_{\max}"), second)
        second = reel.part(r"v_{\max}", "Largest so far", told, rule, kept="max_exp_avg_sq")
    told = (
        "Both began at zero, so they are too small at first: divided by the share of memory that is filled."
    )
    beta1, beta2 = reel.setting("betas", r"\beta_1", 0), reel.setting("betas", r"\beta_2", 1)
    mean = reel.part(r"\hat m", "Bias correction", told, first / (1 - beta1**reel.count), direction=-1)
    size = reel.part(r"\hat v", "Bias correction", told, second / (1 - beta2**reel.count))
    step = -reel.setting("lr", r"\eta") * (mean / (sqrt(size) + reel.setting("eps", r"\epsilon")))
    told = (
        "The mean over the typical size: each weight moves by about the learning rate, however steep it is."
    )
    reel.step(decay_of(reel, decoupled, step), told)
