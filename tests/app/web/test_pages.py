"""Page cache: never another visitor's page, and never a stale one for long."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.robotparser import RobotFileParser

import httpx2
from fastapi import FastAPI
from launch import eventually
from starlette.testclient import TestClient

from app.core.assets import Assets
from app.core.paths import STATIC
from app.core.settings import Settings
from app.web.pages import FRESH_S, Pages, page_routes

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
