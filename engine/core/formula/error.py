"""Formula error: what is wrong with a formula, where, and how to fix it."""

from typing import final

from ..errors import EngineError


@final
class FormulaError(EngineError):
    """Error in a typed formula.

    Attributes:
        position: index of the character at fault; 0 is the first.
        detail: a sentence with the remedy. It repeats at most one short word of the typed text.
    """

    def __init__(self, position: int, detail: str) -> None:
        super().__init__(f"At character {position + 1}: {detail}")
        self.position = position
        self.detail = detail
