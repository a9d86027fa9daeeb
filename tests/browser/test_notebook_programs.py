"""Notebook programs: results in real JupyterLab and marimo, beside somebody's own Plotly charts."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest
from conftest import free_port
from foreign import python_program
from lab_page import TIMEOUT_MS
from playwright.sync_api import Browser, Error, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.acceptance, pytest.mark.timeout(600)]

CHART = "px.bar(x=[1, 2, 3], y=[3, 1, 2])"
CELLS = (
    # The charts of this renderer use the Plotly of the whole page, those of the last cell JupyterLab's own.
    f"import plotly.express as px; {CHART}.show('notebook')",
    "import descentlab; lab = descentlab.Client(); lab.run('rosenbrock', 'adam', lr=0.1, steps=50)",
    "lab.landscape('himmelblau')",
    f"{CHART}.show('notebook')",
    CHART,
)
MARIMO = """
import marimo
app = marimo.App()
@app.cell
def _():
    import plotly.express as px
    px.bar(x=[1, 2, 3], y=[3, 1, 2])
    return (px,)
@app.cell
def _():
    import descentlab
    lab = descentlab.Client()
    lab.compare("rosenbrock", ["gd", "adam"], steps=50)
    return (lab,)
@app.cell
def _(lab):
    lab.landscape("himmelblau")
@app.cell
def _(px):
    px.bar(x=[1, 2, 3], y=[3, 1, 2])
"""


def homes(folder: Path) -> dict[str, str]:
    """An environment in which programs find the settings of this folder, not the user's."""
    own = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_PREFER_ENV_PATH": "1"}
    return {**os.environ, **own}


@contextmanager
def started(command: list[str], address: str, folder: Path) -> Iterator[None]:
    """Runs a server, whose home is the folder, until it answers at the address."""
    log = folder / "log.txt"
    with (
        log.open("w") as said,
        subprocess.Popen(command, cwd=folder, env=homes(folder), stdout=said, stderr=said) as process,
    ):
        try:
            for _ in range(240):
                assert process.poll() is None, log.read_text()
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.5)
            yield
        finally:
            process.terminate()


def notebook(path: Path) -> Path:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


@contextmanager
def jupyterlab(page: Page, folder: Path, *, plotly: bool) -> Iterator[list[Locator]]:
    """The outputs of all cells, run in JupyterLab with or without Plotly's extension."""
    notebook(folder / "own.ipynb")
    port = free_port()
    command = [python_program("jupyter-lab"), "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]
    if not plotly:
        command.append(f"--LabApp.labextensions_path={folder}")  # where there is none
    with started(command, f"http://127.0.0.1:{port}/api", folder):
        page.goto(f"http://127.0.0.1:{port}/lab/tree/own.ipynb?reset")
        expect(page.locator(".jp-NotebookPanel .jp-CodeCell")).to_have_count(len(CELLS))
        expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']")).to_have_count(1)
        cells = page.locator(".jp-NotebookPanel .jp-CodeCell")
        outputs = [cells.nth(number).locator(".jp-OutputArea-output") for number in range(len(CELLS))]
        for _ in range(6):  # an early click is lost
            page.get_by_text("Run", exact=True).first.click()
            page.get_by_text("Run All Cells", exact=True).first.click()
            with suppress(Error):
                outputs[0].first.wait_for(state="attached", timeout=15_000)
                break
        expect(outputs[3].locator(".bars .point")).to_have_count(3)
        yield outputs


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    """A window that shows all cells, since JupyterLab draws only those in view; without cookies of others."""
    page = browser.new_page(viewport={"width": 1300, "height": 3000})
    page.set_default_timeout(TIMEOUT_MS)
    yield page
    page.context.close()


def test_jupyterlab_draws_results_beside_own_charts(wide: Page, tmp_path: Path) -> None:
    with jupyterlab(wide, tmp_path, plotly=True) as (before, run, land, after, own):
        expect(run.locator(".scatterlayer .js-line")).to_have_count(2)
        for drawn in (run, land):
            expect(drawn.locator(".contourlayer")).to_have_count(1)
            assert drawn.locator(".contourlayer path").count() > 5
            assert [image.is_visible() for image in drawn.locator("img").all()] in ([], [False])
        for chart in (before, after, own):
            expect(chart.locator(".bars .point")).to_have_count(3)


def test_jupyterlab_without_plotly_shows_pictures(wide: Page, tmp_path: Path) -> None:
    with jupyterlab(wide, tmp_path, plotly=False) as (before, run, land, after, _):
        for drawn in (run, land):
            picture = drawn.locator("img[src^='data:image/']")
            expect(picture).to_be_visible()
            assert picture.evaluate("image => image.naturalWidth") > 400
            expect(drawn.locator(".main-svg")).to_have_count(0)
        for chart in (before, after):
            expect(chart.locator(".bars .point")).to_have_count(3)


def test_marimo_draws_results_beside_own_charts(wide: Page, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(MARIMO)
    port = free_port()
    command = [python_program("marimo"), "run", "own.py", "--headless", "--no-token", "--port", str(port)]
    with started(command, f"http://127.0.0.1:{port}/", tmp_path):
        wide.goto(f"http://127.0.0.1:{port}/")
        expect(wide.locator(".bars .point")).to_have_count(6)
        expect(wide.locator(".contourlayer")).to_have_count(2)
        expect(wide.locator(".scatterlayer .js-line")).to_have_count(4)


def test_exported_page_has_the_pictures(tmp_path: Path) -> None:
    """As on GitHub, in nbviewer and in a PDF file, where nobody draws a figure."""
    path = notebook(tmp_path / "own.ipynb")
    command = [python_program("jupyter"), "nbconvert", "--execute", "--to", "html", path.name]
    subprocess.run(command, cwd=tmp_path, env=homes(tmp_path), check=True, timeout=300)
    page = path.with_suffix(".html").read_text(encoding="utf-8")
    assert page.count('src="data:image/jpeg;base64,') == 2
