"""Registry: the ordered list of a family's entries, from which the API, the page and the docs are made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, Union, overload

from pydantic import Field, create_model

from .errors import UnknownEntry
from .nearest import did_you_mean, nearest
from .params import NoParams, Params


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Catalog entry: something to choose, such as a surface, an optimizer or a schedule.

    Attributes:
        name: identifier in JSON and in links; it never changes.
        title: name for the user.
        summary: one or two plain sentences for the user.
        params: the class that describes and validates the entry's settings.
        formula: LaTeX, without dollar signs; None if there is no formula.
        reference: a paper, a library function or an equation number.
        aliases: other names for it, such as those of PyTorch, Keras and scikit-learn; whoever gives one of
            them is told the name.
    """

    name: str
    title: str
    summary: str
    params: type[Params] = NoParams
    formula: str | None = None
    reference: str = ""
    aliases: tuple[str, ...] = ()

    def describe(self) -> dict[str, Any]:
        """The entry as JSON for the catalog; ``params`` as a JSON Schema."""
        return {
            "name": self.name,
            "title": self.title,
            "summary": self.summary,
            "formula": self.formula,
            "reference": self.reference,
            "params": self.params.model_json_schema(),
        }


class Choice(Params):
    """Chosen entry: its name and its parameters, as in an experiment."""

    other_names: ClassVar[Sequence[str]] = ()
    name: str
    params: Params


def chosen(choice: Choice | None) -> Choice:
    """The choice itself, which ``complete`` has filled in and which therefore is not None."""
    assert choice is not None, "only completed experiments are run"
    return choice


E_co = TypeVar("E_co", bound=Entry, covariant=True)


class Registry(Sequence[E_co], Generic[E_co]):
    """Ordered list of a family's entries, also found by name. Its order is the order of the menu.

    Raises:
        ValueError: if two entries have the same name.
    """

    def __init__(self, family: str, entries: Iterable[E_co]) -> None:
        self.family = family
        self._entries = tuple(entries)
        self._by_name = {entry.name: entry for entry in self._entries}
        if len(self._by_name) != len(self._entries):
            raise ValueError(f"two {family} entries share a name")

    @overload
    def __getitem__(self, index: int) -> E_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[E_co]: ...
    def __getitem__(self, index: int | slice) -> E_co | Sequence[E_co]:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[E_co]:
        return iter(self._entries)

    @property
    def names(self) -> list[str]:
        """Names of all entries, in order."""
        return list(self._by_name)

    def named(self, name: str) -> E_co:
        """The entry with this name.

        Raises:
            UnknownEntry: if there is none; the message names the nearest, and lists the known names.
        """
        try:
            return self._by_name[name]
        except KeyError:
            hint = did_you_mean(self.nearest(name))
            told = [f"There is no {self.family} named {name!r}.", f"Known: {', '.join(self.names)}.", hint]
            raise UnknownEntry(" ".join(filter(None, told))) from None

    @property
    def other_names(self) -> dict[str, Sequence[str]]:
        """Names of all entries, each with its other names."""
        return {entry.name: (entry.title, *entry.aliases) for entry in self}

    def nearest(self, name: str) -> str | None:
        """The name that is probably meant by one that no entry has."""
        return nearest(name, self.other_names)

    @cached_property
    def _choice_models(self) -> dict[str, type[Choice]]:
        return {entry.name: self._choice_model(entry) for entry in self._entries}

    def choose(self, name: str, **params: Any) -> Choice:
        """The entry with this name and these parameters, as a choice for an experiment.

        Raises:
            UnknownEntry: if no entry has this name.
            pydantic.ValidationError: if the parameters do not fit the entry.
        """
        self.named(name)
        return self._choice_models[name].model_validate({"name": name, "params": params})

    @cached_property
    def choice(self) -> Any:
        """Pydantic type of a choice: the union of ``{"name": ..., "params": {...}}`` over all entries."""
        models = tuple(self._choice_models.values())
        if len(models) == 1:
            return models[0]
        return Annotated[Union[models], Field(discriminator="name")]  # noqa: UP007

    def _choice_model(self, entry: Entry) -> type[Choice]:
        words = f"{self.family}_{entry.name}".split("_")
        name: Any = (Literal[entry.name], Field(description=entry.title))
        params: Any = (entry.params, Field(default_factory=entry.params))
        model = create_model(
            "".join(word.capitalize() for word in words), __base__=Choice, name=name, params=params
        )
        model.other_names = self.other_names[entry.name]
        return model
