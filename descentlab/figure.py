"""Plotly figures: draw runs and landscapes in the colors of the page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .land_picture import LEVELS, bounds, heights, palette

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from .results import Landscape, Run

RESOLUTION = 101
HEIGHT = 480
MOST_POWERS = 8
"""Most labels of a logarithmic axis, about."""

COLOR_LABELS = 6


def runs_figure(runs: "Sequence[Run]") -> "Figure":
    """Draw the paths on their landscape on the left, and the losses over the steps on the right.

    The runs are those of one experiment. A hollow circle is the start of a path, a full one its end.

    Raises:
        ImportError: if Plotly is not installed.
        LabError: if the landscape cannot be computed.
    """
    objects, subplots = _plotly()
    colors = palette("racer")
    titles = ("Landscape", "Loss")
    figure = subplots.make_subplots(
        rows=1, cols=2, column_widths=[0.6, 0.4], subplot_titles=titles, horizontal_spacing=0.22
    )
    land = runs[0].landscape(RESOLUTION)
    figure.add_trace(_contour(objects, land, figure.layout.xaxis.domain[1]), row=1, col=1)
    for run in runs:
        color = colors[run.number % len(colors)]
        line = {"color": color, "width": 2}
        common: dict[str, Any] = {"name": run.label, "legendgroup": run.label, "line": line, "mode": "lines"}
        figure.add_trace(objects.Scatter(x=run.x, y=run.y, showlegend=False, **common), row=1, col=1)
        figure.add_trace(_ends(objects, run, color), row=1, col=1)
        figure.add_trace(objects.Scatter(x=run.steps, y=run.loss, **common), row=1, col=2)
    figure.update_xaxes(range=_range(land.x), title="x", row=1, col=1)
    figure.update_yaxes(range=_range(land.y), title="y", row=1, col=1)
    figure.update_xaxes(title="step", row=1, col=2)
    figure.update_yaxes(**_loss_axis(np.concatenate([run.loss for run in runs])), row=1, col=2)
    return _styled(figure)


def landscape_figure(land: "Landscape") -> "Figure":
    """Draw a contour map of the loss; raises ``ImportError`` if Plotly is not installed."""
    objects, _ = _plotly()
    figure = objects.Figure(_contour(objects, land, 1.0))
    figure.update_xaxes(title="x").update_yaxes(title="y")
    return _styled(figure)


def _ends(objects: Any, run: "Run", color: str) -> Any:
    """Markers at the first and the last point."""
    marker = {
        "color": ["white", color],
        "size": 10,
        "line": {"color": [color, "white"], "width": [2, 1]},
    }
    return objects.Scatter(
        x=run.x[[0, -1]],
        y=run.y[[0, -1]],
        text=["start", "end"],
        mode="markers",
        marker=marker,
        name=run.label,
        showlegend=False,
    )


def _loss_axis(losses: Any) -> dict[str, Any]:
    """The axis of the loss: logarithmic if all losses are positive; from 2 decades on, with powers of ten."""
    known = losses[np.isfinite(losses)]
    if not known.size or not (known > 0).all():
        return {"type": "linear"}
    decades = np.log10(known.max()) - np.log10(known.min())
    whole = {"dtick": int(np.ceil(decades / MOST_POWERS))} if decades >= 2 else {}
    return {"type": "log", **whole}


def _contour(objects: Any, land: "Landscape", right: float) -> Any:
    """The map of a landscape; ``right`` is its right edge in the figure, from 0 to 1."""
    tints = palette("land")
    scale = [[number / (len(tints) - 1), color] for number, color in enumerate(tints)]
    height, offset = heights(land)
    return objects.Contour(
        x=land.x,
        y=land.y,
        z=height.astype(np.float32),  # halves what a notebook stores; customdata has the loss itself
        customdata=land.z,
        colorscale=scale,
        colorbar=_color_bar(height, offset, land.log_scale, right),
        ncontours=LEVELS,
        line={"width": 0.5, "color": "rgba(45, 62, 62, 0.4)"},
        hovertemplate="x %{x:.4g}, y %{y:.4g}, loss %{customdata:.6g}<extra></extra>",
    )


def _color_bar(height: Any, offset: float, log_scale: bool, right: float) -> dict[str, Any]:
    """The scale of colors beside the map, whose labels are losses."""
    bar = {"title": {"text": "loss"}, "thickness": 12, "x": right, "exponentformat": "power"}
    if not log_scale:
        return bar
    shown = np.linspace(*bounds(height), COLOR_LABELS)
    return {**bar, "tickvals": shown, "ticktext": [f"{10**place + offset:.3g}" for place in shown]}


def _range(places: Any) -> list[float]:
    return [float(places[0]), float(places[-1])]


def _styled(figure: "Figure") -> "Figure":
    margin = {"l": 50, "r": 20, "t": 40, "b": 45}
    figure.update_xaxes(exponentformat="power").update_yaxes(exponentformat="power")
    return figure.update_layout(template="simple_white", height=HEIGHT, margin=margin)


def _plotly() -> tuple[Any, Any]:
    try:
        from plotly import graph_objects, subplots
    except ImportError:
        raise ImportError("plotly is not installed: pip install 'descentlab[notebook]'.") from None
    return graph_objects, subplots
