"""What is wrong with a formula, where, and how to mend it."""

from typing import final

from ..errors import EngineError


@final
class FormulaError(EngineError):
    """A formula that cannot be read.

    ``position`` is the index of the character where it went wrong (0 is the first), ``detail`` a
    sentence that says what to do. Of the typed text it repeats at most one short word.
    """

    def __init__(self, position: int, detail: str) -> None:
        super().__init__(f"At character {position + 1}: {detail}")
        self.position = position
        self.detail = detail
