"""Table use: what is asked of a user's own table, and what is told of it."""

from typing import Annotated, Any

from pydantic import Field

from ..catalog.datasets import Demand
from ..catalog.datasets.table import TableChoices
from ..catalog.datasets.tables.columns import Column
from ..catalog.datasets.tables.decoding import Encoding
from ..catalog.datasets.tables.question import Question, Roles, ask, assign_roles, unused_reason, width
from ..catalog.datasets.tables.reading import Profile
from ..catalog.datasets.tables.told import tell_question, tell_reading
from ..catalog.losses import LOSSES
from ..catalog.models import MODELS
from ..core.errors import InvalidData
from .problems.network_completion import asked_task

NOTHING_ASKED: dict[str, Any] = {
    "task": None,
    "target": None,
    "inputs": [],
    "classes": None,
    "samples": 0,
    "refused": None,
}


class TableUse(TableChoices):
    """Table use: the choices of a table, and what learns it."""

    model: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="Name of the model that is to learn the table; it may take one input, or one task."
    )
    loss: Annotated[str, Field(max_length=60)] | None = Field(None, description="Name of the loss.")

    @property
    def demand(self) -> Demand:
        """What model and loss ask of the table.

        Raises:
            UnknownEntry: if there is none of this name.
        """
        model = None if self.model is None else MODELS.named(self.model)
        loss = None if self.loss is None else LOSSES.named(self.loss)
        return Demand(model.features if model else None, asked_task(model, loss))


class FileUse(TableUse):
    """File use: the same of a table that comes as a file."""

    encoding: Encoding = Field(
        "auto",
        description="Encoding of a table that is sent as a file. By default the byte-order mark decides; "
        "without one, valid UTF-8 is UTF-8, and all else Windows-1252.",
    )


def table_facts(profile: Profile, use: TableUse, encoding: str = "") -> dict[str, Any]:
    """What is told of a table, as JSON; ``encoding`` is that of its file, if it came as one.

    A table that cannot answer what is asked of it has the reason in ``refused``.

    Raises:
        UnknownEntry: as ``TableUse.demand``.
    """
    told = list(tell_reading(profile, encoding))
    facts = {
        "rows": profile.rows,
        "columns": len(profile.columns),
        "delimiter": profile.delimiter,
        "decimal": profile.decimal,
        "header": profile.header,
        "names": [_column(column) for column in profile.columns],
        **NOTHING_ASKED,
    }
    demand = use.demand
    try:
        facts |= _roles(assign_roles(profile, use.wish, demand))
        question = ask(profile, use.wish, demand)
        told += tell_question(question)
        facts |= _question(question)
    except InvalidData as error:
        facts["refused"] = error.detail
    return facts | {"told": "; ".join(told)}


def _roles(roles: Roles) -> dict[str, Any]:
    return {"target": roles.target.name, "inputs": [column.name for column in roles.inputs]}


def _question(question: Question) -> dict[str, Any]:
    classes = question.classes
    return {
        "task": "regression" if classes is None else "classes",
        "classes": None if classes is None else list(classes),
        "samples": question.rows,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "kind": column.kind,
        "different": column.different,
        "width": width(column),
        "gaps": int(column.gaps.sum()),
        "unused": unused_reason(column),
    }
