"""Progress: a bar of tqdm while a run is computed, in notebooks if tqdm is installed."""

import sys
import warnings
from collections.abc import Generator
from typing import Any

from .backend import RunChunk, RunResult

DELAY_S = 1.0
"""A run that takes less time has no bar."""


def bar_type(wanted: bool | None) -> Any:
    """The class of the bar; None without one.

    Args:
        wanted: None means in notebooks, if tqdm is installed.

    Raises:
        ImportError: if a bar is wanted and tqdm is not installed.
    """
    if wanted is False or (wanted is None and not _in_notebook()):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without ipywidgets it says so, and writes characters
            from tqdm.auto import tqdm
    except ImportError:
        if wanted:
            raise ImportError("tqdm is not installed: pip install 'descentlab[notebook]'.") from None
        return None
    return tqdm


def follow(chunks: Generator[RunChunk, None, RunResult], bar_type: Any) -> RunResult:
    """Go through a stream with a bar, and return its result."""
    bar = bar_type(unit=" steps", delay=DELAY_S, leave=False)
    try:
        while True:
            chunk = next(chunks)
            bar.total = chunk.total
            bar.update(chunk.end - 1 - bar.n)
    except StopIteration as end:
        result: RunResult = end.value
        return result
    finally:
        bar.close()


def _in_notebook() -> bool:
    """Whether a Jupyter kernel runs this process."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
