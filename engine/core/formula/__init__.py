"""Typed formulas: text to tree to torch, by a closed grammar.

Numbers, x, y, pi, e, the operators ``+ - * / **`` (``^`` is the same as ``**``), brackets, and the
functions of ``FUNCTIONS``. There is no syntax for anything else, so there is nothing to forbid; text
never reaches Python's own parser.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import final

from torch import Tensor

from .compiler import compile_tree
from .error import FormulaError
from .functions import CONSTANTS, FUNCTIONS, VARIABLES
from .latex import latex
from .parser import MAX_DEPTH, MAX_NODES, parse_tree
from .tokens import MAX_LENGTH
from .tree import Node

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "VARIABLES",
    "Formula",
    "FormulaError",
    "parse",
]


@final
@dataclass(frozen=True)
class Formula:
    """A formula that has been read."""

    tree: Node

    @cached_property
    def _compiled(self) -> object:
        return compile_tree(self.tree)

    def evaluate(self, x: Tensor, y: Tensor) -> Tensor:
        """Its values at float64 tensors of equal shape; NaN or inf where it is not defined.

        A constant is spread over the shape, and a variable that does not occur has gradient 0.
        """
        compiled = self._compiled
        if callable(compiled):
            value: Tensor = compiled(x, y)
            return value
        assert isinstance(compiled, float)
        return 0.0 * x + compiled

    @property
    def latex(self) -> str:
        """The formula as LaTeX."""
        return latex(self.tree)


@lru_cache(maxsize=256)
def parse(text: str) -> Formula:
    """Read a formula; raises ``FormulaError`` with its position and a remedy."""
    return Formula(parse_tree(text))
