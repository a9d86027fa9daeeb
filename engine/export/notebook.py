"""Notebook export: an experiment as a Jupyter notebook with a description, the script and plots."""

import html
import json
import re
from typing import Any

from ..catalog.methods import OPTIMIZERS
from ..landscape.build import build_problem
from ..spec.experiment import Experiment, experiment_id
from .constant_folding import literal
from .pytorch import pytorch_cells

RESOLUTION = 121
"""Grid points per side of the landscape."""

INTRODUCTION = """\
The cells below are plain PyTorch. They compute the numbers of Descent Lab, bit for bit on the same version
of torch and the same kind of processor. Change something and run them again; the pictures need `plotly`."""

LOSSES = """\
import plotly.graph_objects as go

labels = {labels}
paths = [[{row} for row in rows{mine}] for number in range(len(labels))]
losses = go.Figure()
for label, path in zip(labels, paths):
    losses.add_scatter(x=[row[0] for row in path], y=[row[-2] for row in path], name=label)
losses.update_layout(title="Loss", xaxis_title="step", template="simple_white")
losses"""

LANDSCAPE = """\
across = torch.linspace({left}, {right}, {resolution}, dtype=torch.float64)
up = torch.linspace({low}, {high}, {resolution}, dtype=torch.float64)
heights = {function}(*torch.meshgrid(across, up, indexing="xy"))
{logarithm}land = go.Figure()
land.add_contour(x=across.numpy(), y=up.numpy(), z=heights.numpy(), colorscale="Earth", ncontours=24)
for label, path in zip(labels, paths):
    land.add_scatter(x=[row[1] for row in path], y=[row[2] for row in path], name=label)
land.update_xaxes(range=[{left}, {right}]).update_yaxes(range=[{low}, {high}])
land.update_traces(showscale=False, selector={{"type": "contour"}})
land.update_layout(title="Landscape", template="simple_white", legend={{"x": 1.02}})
land"""

LOGARITHM = "heights = (heights - heights.min() + 1e-3).log10()  # so that the valley is visible\n"


def notebook(experiment: Experiment) -> str:
    """Write the notebook as JSON (nbformat 4.5), without outputs.

    Args:
        experiment: completed.
    """
    (define, act), problem = pytorch_cells(experiment, collect=True)
    cells = [_markdown(_heading(experiment)), _code(define), _code(act), _code(_losses(experiment))]
    if problem.function is not None:
        cells.append(_code(_landscape(experiment, problem.function)))
    document = {
        "cells": [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "descentlab": {
                "id": experiment_id(experiment),
                "experiment": experiment.model_dump(mode="json"),
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def _code(source: str) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}


def _heading(experiment: Experiment) -> str:
    racers = []
    for racer in experiment.racers:
        entry = OPTIMIZERS.named(racer.optimizer.name)
        racers.append(f"- **{_shown(racer.label or entry.title)}** ({entry.title}): {entry.summary}")
    title, about = experiment.problem.summary()
    return "\n\n".join([f"# {title}", *about, "\n".join(racers), INTRODUCTION])


def _shown(label: str) -> str:
    """A label with its HTML and Markdown characters escaped."""
    plain = html.escape(" ".join(label.split()), quote=False)
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|$~])", r"\\\1", plain)


def _losses(experiment: Experiment) -> str:
    several = len(experiment.racers) > 1
    return LOSSES.format(
        labels=literal([racer.label for racer in experiment.racers]),
        row="row[1:]" if several else "row",
        mine=" if row[0] == number" if several else "",
    )


def _landscape(experiment: Experiment, function: str) -> str:
    """The picture of a function of x and y that stands in the script under this name."""
    problem = build_problem(experiment)
    (left, right), (low, high) = problem.domain
    return LANDSCAPE.format(
        left=literal(left),
        right=literal(right),
        low=literal(low),
        high=literal(high),
        resolution=RESOLUTION,
        function=function,
        logarithm=LOGARITHM if problem.log_scale else "",
    )
