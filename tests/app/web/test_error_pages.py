"""Error pages: a dead link shows a page with a link home."""

import re

import httpx2
import pytest
from launch import running

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def way(page, address, text):
    """URL of a link or a style sheet, resolved against the page."""
    return address.join(re.search(rf'href="([^"]*{text})"', page)[1])


@pytest.mark.parametrize("path", ["/nowhere", "/a/b/c", "/e/no-id", "/e/" + "0" * 32])
def test_dead_link_shows_a_page_with_a_link_home(client, path):
    answer = client.get(path, headers=BROWSER)
    plain = client.get(path)
    assert plain.headers["Content-Type"] == "application/problem+json"
    assert answer.status_code == plain.status_code
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<h1>Not found</h1>" in answer.text
    assert client.get(way(answer.text, answer.url, "docs")).status_code == 200
    styles = re.findall(r'href="([^"]*css[^"]*)"', answer.text)
    assert len(styles) == 2
    for style in styles:
        assert client.get(answer.url.join(style)).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/static/nowhere.js"])
def test_programs_get_problem_json(client, path):
    assert client.get(path, headers=BROWSER).headers["Content-Type"] == "application/problem+json"


def test_error_page_does_not_repeat_the_url(client):
    assert "zq9echo" not in client.get("/zq9echo", headers=BROWSER).text


def test_link_home_works_under_a_sub_path():
    with (
        running("--workers", "1", DESCENTLAB_ROOT_PATH="/lab") as server,
        httpx2.Client(base_url=server.url, timeout=60) as client,
    ):
        answer = client.get("/lab/e/no-id", headers=BROWSER)
        assert way(answer.text, answer.url, "docs").path == "/lab/docs"
