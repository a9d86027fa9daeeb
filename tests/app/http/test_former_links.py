"""Former links: those of ``tests/links`` were made by earlier versions, and open for ever."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from page_script import PageScript, with_catalog

from app.core.settings import Settings
from app.main import create_app
from app.web.link_preview import experiment_in
from engine.catalog_document import catalog
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, canonical

FOLDER = Path(__file__).resolve().parents[2] / "links"
LINKS: list[dict[str, Any]] = json.loads((FOLDER / "links.json").read_text(encoding="utf-8"))
READ = [link for link in LINKS if link["page"] != "saved"]
LIMIT = 65_536
PAGE = with_catalog(
    """
import { defaultView } from "./static/js/url/url-state.js";
import { openAddress } from "./static/js/url/validate-url.js";
""",
    """
  const { address, embed, view } = question;
  const usual = { ...defaultView(), ...(embed && { mode: "contour" }) };
  const opened = await openAddress(address, catalog, usual);
  return { ...opened, expected: { ...usual, ...view } };
""",
)


def whole(experiment: Experiment | None) -> str:
    assert experiment is not None
    return canonical(complete(experiment))


def read(experiment: dict[str, Any]) -> Experiment:
    return Experiment.model_validate_json(json.dumps(experiment))


def queries(link: dict[str, Any]) -> list[str]:
    """What the server would be asked for each experiment of a link, its fragment included."""
    parts = urlsplit(link["address"])
    if link["page"] == "compare":
        return [parse_qs(parts.query)[side][0] for side in "ab"]
    return [parts.fragment if parts.fragment.startswith("s=") else parts.query]


@pytest.mark.parametrize("link", READ, ids=lambda link: link["what"])
def test_former_link_is_read(link: dict[str, Any]) -> None:
    experiments = link.get("experiments") or [link["experiment"]]
    for query, experiment in zip(queries(link), experiments, strict=True):
        assert whole(experiment_in(query, LIMIT)) == whole(read(experiment))


@pytest.fixture(scope="module")
def page() -> Iterator[PageScript]:
    with PageScript(PAGE) as script:
        script.send(catalog())
        yield script


@pytest.mark.parametrize("link", READ, ids=lambda link: link["what"])
def test_former_link_opens_on_the_page(page: PageScript, link: dict[str, Any]) -> None:
    experiments = link.get("experiments") or [link["experiment"]]
    sides = queries(link) if link["page"] == "compare" else [link["address"].partition("?")[2]]
    for side, experiment in zip(sides, experiments, strict=True):
        query, _, fragment = side.partition("#")
        packed = parse_qs(fragment or query).get("s", [""])[0]
        embed = link["page"] == "embed"
        opened = page.ask(
            {"address": {"query": query, "packed": packed}, "embed": embed, "view": link["view"]}
        )
        assert whole(read(opened["experiment"])) == whole(read(experiment))
        assert (opened["notices"], opened["unopened"]) == ([], None)
        assert opened["view"] == opened["expected"]


def test_former_rows_are_opened(tmp_path: Path) -> None:
    """The database is one of version 4 of the engine."""
    shutil.copy(FOLDER / "saved.db", tmp_path / "saved.db")
    links = [link for link in LINKS if link["page"] == "saved"]

    async def play() -> None:
        app = create_app(Settings(store=f"sqlite:///{tmp_path / 'saved.db'}"))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://lab") as client:
            for link in links:
                id_ = link["address"].removeprefix("e/")
                opened = (await client.get(f"/api/v1/experiments/{id_}")).json()
                assert opened["experiment"] == json.loads(whole(read(link["experiment"]))), link["what"]
                assert (
                    opened["short_url"] == f"/e/{id_}"
                )  # its id is that of this version, which is not saved
                assert opened["id"] != id_
                page = await client.get(f"/e/{id_}")
                assert page.status_code == 200
        await app.state.services.store.close()

    asyncio.run(play())
    assert len(links) == 8
