"""Problem section: what a script's loop needs of its problem, as source text."""

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class ProblemSection:
    """Statements and expressions of the problem, using the names of the script's loop.

    Attributes:
        title: the problem in a few words.
        setup: statements after all definitions, once for all racers.
        variable: name of what is optimized: ``theta`` or ``model``.
        create: expression that creates it at the start.
        weights: expression of its weights, for the optimizer.
        once: whether evaluating the loss changes state (running statistics), so that it must run only once.
        begin: statements before the first step of each racer.
        batch: statements that choose the samples of a step.
        before: statements before each evaluation of the loss.
        loss: expression of the loss that the optimizer minimizes, a 0-dim tensor.
        penalty: statements that add a penalty to ``loss``.
        stop: statements that may end the loop, after the row of a step.
        full_loss: statements that compute the loss on all samples, if it is not ``loss``.
        value: expression of the loss on all samples as a number.
        columns: names of the coordinates in a row.
        place: starred expression of these coordinates; empty if there are none.
        finite: statements that set ``finite``: whether weights, gradient and losses are finite.
        noise: statement that adds noise to the gradient; None without noise.
        noise_graph: statement that adds a term to ``loss`` whose gradient is that noise; None without noise.
        values: expression of a function: the losses at many points at once; None if there is none.
        function: name of the loss as a function of x and y; None if there is none.
    """

    title: str
    setup: tuple[str, ...]
    variable: str
    create: str
    weights: str
    loss: str
    columns: tuple[str, ...]
    place: str
    finite: tuple[str, ...]
    before: tuple[str, ...] = ()
    penalty: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    full_loss: tuple[str, ...] = ()
    value: str = "loss.item()"
    once: bool = False
    begin: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    noise: str | None = None
    noise_graph: str | None = None
    values: str | None = None
    function: str | None = None
