"""Client displays: notebook output, figures, and errors where a package or server is missing."""

import base64
import http.server
import io
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from descentlab import Client, LabError
from descentlab.land_picture import palette
from descentlab.notebook_output import PLOTLY


class Frames(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.found.append(dict(attrs))


def test_embed_is_one_iframe_of_the_page(lab: Client) -> None:
    run = lab.run("bowl", "adam", label='a"><script>alert(1)</script>', steps=3)
    parser = Frames()
    parser.feed(run.embed_html(525, 450))
    (frame,) = parser.found
    assert frame["src"] == run.url.replace("/#s=", "/embed#s=")
    assert frame["title"] == f"Descent Lab: {run.label}"
    assert (frame["width"], frame["height"]) == ("525", "450")


def test_figure_contains_the_numbers_of_the_run(lab: Client) -> None:
    runs = lab.compare("rosenbrock", ["gd", "adam"], steps=12)
    figure = runs.figure()
    paths = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]
    assert [trace.name for trace in paths] == ["Gradient descent"] * 2 + ["Adam"] * 2
    for run, path, curve in zip(runs, paths[::2], paths[1::2], strict=True):
        assert np.array_equal(path.x, run.x)
        assert np.array_equal(path.y, run.y)
        assert np.array_equal(curve.y, run.loss)
        assert path.line.color == curve.line.color
    assert paths[0].line.color != paths[2].line.color
    (contour,) = (trace for trace in figure.data if trace.type == "contour")
    assert np.array_equal(contour.customdata, runs[0].landscape().z)
    assert lab.landscape("bowl", resolution=5).figure().data[0].type == "contour"


def test_figure_shows_the_whole_land_at_its_places(here: Client) -> None:
    """Branin's domain is another one along each axis."""
    figure = here.run("branin", "adam", steps=12).figure()
    (land,) = (trace for trace in figure.data if trace.type == "contour")
    x, y = np.meshgrid(np.linspace(-5, 10, len(land.x)), np.linspace(0, 15, len(land.y)))
    np.testing.assert_allclose([land.x, land.y], [x[0], y[:, 0]], atol=1e-12)
    valley = (y - 5.1 / (4 * np.pi**2) * x**2 + 5 / np.pi * x - 6) ** 2
    loss = valley + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10
    np.testing.assert_allclose(land.customdata, loss, rtol=1e-6, atol=1e-3)
    heights = np.asarray(land.z).ravel()
    assert (np.diff(heights[np.argsort(np.asarray(land.customdata).ravel())]) >= 0).all()
    assert [figure.layout[axis].range for axis in ("xaxis", "yaxis")] == [(-5, 10), (0, 15)]
    assert [figure.layout[axis].title.text for axis in ("xaxis", "yaxis", "xaxis2")] == ["x", "y", "step"]


def test_figure_marks_ends_and_has_a_scale_that_fits(here: Client) -> None:
    for formula, scale in (("x**2 + y**2 + 1", "log"), ("x**2 + y**2 - 1", "linear")):
        runs = here.compare(formula, ["gd", "adam"], steps=12)
        figure = runs.figure()
        lines = [trace for trace in figure.data if trace.type == "scatter"]
        ends = [trace for trace in lines if trace.mode == "markers"]
        for place in (0, -1):
            marked = [(end.x[place], end.y[place]) for end in ends]
            assert marked == [(run.x[place], run.y[place]) for run in runs]
        assert {end.marker.color[0] for end in ends} == {"white"}
        assert [end.marker.color[1] for end in ends] == [line.line.color for line in lines[::3]]
        curves = [trace for trace in lines if trace.xaxis == "x2"]
        assert [list(curve.x) for curve in curves] == [list(range(13))] * 2
        assert figure.layout.yaxis2.type == scale


AXES = ("xaxis", "yaxis", "xaxis2", "yaxis2")


def test_figure_has_powers_of_ten(here: Client) -> None:
    figure = here.run("bowl", "gd", lr=0.5, steps=60).figure()  # the loss falls by 4 at each step: 36 decades
    assert [figure.layout[axis].exponentformat for axis in AXES] == ["power"] * 4
    assert figure.data[0].colorbar.exponentformat == "power"
    assert (figure.layout.yaxis2.type, figure.layout.yaxis2.dtick) == ("log", 5)
    assert here.run("bowl", "gd", lr=0.5, steps=6).figure().layout.yaxis2.dtick == 1
    near = here.run("bowl", "gd", lr=1e-3, steps=6).figure()
    assert near.layout.yaxis2.dtick is None, "there may be no power of ten among the losses"


@pytest.mark.parametrize(("problem", "log"), [("rosenbrock", True), ("x + y", False)])
def test_color_bar_tells_losses(here: Client, problem: str, log: bool) -> None:
    run = here.run(problem, "gd", lr=1e-4, steps=5)
    for figure in (run.figure(), run.landscape().figure()):
        (land,) = (trace for trace in figure.data if trace.type == "contour")
        assert land.showscale is not False
        assert land.colorbar.title.text == "loss"
        assert (land.colorbar.tickvals is not None) is log
        if log:
            heights, losses = (np.sort(np.ravel(part)) for part in (land.z, land.customdata))
            told = [float(text) for text in land.colorbar.ticktext]
            expected = np.interp(land.colorbar.tickvals, heights, losses)
            np.testing.assert_allclose(told, expected, rtol=0.02, atol=1e-3)
    assert run.figure().data[0].colorbar.x < run.figure().layout.xaxis2.domain[0]


def test_notebook_shows_the_page_of_a_server(there: Client) -> None:
    shown = there.run("bowl", "adam", steps=3)._repr_mimebundle_()
    assert "<iframe" in shown["text/html"]
    assert shown["text/plain"].startswith("Run('Adam': 3 steps")
    assert pixels_of(shown).std() > 15


def test_short_link_round_trips(there: Client, here: Client) -> None:
    run = there.run("bowl", "adam", lr=0.0713, steps=9)
    link = there.save(run.experiment)
    assert link.endswith(f"/e/{run.id}")
    with urllib.request.urlopen(link) as page:
        assert "Descent Lab" in page.read().decode()
    for known in (link, run.id):
        (again,) = there.open(known)
        assert np.array_equal(again.loss, run.loss)
    with pytest.raises(LabError, match=r"saved|nothing"):
        there.open("0" * len(run.id))
    for act in (lambda: here.save(run.experiment), lambda: here.open(link)):
        with pytest.raises(LabError, match="on a server"):
            act()


def pixels_of(shown: dict[str, Any]) -> Any:
    """The picture of a notebook output, as red, green and blue."""
    (kind,) = (kind for kind in shown if kind.startswith("image/"))
    picture = Image.open(io.BytesIO(base64.b64decode(shown[kind])))
    assert picture.format == kind.removeprefix("image/").upper()
    return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("ask", ["run", "compare", "landscape"])
def test_notebook_output_is_a_figure_and_a_picture(here: Client, ask: str) -> None:
    from plotly.graph_objects import Figure

    more = {"run": ["adam"], "compare": [["gd", "adam"]], "landscape": []}[ask]
    shown = getattr(here, ask)("himmelblau", *more)._repr_mimebundle_()
    assert list(shown) == ["text/plain", PLOTLY, "image/jpeg"]
    figure = Figure(json.loads(json.dumps(shown[PLOTLY])))
    assert "contour" in {trace.type for trace in figure.data}
    assert pixels_of(shown).std() > 15


@pytest.mark.parametrize("ask", ["run", "compare", "landscape"])
def test_marimo_is_given_the_figure(here: Client, ask: str) -> None:
    """marimo shows no Plotly figure of a bundle, but one that ``_display_`` returns."""
    from plotly.graph_objects import Figure

    more = {"run": ["adam"], "compare": [["gd", "adam"]], "landscape": []}[ask]
    assert isinstance(getattr(here, ask)("bowl", *more)._display_(), Figure)


def test_without_pillow_the_picture_is_a_png_file(there: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an environment that has the client alone."""
    monkeypatch.setitem(sys.modules, "PIL", None)
    shown = there.landscape("bowl", resolution=5)._repr_mimebundle_()
    assert list(shown) == ["text/plain", PLOTLY, "image/png"]


def test_picture_of_a_landscape_points_upwards(here: Client) -> None:
    land = here.landscape("x + 2*y", resolution=9, domain=((-1, 1), (-1, 1)))
    pixels = pixels_of(land._repr_mimebundle_()).astype(int)
    first, last = (np.array([*bytes.fromhex(palette("land")[end][1:])]) for end in (0, -1))
    assert abs(pixels[-1, 0] - first).max() <= 3, "but for the losses of JPEG"
    assert abs(pixels[0, -1] - last).max() <= 3
    assert abs(pixels[0, 0] - pixels[-1, 0]).sum() > abs(pixels[-1, -1] - pixels[-1, 0]).sum() > 0
    holed = pixels_of(here.landscape("log(x)", domain=((-1, 1), (-1, 1)))._repr_mimebundle_())
    assert (holed[:, :150] >= 253).all()
    assert (holed[:, 300:] < 240).any()


def test_without_plotly_text_and_picture_remain(here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = here.run("bowl", "adam", steps=3)
    monkeypatch.setitem(sys.modules, "plotly", None)
    shown = run._repr_mimebundle_()
    assert list(shown) == ["text/plain", "image/png"]
    assert shown["text/plain"] == repr(run)
    kind, content = run._display_()._mime_()
    assert (kind, content[:4]) == ("image/png", b"\x89PNG")
    with pytest.raises(ImportError, match=r"pip install 'descentlab\[notebook\]'"):
        run.figure()


def test_output_remains_when_the_server_is_gone(monkeypatch: pytest.MonkeyPatch, there: Client) -> None:
    land = there.landscape("bowl", resolution=5)
    run = there.run("bowl", "adam", steps=3)
    monkeypatch.setattr(run._backend, "page", "http://127.0.0.1:9/")
    assert list(run._repr_mimebundle_()) == ["text/plain", "text/html"]
    assert run._display_()._mime_()[0] == "text/html"
    assert "image/jpeg" in land._repr_mimebundle_()


def test_without_pandas_the_error_says_what_to_install(here: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        here.run("bowl", "adam", steps=3).to_dataframe()


def test_local_and_remote_images_are_equal(here: Client, there: Client) -> None:
    pictures = [
        lab.compare("beale", ["gd", "adam"], steps=20).png(5, width=300, height=240, theme="dark")
        for lab in (here, there)
    ]
    assert pictures[0] == pictures[1]
    assert pictures[0].startswith(b"\x89PNG")
    for lab in (here, there):
        run = lab.run("bowl", "adam", steps=3)
        assert run.png(0, width=300, height=240) != run.png(width=300, height=240)
        for wrong in ({"width": 1}, {"theme": "pink"}):
            with pytest.raises(LabError):
                run.png(**wrong)


def test_data_frame_contains_the_columns(here: Client) -> None:
    frame = here.compare("bowl", ["adam", "gd"], steps=3).to_dataframe()
    assert list(frame.columns) == ["x", "y", "loss", "lr", "grad_norm"]
    assert frame.shape == (8, 5)


BARS = """() => {
    const chart = document.createElement("div");
    document.body.append(chart);
    return Plotly.newPlot(chart, [{type: "bar", x: [1, 2, 3], y: [3, 1, 2]}])
        .then(() => chart.querySelectorAll(".bars .point").length);
}"""
"""Somebody's own chart, drawn by the Plotly of the notebook; returns how many bars are seen."""

SHOW = """(bundle) => {
    const place = document.createElement("div");
    place.id = "shown";
    document.body.append(place);
    const html = bundle["text/html"], figure = bundle["application/vnd.plotly.v1+json"];
    if (html) place.append(document.createRange().createContextualFragment(html));
    return figure ? Plotly.newPlot(place, figure).then(() => null) : null;
}"""
"""What a notebook does with an output: HTML goes into the page, a figure to its own Plotly."""


@pytest.mark.browser
def test_own_charts_stay_beside_a_run(here: Client) -> None:
    from playwright.sync_api import sync_playwright
    from plotly.offline import get_plotlyjs

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            page = browser.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.add_script_tag(content=get_plotlyjs())
            version = page.evaluate("Plotly.version")
            assert page.evaluate(BARS) == 3
            for shown in (here.compare("himmelblau", ["gd", "adam"], steps=30), here.landscape("bowl")):
                page.evaluate(SHOW, shown._repr_mimebundle_())
                assert page.evaluate("Plotly.version") == version
                assert page.evaluate(BARS) == 3
            assert page.locator("#shown .contourlayer path").count() > 5
            assert page.locator("#shown .scatterlayer .trace path.js-line").count() == 4
        finally:
            browser.close()
    assert [address for address in asked if address.startswith("http")] == []


@pytest.fixture
def stranger() -> Iterator[str]:
    """A server that is not a Descent Lab."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if "catalog" in self.path else 404)
            self.end_headers()
            self.wfile.write(b'{"presets": []}' if "catalog" in self.path else b"<h1>?</h1>")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200 if "trajectories" in self.path else 404)
            self.end_headers()
            self.wfile.write(b"<h1>hello</h1>")

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_foreign_server_is_recognized(stranger: str) -> None:
    with pytest.raises(LabError, match="Is it a lab"):
        Client(stranger).run("bowl", "adam")
    with pytest.raises(LabError, match="404"):
        Client(stranger).landscape("bowl")


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://127.0.0.1", "", "http://"])
def test_malformed_url_is_rejected(url: str) -> None:
    with pytest.raises(LabError, match="no address of a lab"):
        Client(url)


def test_unreachable_server_is_reported() -> None:
    with pytest.raises(LabError, match="There is no answer from"):
        Client("http://127.0.0.1:9").run("bowl", "adam")


def test_script_of_a_run_prints_its_numbers(lab: Client, capsys: pytest.CaptureFixture[str]) -> None:
    run = lab.run("beale", "nadam", steps=15)
    exec(compile(run.pytorch(), "<script>", "exec"), {})
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "step,x,y,loss,lr"
    assert [float(row.split(",")[3]) for row in rows] == run.loss.tolist()


def test_package_imports_no_torch() -> None:
    """The server's command and a remote client import no torch."""
    code = (
        "import sys, descentlab; descentlab.Client('http://127.0.0.1:9'); "
        "assert 'torch' not in sys.modules and 'plotly' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=Path(__file__).parents[2])


def test_landscape_without_any_value_is_shown() -> None:
    land = Client().landscape({"kind": "formula", "expression": "log(-1 - x**2 - y**2)"}, resolution=11)
    shown = land._repr_mimebundle_()
    assert set(shown) == {PLOTLY, "image/jpeg", "text/plain"}
    assert repr(land) == "Landscape(11 x 11 places, no loss known)"
