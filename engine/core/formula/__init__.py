"""Formula language: parses a typed formula in x and y and evaluates it with torch.

The grammar has numbers, x, y, pi, e, the operators ``+ - * / **`` (``^`` means ``**``), brackets, bars, and
the functions in ``FUNCTIONS`` and ``REWRITINGS``, each in the notations of docs/formulas.md. It has no
syntax for anything else, and text never reaches Python's parser, so a formula cannot run code.
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
from .rewriting import REWRITINGS
from .tokens import MAX_LENGTH
from .tree import Node

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "REWRITINGS",
    "VARIABLES",
    "Formula",
    "FormulaError",
    "parse",
]


@final
@dataclass(frozen=True)
class Formula:
    """Parsed formula: can be evaluated, differentiated by torch, and written as LaTeX."""

    tree: Node

    @cached_property
    def _compiled(self) -> object:
        return compile_tree(self.tree)

    def evaluate(self, x: Tensor, y: Tensor) -> Tensor:
        """Evaluate the formula elementwise.

        Args:
            x: float64 tensor.
            y: float64 tensor of the same shape.

        Returns:
            Values of that shape; NaN or inf where the formula is undefined. A constant formula is broadcast
            to the shape, and a variable that does not occur has gradient 0.
        """
        compiled = self._compiled
        if callable(compiled):
            value: Tensor = compiled(x, y)
            return value
        assert isinstance(compiled, float)
        return 0.0 * x + compiled

    @property
    def constant(self) -> float | None:
        """Its value if neither x nor y occurs in it; may be NaN or infinite."""
        return self._compiled if isinstance(self._compiled, float) else None

    @property
    def latex(self) -> str:
        """The formula as LaTeX."""
        return latex(self.tree)


@lru_cache(maxsize=256)
def parse(text: str) -> Formula:
    """Parse a formula.

    Raises:
        FormulaError: with position and remedy, if the text is not a formula.
    """
    return Formula(parse_tree(text))
