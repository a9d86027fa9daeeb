"""PyTorch export: an experiment as a script that prints the same numbers, bit for bit."""

from collections.abc import Sequence

import torch

from ..spec.experiment import Experiment
from .code_format import import_block, indent, wrap
from .loop_section import Loop
from .network_section import STUBS
from .problem_section import ProblemSection
from .racer_section import RacerSection, racer_section
from .sections import problem_section
from .source_extractor import SourceExtractor


def pytorch_script(experiment: Experiment) -> str:
    """Write a self-contained script of plain PyTorch.

    It prints comma-separated values: ``racer`` (if there are several), ``step``, ``x`` and ``y`` (if the
    problem has two weights), ``loss`` and ``lr``. Numbers are printed so that parsing gives the same float;
    with the same torch version and the same kind of processor they are the trajectory's, bit for bit.

    Args:
        experiment: completed.

    Raises:
        InvalidSpec: if this kind of problem cannot be written as a script.
    """
    return "\n\n\n".join(pytorch_cells(experiment)[0]) + "\n"


def pytorch_cells(experiment: Experiment, collect: bool = False) -> tuple[list[str], ProblemSection]:
    """The script in two parts, definitions and statements that run, and the section of its problem.

    Args:
        experiment: completed.
        collect: whether rows are appended to a list ``rows`` instead of being printed.

    Raises:
        InvalidSpec: if this kind of problem cannot be written as a script.
    """
    extractor = SourceExtractor(STUBS)
    problem = problem_section(experiment, extractor)
    racers = [
        racer_section(experiment, index, problem.weights, extractor)
        for index in range(len(experiment.racers))
    ]
    loop = Loop(problem, racers, collect)
    if loop.guarded:
        extractor.add_import("import sys")
    act = [f"STEPS = {experiment.steps}", *map(wrap, problem.setup), "", *loop.header()]
    act += _alone(problem, racers[0], loop) if len(racers) == 1 else _together(problem, racers, loop)
    head = "\n\n".join([_docstring(problem, racers), import_block(extractor.imports)])
    first, *others = _grouped(extractor.definitions)
    gap = "\n\n\n" if first.startswith(("def ", "class ")) else "\n\n"
    return ["\n\n\n".join([head + gap + first, *others]), "\n".join(act)], problem


def _docstring(problem: ProblemSection, racers: Sequence[RacerSection]) -> str:
    balls = "one ball" if len(racers) == 1 else f"{len(racers)} balls"
    return (
        f'"""{problem.title}: the path of {balls}, as Descent Lab computes it (torch {torch.__version__})."""'
    )


def _grouped(definitions: dict[str, str]) -> list[str]:
    """Group definitions: consecutive constants together, each function and class alone."""
    groups: list[str] = []
    constants = False
    for text in definitions.values():
        constant = not text.startswith(("def ", "class "))
        if constant and constants:
            groups[-1] += f"\n{text}"
        else:
            groups.append(text)
        constants = constant
    return groups


def _alone(problem: ProblemSection, racer: RacerSection, loop: Loop) -> list[str]:
    """One racer: the loop at module level."""
    lines = [
        f"# {racer.label}",
        f"{problem.variable} = {problem.create}",
        wrap(f"optimizer = {racer.optimizer}"),
    ]
    if racer.scheduler:
        lines.append(wrap(f"scheduler = {racer.scheduler}"))
    lines += [wrap(f"{name} = {table}") for name, table in loop.tables(racer).items()]
    return [*lines, *problem.begin, *loop.lines()]


def _together(problem: ProblemSection, racers: Sequence[RacerSection], loop: Loop) -> list[str]:
    """Several racers: the loop as a function that is called for each."""
    names = ["racer", problem.variable, "optimizer", *loop.needs()]
    lines = ["", "", f"def roll({', '.join(names)}):", *indent([*problem.begin, *loop.lines()])]
    for index, racer in enumerate(racers):
        lines += ["", "", f"# {racer.label}", f"{problem.variable} = {problem.create}"]
        lines.append(wrap(f"optimizer = {racer.optimizer}"))
        arguments = [str(index), problem.variable, "optimizer"]
        if "scheduler" in names:
            arguments.append("scheduler")
            lines.append(wrap(f"scheduler = {racer.scheduler}"))
        arguments += [f"{name}={table}" for name, table in loop.tables(racer).items()]
        lines.append(wrap(f"roll({', '.join(arguments)})"))
    return lines
