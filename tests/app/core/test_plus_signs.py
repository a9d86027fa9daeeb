"""Plus signs: a formula in an address keeps them, on every route; the page reads the same cases."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest

from app.core.plus_signs import keep_plus_signs
from app.web.link_preview import experiment_in

CASES = json.loads((Path(__file__).resolve().parents[2] / "plus_signs.json").read_text(encoding="utf-8"))
PLAIN = "x**2+sin(y)"


@pytest.mark.parametrize(("query", "formula"), CASES)
def test_query_has_the_formula(query: str, formula: str) -> None:
    assert parse_qs(keep_plus_signs(query), keep_blank_values=True)["formula"] == [formula]
    assert keep_plus_signs(keep_plus_signs(query)) == keep_plus_signs(query)


def test_other_parameters_keep_their_blanks() -> None:
    query = "title=a+b&formula=x+y&note=c+d"
    assert keep_plus_signs(query) == "title=a+b&formula=x%2By&note=c+d"


def test_preview_has_the_formula() -> None:
    experiment = experiment_in(f"formula={PLAIN}", 10_000)
    assert experiment is not None
    assert experiment.problem.title() == PLAIN


@pytest.mark.parametrize("path", ["landscape", "trajectory", "trajectories/stream"])
def test_routes_read_a_typed_plus(client, path: str) -> None:
    size = {"resolution": 3} if path == "landscape" else {"steps": 3}
    typed = client.get(f"/api/v1/{path}?formula={PLAIN}&{urlencode(size)}")
    escaped = client.get(f"/api/v1/{path}", params={"formula": PLAIN, **size})
    assert typed.status_code == 200
    assert typed.text == escaped.text


def test_page_is_titled_with_the_plus(client) -> None:
    for path in ("/", "/embed"):
        assert f"{PLAIN} · Descent Lab" in client.get(f"{path}?formula={PLAIN}").text


def test_oembed_reads_a_typed_plus(client) -> None:
    page = f"{client.base_url}/?formula={PLAIN}"
    answer = client.get("/api/v1/oembed", params={"url": page})
    assert PLAIN in answer.json()["title"]


def test_blank_is_told(client) -> None:
    answer = client.get("/api/v1/landscape?formula=2%20x&resolution=3")
    assert answer.status_code == 422
    assert "%2B" in answer.text
