"""Export formats: write an experiment in a format given by name; runs in a worker process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

from ..spec.experiment import Experiment
from .notebook import notebook
from .pytorch import pytorch_script


@final
@dataclass(frozen=True)
class ExportFormat:
    """One export format: its writer, media type and file suffix."""

    write: Callable[[Experiment], str]
    media_type: str
    suffix: str


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    "pytorch": ExportFormat(pytorch_script, "text/x-python", "py"),
    "notebook": ExportFormat(notebook, "application/x-ipynb+json", "ipynb"),
}


def export(name: str, experiment: str) -> str:
    """Write a completed experiment, given as JSON, in the format of this name."""
    return EXPORT_FORMATS[name].write(Experiment.model_validate_json(experiment))
