"""What the engine refuses, and how it says so."""


class EngineError(ValueError):
    """Base of everything the engine raises on purpose: the message is a sentence for a person."""


class UnknownEntry(EngineError):
    """A name that no entry of the registry bears."""


class InvalidData(EngineError):
    """Data that a person brought and that cannot be read: ``field`` of its parameters, and the remedy."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail

    def __reduce__(self) -> tuple[type["InvalidData"], tuple[str, str]]:
        """Crosses processes whole."""
        return type(self), (self.field, self.detail)


class InvalidSpec(EngineError):
    """A well-formed experiment that cannot be run.

    ``pointer`` is the JSON pointer of the offending field; ``detail`` names the value and the remedy.
    """

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail

    def __reduce__(self) -> tuple[type["InvalidSpec"], tuple[str, str]]:
        """Crosses processes whole: by default only ``detail`` would, and reading it back would fail."""
        return type(self), (self.pointer, self.detail)
