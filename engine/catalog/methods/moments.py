"""Moments: the two running means of the Adam family, as terms of a step."""

from ...core.symbolic import Expr, largest, sqrt
from .step_terms import StepTerms


def first_moment(terms: StepTerms, gradient: Expr) -> Expr:
    """Add the first moment: the running mean of gradients."""
    beta = terms.setting("betas", r"\beta_1", 0)
    rule = beta * terms.before("exp_avg", "m") + (1 - beta) * gradient
    text = "The mean of past gradients: the old one fades a little, the new gradient comes in."
    return terms.add("m", "First moment", text, rule, state_key="exp_avg", direction=-1)


def second_moment(terms: StepTerms, gradient: Expr) -> Expr:
    """Add the second moment: the running mean of squared gradients."""
    beta = terms.setting("betas", r"\beta_2", 1)
    rule = beta * terms.before("exp_avg_sq", "v") + (1 - beta) * gradient**2
    text = "How large gradients have been: the mean of their squares, with a longer memory."
    return terms.add("v", "Second moment", text, rule, state_key="exp_avg_sq")


def gradient_term(terms: StepTerms, decoupled: bool) -> Expr:
    """Add the gradient, with weight decay added to it unless the decay is decoupled."""
    return terms.gradient(None if decoupled else "weight_decay")


def with_decay(terms: StepTerms, decoupled: bool, step: Expr) -> Expr:
    """The step, with decoupled weight decay if it is on."""
    if not decoupled or not terms.is_on("weight_decay"):
        return step
    lr, decay = terms.setting("lr", r"\eta"), terms.setting("weight_decay", r"\lambda")
    return step - lr * decay * terms.weights


def adam_terms(terms: StepTerms, *, decoupled: bool) -> None:
    """Add the equations of one step of Adam or AdamW to its breakdown."""
    gradient = gradient_term(terms, decoupled)
    first, second = first_moment(terms, gradient), second_moment(terms, gradient)
    if terms.is_on("amsgrad"):
        text = "AMSGrad: the largest second moment so far, so that steps never grow again."
        rule = largest(terms.before("max_exp_avg_sq", r"v_{\max}"), second)
        second = terms.add(r"v_{\max}", "Largest so far", text, rule, state_key="max_exp_avg_sq")
    text = (
        "Both began at zero, so they are too small at first: divided by the share of memory that is filled."
    )
    beta1, beta2 = terms.setting("betas", r"\beta_1", 0), terms.setting("betas", r"\beta_2", 1)
    mean = terms.add(r"\hat m", "Bias correction", text, first / (1 - beta1**terms.step_number), direction=-1)
    size = terms.add(r"\hat v", "Bias correction", text, second / (1 - beta2**terms.step_number))
    step = -terms.setting("lr", r"\eta") * (mean / (sqrt(size) + terms.setting("eps", r"\epsilon")))
    text = (
        "The mean over the typical size: each weight moves by about the learning rate, however steep it is."
    )
    terms.step(with_decay(terms, decoupled, step), text)
