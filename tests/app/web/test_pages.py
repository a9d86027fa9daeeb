"""Page cache: never another visitor's page, and never a stale one for long."""

import dataclasses
import re
import shutil
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from unittest.mock import AsyncMock
from urllib.robotparser import RobotFileParser

import httpx2
import pytest
from fastapi import FastAPI
from in_process_executor import InProcessExecutor
from launch import eventually
from starlette.testclient import TestClient
from talk import experiment

from app.core.assets import Assets
from app.core.paths import STATIC
from app.core.settings import Settings
from app.main import create_app
from app.web.pages import FRESH_S, Pages, page_routes
from engine.spec.experiment import Experiment

ADDRESS = re.compile(r'<meta property="og:url" content="([^"]*)"')


def test_concurrent_requests_get_their_own_pages(server):
    links = [f"{server.url}/?surface={name}&seed={seed}" for name in ("bowl", "beale") for seed in range(5)]

    def own(link):
        answer = httpx2.get(link, timeout=60)
        assert answer.status_code == 200
        return unescape(ADDRESS.search(answer.text).group(1)) == link

    with ThreadPoolExecutor(8) as visitors:
        assert all(visitors.map(own, links * 6))


def test_rendered_page_is_cached_until_a_file_changes(tmp_path):
    shutil.copytree(STATIC, tmp_path / "static")
    api = FastAPI()
    api.include_router(page_routes(Pages(Settings(), Assets(tmp_path / "static"))))
    with TestClient(api) as visitor:

        def tag():
            answer = visitor.get("/limits")
            assert answer.status_code == 200
            return answer.headers["etag"]

        before = tag()
        assert tag() == before
        assert visitor.get("/limits", headers={"If-None-Match": before}).status_code == 304
        style = tmp_path / "static/css/tokens.css"
        style.write_text(style.read_text() + "/* changed */")
        eventually(lambda: tag() != before, FRESH_S + 30)


@pytest.fixture
def counting(monkeypatch):
    """Pages whose renderings are counted, by template; while its gate is closed, /docs does not end."""
    rendered, gate = Counter(), threading.Event()
    gate.set()
    render = Pages._render

    def counted(self, template, *others):
        rendered[template] += 1
        if template == "docs.html":
            assert gate.wait(60)
        page = render(self, template, *others)
        return dataclasses.replace(page, stale_at=page.stale_at + 60)

    monkeypatch.setattr(Pages, "_render", counted)
    with TestClient(create_app(Settings(store=""), InProcessExecutor())) as visitor:
        yield visitor, rendered, gate


@pytest.mark.parametrize("path", ["/docs", "/limits", "/compare", "/patterns"])
def test_query_that_a_page_does_not_use(counting, path):
    visitor, rendered, _ = counting
    assert len({visitor.get(f"{path}?x={number}").content for number in range(5)}) == 1
    assert rendered.total() == 1


def test_saved_page_is_rendered_once(counting):
    visitor, rendered, _ = counting
    load = visitor.app.state.services.saved
    load.load = AsyncMock(return_value=Experiment.model_validate(experiment()))
    for number in range(3):
        assert visitor.get(f"/e/{'0' * 32}?x={number}").status_code == 200
    assert rendered.total() == 1
    assert visitor.get(f"/e/{'1' * 32}").status_code == 200
    assert rendered.total() == 2


def test_slow_page_holds_no_other_up(counting):
    visitor, rendered, gate = counting
    gate.clear()
    with ThreadPoolExecutor(1) as another:
        slow = another.submit(visitor.get, "/docs")
        eventually(lambda: rendered["docs.html"] == 1)
        assert visitor.get("/limits").status_code == 200
        gate.set()
        assert slow.result(60).status_code == 200


def test_what_browsers_ask_for_unasked(client):
    icon = client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert "svg" in icon.text


def test_crawlers_leave_experiments_alone(client, server):
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    text = answer.text.replace(
        "Disallow: /*?", "Disallow: /?surface"
    )  # the standard library has no wildcards
    rules = RobotFileParser()
    rules.parse(text.splitlines())

    def may(agent, path):
        return rules.can_fetch(agent, f"{server.url}{path}")

    assert may("anybot", "/")
    assert may("anybot", "/docs")
    assert may("anybot", "/static/js/main.js?v=1")
    assert not may("anybot", "/?surface=bowl&run=adam")
    assert not may("anybot", "/api/v1/trajectory?surface=bowl")
    assert may("Twitterbot", "/?surface=bowl&run=adam")
    assert may("Twitterbot", "/api/v1/exports/png?s=x")
