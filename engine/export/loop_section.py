"""Loop section: writes the training loop of a script, with only the parts its experiment needs."""

from collections.abc import Mapping, Sequence
from typing import final

from .code_format import indent
from .constant_folding import literal
from .problem_section import ProblemSection
from .racer_section import RacerSection

RATE = 'optimizer.param_groups[0]["lr"]'
RATE_OR_NAN = 'optimizer.param_groups[0].get("lr", math.nan)'


@final
class Loop:
    """Source of the training loop, using ``optimizer``, ``scheduler`` and the names of the problem section.

    One loop serves all racers of an experiment, so it has every part that one of them needs.

    Attributes:
        guarded: whether a step may raise, and then ends the run: a line search, a Hessian without inverse, a
            schedule whose numbers overflow.
    """

    def __init__(self, problem: ProblemSection, racers: Sequence[RacerSection], collect: bool) -> None:
        self.problem = problem
        self.collect = collect
        self.several = len(racers) > 1
        self.ticks = {racer.tick for racer in racers}
        self.calls = {racer.call for racer in racers}
        self.closure = "closure" in self.calls
        self.graphs = sorted({(racer.takes_values, racer.kind) for racer in racers if racer.call == "graph"})
        self.rate = RATE if all(racer.has_rate for racer in racers) else RATE_OR_NAN
        self.velocity = any(racer.velocity for racer in racers)
        self.guarded = any(racer.may_fail for racer in racers)
        self.rebases = sorted({racer.rebase for racer in racers if racer.rebase})
        self._tables = [
            name
            for name in ("edits", "sizes", "rates", "dropouts", "penalties")
            if any(getattr(racer, name) for racer in racers)
        ]

    def needs(self) -> list[str]:
        """Names of the parameters that the loop's function takes after ``optimizer``."""
        rebase = ["rebase"] if len(self.rebases) > 1 else []
        scheduler = [] if self.ticks == {"constant"} else ["scheduler"]
        return [*scheduler, *self._tables, *rebase]

    def tables(self, racer: RacerSection) -> Mapping[str, str]:
        """The racer's edits as source: name in the loop -> literal."""
        tables = {name: literal(getattr(racer, name)) for name in self._tables}
        return tables | ({"rebase": racer.rebase or "None"} if len(self.rebases) > 1 else {})

    def header(self) -> list[str]:
        """Statements before the loop: print the header, or create the list of rows."""
        if self.collect:
            return ["rows = []"]
        names = [*(["racer"] if self.several else []), "step", *self.problem.columns, "loss", "lr"]
        return [f'print({", ".join(repr(name) for name in names)}, sep=",")'.replace("'", '"')]

    def lines(self) -> list[str]:
        """The statements of the loop."""
        body = [
            *self._edits(),
            *self.problem.batch,
            *self.problem.full_loss,
            *self._evaluation(),
            *self._row(),
        ]
        body += [*self.problem.stop, *self._guarded([*self._step(), *self._tick()])]
        return ["for step in range(STEPS + 1):", *indent(body)]

    def _guarded(self, lines: list[str]) -> list[str]:
        """The step, which ends the run if it cannot be taken, as a line search at a rate of 0 cannot."""
        if not self.guarded:
            return lines
        return [
            "try:",
            *indent(lines),
            "except (ArithmeticError, IndexError, RuntimeError) as error:",
            '    print(f"# stopped at step {step}: {error!r}", file=sys.stderr)',
            "    break",
        ]

    def _edits(self) -> list[str]:
        lines = []
        if "rates" in self._tables:
            name = "rebase" if len(self.rebases) > 1 else self.rebases[0]
            lines += [
                "for old, new in rates.get(step, []):  # rescale the schedule",
                f"    {name}(optimizer, scheduler, old, new)",
            ]
        if "edits" in self._tables:
            lines += ["for group in optimizer.param_groups:", "    group.update(edits.get(step, {}))"]
        if "dropouts" in self._tables:
            lines += [
                "for part in model.modules():",
                "    if isinstance(part, nn.Dropout):",
                "        part.p = dropouts.get(step, part.p)",
            ]
        if "penalties" in self._tables:
            lines.append("l1 = penalties.get(step, l1)")
        if self.velocity:
            lines += [
                'if "momentum" in edits.get(step, {}):  # momentum starts here: create its buffer',
                "    for weight, state in optimizer.state.items():",
                '        state.setdefault("momentum_buffer", torch.zeros_like(weight))',
            ]
        return lines

    def _evaluation(self) -> list[str]:
        lines = ["optimizer.zero_grad()", *self.problem.before, f"loss = {self.problem.loss}"]
        lines += [*self.problem.penalty, "loss.backward()"]
        if not self.closure:
            return [*lines, *self._graph()]
        inside = [*lines, *([self.problem.noise] if self.problem.noise else []), "return loss"]
        return ["", "def closure():", *indent(inside), "", "loss = closure()", *self._graph()]

    def _graph(self) -> list[str]:
        """Definition of the closure that returns the loss with its graph, if a racer needs it."""
        if not self.graphs:
            return []
        problem = self.problem
        inside = [*problem.before, f"loss = {problem.loss}", *problem.penalty]
        inside += [*([problem.noise_graph] if problem.noise_graph else []), "return loss"]
        return ["", "def graph():", *indent(inside), ""]

    def _row(self) -> list[str]:
        place = f"{self.problem.place}, " if self.problem.place else ""
        names = "racer, step, *row" if self.several else "step, *row"
        show = f"rows.append(({names}))" if self.collect else f'print({names}, sep=",")'
        return [
            f"row = [{place}{self.problem.value}, {self.rate}]",
            *self.problem.finite,
            "if finite or step == 0:",
            f"    {show}",
            "if not finite or step == STEPS:  # diverged, or finished",
            "    break",
        ]

    def _step(self) -> list[str]:
        """Take the step; if racers take it in different ways, by ``isinstance``."""
        cases = [(kind, self._graph_step(takes_values)) for takes_values, kind in self.graphs]
        if self.calls == {"graph"} and len({step for _, step in cases}) == 1:
            return [cases[0][1]]
        lines = _branches([(f"isinstance(optimizer, {kind})", [step]) for kind, step in cases])
        rest = [] if self.calls == {"graph"} else self._gradient_step()
        return [*lines, *(["else:", *indent(rest)] if lines and rest else rest)]

    def _graph_step(self, takes_values: bool) -> str:
        values = self.problem.values if takes_values else None
        return f"optimizer.step(graph, {values})" if values else "optimizer.step(graph)"

    def _gradient_step(self) -> list[str]:
        if self.closure and self.problem.once:
            measured = "measured = [loss]  # running statistics are updated: do not evaluate twice"
            return [measured, "optimizer.step(lambda: measured.pop() if measured else closure())"]
        if self.closure:
            return ["optimizer.step(closure)"]
        return [*([self.problem.noise] if self.problem.noise else []), "optimizer.step()"]

    def _tick(self) -> list[str]:
        """Step the scheduler; if racers have different ones, by ``isinstance``."""
        cycle = ["if scheduler.last_epoch < scheduler.total_steps - 1:  # until the end of the cycle"]
        cycle += ["    scheduler.step()"]
        if self.ticks == {"cycle"}:
            return cycle
        with_loss = [f"scheduler.step({self.problem.value})"]
        if len(self.ticks) == 1:
            only = {"constant": [], "plain": ["scheduler.step()"], "plateau": with_loss}
            return only[next(iter(self.ticks))]
        classes = "torch.optim.lr_scheduler"
        cases = []
        if "plateau" in self.ticks:
            cases.append((f"isinstance(scheduler, {classes}.ReduceLROnPlateau)", with_loss))
        if "cycle" in self.ticks:
            cases.append((f"isinstance(scheduler, {classes}.OneCycleLR)", cycle))
        cases.append(("scheduler is not None", ["scheduler.step()"]))
        return _branches(cases)


def _branches(cases: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """An ``if`` with an ``elif`` for each further case: condition and statements."""
    lines = []
    for number, (condition, inside) in enumerate(cases):
        lines += [f"{'el' if number else ''}if {condition}:", *indent(inside)]
    return lines
