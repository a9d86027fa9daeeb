"""Command line: ``python -m benchmarks [PART ...]`` runs and prints the named parts, or all."""

import sys

from . import (
    company,
    curvature,
    embeds,
    first_screen,
    frames,
    landscapes,
    loading,
    maps,
    opening,
    reading,
    sliders,
    stepping,
    training,
    whatifs,
)
from .browser import chromium, server
from .report import Figure, show


def page() -> list[Figure]:
    """All benchmarks of the page: they need a server and a browser."""
    figures = []
    with server() as url, chromium() as browser:
        for part in (opening, frames, sliders):
            figures += part.measure(browser, url)
    return figures


def course() -> list[Figure]:
    """The benchmark of a page of another site with many embeds."""
    with server() as url, chromium() as browser:
        return embeds.measure(browser, url)


def slow_line() -> list[Figure]:
    """The benchmark of a first visit on a slow line."""
    with server() as url, chromium() as browser:
        return loading.measure(browser, url)


def screens() -> list[Figure]:
    """What is on the first screen, in windows of five sizes."""
    with server() as url, chromium() as browser:
        return first_screen.measure(browser, url)


PARTS = {
    "stepping": stepping.measure,
    "training": training.measure,
    "reading": reading.figures,
    "maps": maps.measure,
    "whatifs": whatifs.measure,
    "landscapes": landscapes.measure,
    "curvature": curvature.measure,
    "company": company.measure,
    "embeds": course,
    "page": page,
    "loading": slow_line,
    "screens": screens,
}


def main() -> None:
    """Run the named parts, or all."""
    for name in sys.argv[1:] or PARTS:
        show(PARTS[name]())


if __name__ == "__main__":
    main()
