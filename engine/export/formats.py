"""Exports by name, from text to text: what a worker process runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

from ..spec.experiment import Experiment
from .notebook import notebook
from .pytorch import pytorch_script


@final
@dataclass(frozen=True)
class ExportFormat:
    """A form that an experiment can be taken away in."""

    write: Callable[[Experiment], str]
    media_type: str
    suffix: str


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "pytorch": ExportFormat(pytorch_script, "text/x-python", "py"),
    "notebook": ExportFormat(notebook, "application/x-ipynb+json", "ipynb"),
}


def export(name: str, experiment: str) -> str:
    """The completed experiment, given as JSON, in the form of this name."""
    return EXPORT_FORMATS[name].write(Experiment.model_validate_json(experiment))
