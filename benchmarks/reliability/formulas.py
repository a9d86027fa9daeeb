"""G2: fuzzing of the formula parser: each text must give a number or a ``FormulaError``.

COUNT=100000 for fewer.
"""

import os
import random
import string
import subprocess
import sys
import time
from collections.abc import Callable

import torch

from engine.core.formula import CONSTANTS, FUNCTIONS, VARIABLES, FormulaError
from engine.core.formula.compiler import compile_tree
from engine.core.formula.parser import parse_tree

from ..report import Figure, percentile

COUNT = int(os.environ.get("COUNT", 5_000_000))
WORDS = [*FUNCTIONS, *CONSTANTS, *VARIABLES, "import", "lambda", "__class__", "os", "eval", "nan", "inf", "j"]
SIGNS = [
    *"+-*/^()[]{},.;:=<>!@%&|~'\"\\ \t\n\0",
    *"·×−÷√⌊⌋π½²⁻³",
    "**",
    "//",
    "==",
    ":=",
    "e9",
    "1e999",
    "0x1",
    "１",
    "ｘ",
    "²",
]
NUMBERS = ["0", "1", "2.5", "1e3", "1e-9", ".5", "1e308", "99999999999999999999", "0.1.2", "1_000"]
ALPHABET = "".join(map(chr, [*range(32, 127), *range(160, 1024), 0x2028, 0xD7FF, 0xFF58, 0x1F600]))
EVALUATED = 20
"""One in this many parsed formulas is also evaluated, with its gradient, at nine places."""

CONTROL = """
from sympy.parsing.sympy_parser import parse_expr
escapes = 0
for text in ("__import__('os').getpid()", "open('/etc/hostname').read()", "().__class__.__bases__[0]",
             "[c for c in ().__class__.__base__.__subclasses__()][:1]", "print(1)", "lambda: 1"):
    try:
        parse_expr(text); escapes += 1
    except Exception: pass
print(escapes)
"""


def grown(dice: random.Random, depth: int = 0) -> str:
    """A valid formula, or one with a typing error."""
    kind = dice.random()
    if depth > 6 or kind < 0.3:
        return dice.choice([*VARIABLES, *CONSTANTS, *NUMBERS])
    if kind < 0.6:
        return grown(dice, depth + 1) + dice.choice(["+", "-", "*", "/", "**", "^"]) + grown(dice, depth + 1)
    if kind < 0.75:
        return f"({grown(dice, depth + 1)})"
    if kind < 0.8:
        return "-" + grown(dice, depth + 1)
    inside = ",".join(grown(dice, depth + 1) for _ in range(dice.randint(1, 2)))
    return f"{dice.choice(list(FUNCTIONS))}({inside})"


def mutated(dice: random.Random) -> str:
    """A formula with a few characters removed, inserted or doubled."""
    text = list(grown(dice))
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(text) + 1)
        if dice.random() < 0.5 and text:
            del text[min(place, len(text) - 1)]
        else:
            text.insert(place, dice.choice([*SIGNS, *WORDS, dice.choice(ALPHABET)]))
    return "".join(text)


def strewn(dice: random.Random) -> str:
    """Names and operators in random order."""
    return "".join(dice.choice(dice.choice([WORDS, SIGNS, NUMBERS])) for _ in range(dice.randint(0, 30)))


def printable(dice: random.Random) -> str:
    """Random ASCII characters."""
    return "".join(dice.choices(string.printable, k=dice.randint(0, 60)))


def unicode(dice: random.Random) -> str:
    """Random Unicode characters."""
    return "".join(dice.choices(ALPHABET, k=dice.randint(0, 40)))


def long(dice: random.Random) -> str:
    """Repetitions beyond the limits."""
    return dice.choice([*SIGNS, *WORDS]) * dice.randint(50, 400)


MAKERS: list[tuple[Callable[[random.Random], str], int]] = [
    (grown, 4),
    (mutated, 4),
    (strewn, 2),
    (printable, 1),
    (unicode, 1),
    (long, 1),
]


def attempt(text: str, evaluate: bool) -> bool:
    """Whether the text is a formula; exceptions other than ``FormulaError`` propagate."""
    try:
        tree = parse_tree(text)
    except FormulaError:
        return False
    if evaluate:
        compiled = compile_tree(tree)
        if callable(compiled):
            places = torch.linspace(-3, 3, 9, dtype=torch.float64, requires_grad=True)
            value = compiled(places, places.flip(0))
            if value.requires_grad:
                value.sum().backward()
    return True


def escapes_of_sympy() -> int:
    """The control: how many of six attacks ``sympy.parse_expr`` executes."""
    answer = subprocess.run([sys.executable, "-c", CONTROL], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[-1])


def measure() -> list[Figure]:
    """Uncaught exceptions, and CPU time per text."""
    torch.set_num_threads(1)
    dice = random.Random(int(os.environ.get("SEED", 20261125)))
    makers, weights = zip(*MAKERS, strict=True)
    uncaught, read, times = [], 0, []
    for count in range(COUNT):
        text = dice.choices(makers, weights)[0](dice)
        begun = time.process_time_ns()
        try:
            read += attempt(text, count % EVALUATED == 0)
        except Exception as error:
            uncaught.append((text, repr(error)))
        if count % 10 == 5:
            times.append((time.process_time_ns() - begun) / 1e6)
    detail = f"{COUNT:,} texts, {read:,} of them formulas; {uncaught[:3]}"
    return [
        Figure("formula fuzz: uncaught errors", len(uncaught), "", 0, detail=detail),
        Figure("formula fuzz: processor time, median", percentile(times, 0.5), "ms", 0.2),
        Figure("formula fuzz: processor time, 99.99 %", percentile(times, 0.9999), "ms", 5),
        Figure("control: attacks that sympy.parse_expr carries out", escapes_of_sympy(), "of 6", 4, "higher"),
    ]
