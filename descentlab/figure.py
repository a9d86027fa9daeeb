"""Plotly figures: draw runs and landscapes in the colors of the page."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .paths import ROOT

if TYPE_CHECKING:
    from .results import Landscape, Run

RESOLUTION = 101
HEIGHT = 480


def runs_figure(runs: "Sequence[Run]") -> Any:
    """Draw the paths on their landscape on the left, and the losses over the steps on the right.

    The runs are those of one experiment.

    Raises:
        ImportError: if Plotly is not installed.
        LabError: if the landscape cannot be computed.
    """
    objects, subplots = _plotly()
    colors = palette("racer")
    titles = ("Landscape", "Loss")
    figure = subplots.make_subplots(rows=1, cols=2, column_widths=[0.6, 0.4], subplot_titles=titles)
    land = runs[0].landscape(RESOLUTION)
    figure.add_trace(_contour(objects, land), row=1, col=1)
    for run in runs:
        color = colors[run.number % len(colors)]
        line = {"color": color, "width": 2}
        common: dict[str, Any] = {"name": run.label, "legendgroup": run.label, "line": line, "mode": "lines"}
        figure.add_trace(objects.Scatter(x=run.x, y=run.y, showlegend=False, **common), row=1, col=1)
        end = {"color": color, "size": 10, "line": {"color": "white", "width": 1}}
        figure.add_trace(
            objects.Scatter(
                x=run.x[-1:], y=run.y[-1:], mode="markers", marker=end, name=run.label, showlegend=False
            ),
            row=1,
            col=1,
        )
        figure.add_trace(objects.Scatter(x=run.steps, y=run.loss, **common), row=1, col=2)
    positive = all((run.loss > 0).all() for run in runs)
    figure.update_xaxes(range=_range(land.x), title="x", row=1, col=1)
    figure.update_yaxes(range=_range(land.y), title="y", row=1, col=1)
    figure.update_xaxes(title="step", row=1, col=2)
    figure.update_yaxes(type="log" if positive else "linear", row=1, col=2)
    return _styled(figure)


def landscape_figure(land: "Landscape") -> Any:
    """Draw a contour map of the loss; raises ``ImportError`` if Plotly is not installed."""
    objects, _ = _plotly()
    figure = objects.Figure(_contour(objects, land))
    figure.update_xaxes(title="x").update_yaxes(title="y")
    return _styled(figure)


def mimebundle(text: str, draw: Callable[[], Any], page: str | None = None) -> dict[str, Any]:
    """Notebook output as media type -> content: text, with the page, or else the figure, as HTML.

    Args:
        text: the text for a terminal.
        draw: makes the Plotly figure; raises ``ImportError`` if Plotly is not installed.
        page: HTML of the page, if there is a server.

    The figure carries its own copy of Plotly.js, so that it shows without a network.
    """
    if page is not None:
        return {"text/plain": text, "text/html": page}
    try:
        figure = draw()
    except ImportError:
        return {"text/plain": text}
    html = figure.to_html(full_html=False, include_plotlyjs=False, default_height=f"{HEIGHT}px")
    return {"text/plain": text, "text/html": f"<script>{plotly_js()}</script>{html}"}


@cache
def plotly_js() -> str:
    """The source of Plotly.js, from the file that the page uses."""
    (path,) = (ROOT / "static" / "vendor").glob("plotly-*.min.js")
    return path.read_text(encoding="utf-8")


@cache
def palette(family: str) -> list[str]:
    """Colors of ``racer`` or ``land`` in the light theme, read from the style sheet of the page."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found: dict[int, str] = {}
    for number, color in re.findall(rf"--{family}-(\d+): (#[0-9a-f]{{6}});", text):
        found.setdefault(int(number), color)
    return [found[number] for number in sorted(found)]


def _contour(objects: Any, land: "Landscape") -> Any:
    tints = palette("land")
    scale = [[number / (len(tints) - 1), color] for number, color in enumerate(tints)]
    return objects.Contour(
        x=land.x,
        y=land.y,
        z=_heights(land),
        customdata=land.z,
        colorscale=scale,
        showscale=False,
        ncontours=24,
        line={"width": 0.5, "color": "rgba(45, 62, 62, 0.4)"},
        hovertemplate="x %{x:.4g}, y %{y:.4g}, loss %{customdata:.6g}<extra></extra>",
    )


def _heights(land: "Landscape") -> Any:
    """Heights to draw: the loss, or the logarithm of its distance from a little below the lowest loss."""
    if not land.log_scale:
        return land.z
    lowest = np.nanmin(land.z)
    above = land.z - lowest
    positive = above[above > 0]
    floor = np.nanquantile(positive, 0.01) / 10 if positive.size else 1.0
    return np.log10(above + floor)


def _range(places: Any) -> list[float]:
    return [float(places[0]), float(places[-1])]


def _styled(figure: Any) -> Any:
    margin = {"l": 50, "r": 20, "t": 40, "b": 45}
    return figure.update_layout(template="simple_white", height=HEIGHT, margin=margin)


def _plotly() -> tuple[Any, Any]:
    try:
        from plotly import graph_objects, subplots
    except ImportError:
        raise ImportError("plotly is not installed: pip install 'descentlab[notebook]'.") from None
    return graph_objects, subplots
