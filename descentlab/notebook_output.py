"""Notebook output: how results show themselves in Jupyter and in marimo."""

import base64
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, final

from .backend import LabError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PLOTLY = "application/vnd.plotly.v1+json"
"""Media type under which notebooks show a Plotly figure, with a Plotly.js of their own."""

T = TypeVar("T")


class NotebookOutput(ABC):
    """Notebook output: shows a result as the page of its server, else as a Plotly figure, else as a picture.

    It holds no script: a figure is drawn by the notebook's own Plotly.js, so other charts stay as they are.
    """

    @abstractmethod
    def figure(self) -> "Figure":
        """Draw a Plotly figure; raises ``ImportError`` if Plotly is not installed."""

    @abstractmethod
    def _picture(self) -> bytes:
        """A PNG file; raises ``LabError`` if it cannot be made."""

    def _page(self) -> str | None:
        """HTML of the page, if there is a server."""
        return None

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Output for Jupyter, as media type -> content: all that can be made; a reader takes what it prefers.

        The picture beside a figure is a JPEG file where Pillow is installed. JupyterLab would show a PNG file
        in place of the figure, until the mouse is over it.
        """
        shown: dict[str, Any] = {"text/plain": repr(self)}
        page = self._page()
        if page is not None:
            shown["text/html"] = page
        elif (figure := _made(self.figure)) is not None:
            shown[PLOTLY] = json.loads(figure.to_json())
        if (png := _made(self._picture)) is not None:
            jpeg = _as_jpeg(png) if PLOTLY in shown else None
            shown |= {"image/png": _base64(png)} if jpeg is None else {"image/jpeg": _base64(jpeg)}
        return shown

    def _display_(self) -> Any:
        """What marimo displays in this result's place; it does not know Plotly's media type."""
        page = self._page()
        if page is not None:
            return Content("text/html", page)
        figure = _made(self.figure)
        if figure is not None:
            return figure
        png = _made(self._picture)
        return Content("text/plain", repr(self)) if png is None else Content("image/png", png)


@final
@dataclass(frozen=True)
class Content:
    """Content: one media type and what it contains, as marimo asks for it."""

    media_type: str
    content: str | bytes

    def _mime_(self) -> tuple[str, str | bytes]:
        return self.media_type, self.content


def _made(make: Callable[[], T]) -> T | None:
    try:
        return make()
    except (ImportError, LabError):
        return None


def _as_jpeg(png: bytes) -> bytes | None:
    """The same picture as a JPEG file, with all its colors; None if Pillow is not installed."""
    try:
        from PIL import Image
    except ImportError:
        return None
    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "JPEG", quality=90, subsampling=0)
    return file.getvalue()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
