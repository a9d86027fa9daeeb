"""Gallery tests: the gallery, forks at the playhead and the table of numbers."""

import math

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab_page import LabPage
from playwright.sync_api import Browser, Page, Request, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(page: Page, base_url: str) -> LabPage:
    return LabPage(page, base_url)


def serious_violations(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


def test_example_starts_from_its_picture(lab: LabPage) -> None:
    lab.open("?view=contour&steps=40&run=adam")
    page = lab.page
    page.locator("h1").click()
    page.locator("body").press("e")
    dialog = page.get_by_role("dialog", name="Examples")
    card = dialog.get_by_role("button", name="Ravine and momentum")
    expect(card).to_contain_text("What does momentum gain in a narrow valley?")
    first = "() => document.querySelector('.gallery-card img').naturalWidth > 0"
    page.wait_for_function(first)
    expect(page.locator("dialog.gallery")).to_have_css("border-top-width", "0px")  # the box of all dialogs
    assert serious_violations(page) == []
    card.focus()
    card.press("Enter")
    expect(dialog).to_be_hidden()
    lab.settle()
    assert lab.state()["spec"]["problem"]["surface"]["name"] == "ellipse100"
    expect(lab.racers).to_have_count(2)
    assert page.evaluate("() => document.lab.player.playing || document.lab.player.time > 0")


PAIR = ["Gradient descent", "Adam"]
WISHES = {
    "Learning rate too large": ["Rate 0.02", "Rate 0.18", "Rate 0.21"],
    "Ravine and momentum": ["Gradient descent", "Momentum"],
    "Adam against SGD": [*PAIR, *PAIR],
    "Stuck at a saddle point": ["Gradient descent", "Momentum", "Adam"],
    "Noise in a local minimum": ["Exact gradient", "Noisy gradient"],
    "Batch size": ["All samples", "One sample"],
    "Bad initialization": [*PAIR, *PAIR],
    "Skip connections": PAIR,
}
"""What a lecturer wants to show, and the optimizers that then run."""


@pytest.mark.parametrize(
    ("width", "height", "query"),
    [(1366, 768, "?theme=light"), (1024, 768, "?theme=projector"), (390, 844, "?theme=light")],
)
def test_each_wish_takes_two_clicks(
    browser: Browser, base_url: str, width: int, height: int, query: str
) -> None:
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, has_touch=width < 760)
    page = context.new_page()
    page.set_default_timeout(60_000)
    # The server needs no time for pictures here.
    page.route("**/exports/png**", lambda route: route.fulfill(status=503, json={}))
    press = "tap" if width < 760 else "click"
    masthead = page.locator(".masthead")
    try:
        for title, labels in WISHES.items():
            page.goto(f"{base_url}{query}&view=contour&steps=40&run=adam&autoplay=0")
            opener = page.get_by_role("button", name="Examples")
            expect(opener).to_have_count(1)
            target, row = opener.bounding_box(), masthead.bounding_box()
            assert target is not None
            assert row is not None
            if width < 760:
                assert min(target["width"], target["height"]) >= 44
                assert row["height"] < 60, "one row"
                expect(opener.locator("svg")).to_be_visible()
            getattr(opener, press)()
            card = page.locator(".gallery-card").filter(has=page.get_by_text(title, exact=True))
            getattr(card, press)()
            expect(page.locator("question-strip")).to_be_visible()
            shown = """() => {
                const pages = [...document.querySelectorAll("iframe")].map((f) => f.contentDocument);
                const labs = (pages.length ? pages : [document]).map((one) => one.lab);
                if (!labs.every((lab) => lab?.state)) return "";
                const racers = labs.flatMap((lab) => lab.state.spec.racers);
                return JSON.stringify(racers.map(({ label }) => label).sort());
            }"""
            page.wait_for_function(f"(wanted) => ({shown})() === JSON.stringify(wanted)", arg=sorted(labels))
    finally:
        context.close()


def test_question_of_an_example_stays(lab: LabPage) -> None:
    lab.open("?view=contour&steps=40&run=adam")
    page = lab.page
    page.get_by_role("button", name="Examples").first.click()
    page.get_by_role("dialog", name="Examples").get_by_role("button", name="Ravine and momentum").click()
    strip = page.locator("question-strip")
    expect(strip).to_contain_text("What does momentum gain in a narrow valley?")
    look_for = strip.locator("p")
    expect(look_for).to_be_visible()
    lab.settle()
    page.evaluate("() => document.lab.player.seek(document.lab.player.end)")
    page.wait_for_timeout(4000)  # the toast of former versions had gone by then
    expect(look_for).to_be_visible()
    page.wait_for_url("**example=ravine**")
    page.reload()
    expect(strip).to_contain_text("What does momentum gain")
    assert serious_violations(page) == []
    strip.get_by_role("button", name="Dismiss the question").click()
    expect(strip).to_be_hidden()
    page.wait_for_function("() => !location.search.includes('example')")
    lab.expect_no_errors()


def test_question_goes_with_its_landscape(lab: LabPage) -> None:
    lab.open("?view=contour&steps=40&run=adam&surface=ellipse100&example=ravine")
    expect(lab.page.locator("question-strip")).to_be_visible()
    lab.pick("Himmelblau")
    expect(lab.page.locator("question-strip")).to_be_hidden()
    lab.page.get_by_role("button", name="Undo").click()
    lab.settle()
    lab.expect_no_errors()


def test_example_opens_by_its_name(lab: LabPage) -> None:
    lab.open("?example=saddle")
    assert lab.state()["spec"]["problem"]["surface"]["name"] == "saddle"
    expect(lab.page.locator("question-strip")).to_contain_text("Why does no ball move")
    lab.open("?example=saddle&surface=bowl")
    assert lab.state()["spec"]["problem"]["surface"]["name"] == "bowl"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390), (1366, 768)])
def test_question_leaves_room_for_the_picture(
    browser: Browser, base_url: str, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        lab = LabPage(context.new_page(), base_url).open("?example=saddle")
        strip = lab.page.locator("question-strip")
        if not strip.locator("p").is_visible():
            strip.locator("summary").click()
        expect(strip.locator("p")).to_be_visible()
        bounds = strip.bounding_box()
        assert bounds is not None
        assert bounds["x"] + bounds["width"] <= width
        assert bounds["height"] <= 0.14 * height
        dismiss = strip.get_by_role("button").bounding_box()
        assert dismiss is not None
        assert dismiss["x"] + dismiss["width"] <= bounds["x"] + bounds["width"]
    finally:
        context.close()


def test_embed_and_comparison_show_the_question(page: Page, base_url: str) -> None:
    for path in (
        "embed?surface=bowl&run=adam&example=saddle",
        "compare?a=surface%3Dbowl&b=surface%3Dbowl&example=saddle",
    ):
        page.goto(base_url + path)
        expect(page.locator("question-strip")).to_contain_text("Why does no ball move")
    page.goto(base_url + "embed?surface=bowl&run=adam&example=saddle&hide=question")
    page.wait_for_function("() => document.lab?.live.complete")
    expect(page.locator("question-strip")).to_be_hidden()


def test_closed_gallery_requests_no_picture(lab: LabPage) -> None:
    lab.open("?view=contour&steps=40&run=adam")
    page = lab.page
    page.route("**/exports/png**", lambda _: None)  # a slow server

    def asks(request: Request) -> bool:
        return "/exports/png" in request.url

    with page.expect_event("request", asks) as first:
        page.get_by_role("button", name="Examples").first.click()
    with page.expect_event("requestfailed", asks) as dropped:
        page.keyboard.press("Escape")
    assert dropped.value == first.value
    with page.expect_event("request", asks) as again:
        page.get_by_role("button", name="Examples").first.click()
    assert again.value.post_data == first.value.post_data, "it begins where it stopped"
    lab.expect_no_errors()


def test_fork_shares_past_and_table_shows_both(lab: LabPage) -> None:
    lab.open("?view=contour&steps=80&run=adam,lr:0.05")
    page = lab.page
    page.evaluate("() => document.lab.player.seek(30)")
    lab.tool(0, "Fork").click()
    expect(lab.racers).to_have_count(2)
    lab.settle()
    assert lab.step == 30
    assert lab.path(0) == lab.path(1), "until something is changed both go one way"
    lab.type_value("Learning rate", "0.2")
    lab.settle()
    trunk, branch = lab.path(0, "loss"), lab.path(1, "loss")
    assert trunk[:31] == branch[:31]
    assert trunk[31] != branch[31]
    assert lab.state()["spec"]["edits"] == [{"step": 30, "racer": 1, "set": {"lr": 0.2}}]
    page.locator("h1").click()
    page.locator("body").press("f")
    lab.settle()
    assert "30 › 30" in lab.state()["spec"]["racers"][2]["label"]
    page.evaluate("() => document.lab.player.seek(80)")
    page.locator("body").press("n")
    dialog = page.get_by_role("dialog", name="Numbers")
    rows = dialog.locator("tbody tr")
    expect(rows).to_have_count(3)
    assert serious_violations(page) == []
    cells = page.evaluate(
        "() => [...document.querySelectorAll('.numbers tbody tr')].map((row) =>"
        " [...row.cells].map((cell) => cell.textContent))"
    )
    assert float(cells[1][5].replace("\u2212", "-")) == pytest.approx(lab.path(1, "loss")[80], rel=1e-2)
    end = lab.path(0)[80], lab.path(0, "y")[80]
    assert float(cells[0][7]) == pytest.approx(math.dist(end, (1.0, 1.0)), rel=1e-3)
    assert cells[0][8] == "80"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    lab.expect_no_errors()
