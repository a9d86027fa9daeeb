"""Engine errors: what the engine refuses, each with a sentence for the user."""


class EngineError(ValueError):
    """Base class of every error that the engine raises on purpose. Its message is a sentence for the user."""


class UnknownEntry(EngineError):
    """Lookup error: no entry of the registry has this name."""


class WrongKind(TypeError):
    """Error of a caller: this kind of problem does not have what is asked of it."""


class InvalidData(EngineError):
    """Error in the user's own data.

    Attributes:
        field: name of the dataset parameter that is wrong.
        detail: a sentence with the fault and the remedy.
    """

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field
        self.detail = detail

    def __reduce__(self) -> tuple[type["InvalidData"], tuple[str, str]]:
        """Pickle both attributes: the default would keep ``detail`` alone."""
        return type(self), (self.field, self.detail)


class InvalidSpec(EngineError):
    """Error in an experiment that is well formed but cannot be run.

    Attributes:
        pointer: JSON pointer of the wrong field, such as ``/racers/0/optimizer/params/lr``.
        detail: a sentence with the value and the remedy.
    """

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail

    def __reduce__(self) -> tuple[type["InvalidSpec"], tuple[str, str]]:
        """Pickle both attributes: the default would keep ``detail`` alone, and unpickling would fail."""
        return type(self), (self.pointer, self.detail)
