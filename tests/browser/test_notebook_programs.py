"""Notebook programs: results in real JupyterLab and marimo, beside somebody's own Plotly charts."""

import os
import re
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

from benchmarks.browser import browser_path

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


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("executed")
    path = notebook(folder / "own.ipynb")
    convert(path, "notebook", "--execute", "--inplace")
    return path


def convert(path: Path, target: str, *options: str, **env: str) -> Path:
    """The file that nbconvert makes of a notebook."""
    command = [python_program("jupyter"), "nbconvert", "--to", target, *options, path.name]
    subprocess.run(command, cwd=path.parent, env=homes(path.parent) | env, check=True, timeout=300)
    return path.with_suffix({"latex": ".tex", "webpdf": ".pdf"}.get(target, f".{target}"))


def own_browser(browser: Browser, folder: Path) -> Path:
    """A folder in which Playwright finds a browser that it has not installed itself."""
    expected = Path(browser.browser_type.executable_path)  # .../chromium-1255/chrome-linux64/chrome
    path = browser_path()
    if path is None:
        return expected.parents[2]
    revision = expected.parents[1].name.rpartition("-")[2]
    shell = f"chromium_headless_shell-{revision}/chrome-headless-shell-linux64/chrome-headless-shell"
    (folder / shell).parent.mkdir(parents=True)
    (folder / shell).symlink_to(path)
    return folder


def test_exported_page_has_the_pictures(executed: Path) -> None:
    """As in nbviewer, which makes pages by nbconvert, and where nobody draws a figure."""
    page = convert(executed, "html").read_text(encoding="utf-8")
    assert page.count('src="data:image/jpeg;base64,') == 2


def test_printed_page_has_the_pictures(executed: Path, browser: Browser, tmp_path: Path) -> None:
    browsers = {"PLAYWRIGHT_BROWSERS_PATH": str(own_browser(browser, tmp_path))}
    printed = convert(executed, "webpdf", "--disable-chromium-sandbox", **browsers).read_bytes()
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/DCTDecode") == 2, "JPEG pictures, as they came"


def test_latex_has_the_pictures(executed: Path) -> None:
    """LaTeX, of which nbconvert makes its other PDF file, includes files."""
    text = convert(executed, "latex").read_text(encoding="utf-8")
    included = [executed.parent / name for name in re.findall(r"\{([^{}]*\.jpe?g)\}", text)]
    assert [path.read_bytes()[:3] for path in included] == [b"\xff\xd8\xff"] * 2
