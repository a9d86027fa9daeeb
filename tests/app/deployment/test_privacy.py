"""Privacy: what docs/privacy.md says of the disk."""

import asyncio
import re

import httpx2
import pytest
from launch import ROOT, logging_server
from talk import Viewer, experiment, racer

from app.core.settings import Settings
from app.limits.rate_limits import REMEMBERED
from app.main import create_app
from app.store.tables import METADATA
from engine.catalog.datasets.table import MAX_BYTES

PAGE = (ROOT / "docs/privacy.md").read_text()
TRACES = {
    "X-Forwarded-For": "203.0.113.77",
    "User-Agent": "browser-of-ada",
    "Referer": "https://course-of-ada.example/",
    "Cookie": "name=cookie-of-ada",
    "Accept-Language": "gsw",
}
TABLE = "x,y\n" + "".join(f"{k / 7},{k % 13}\n" for k in range(MAX_BYTES // 8))


def test_disk_holds_nothing_about_who_saved(tmp_path):
    log = tmp_path / "log"
    environment = {
        "DESCENTLAB_STORE": f"sqlite:///{tmp_path}/experiments.sqlite",
        "DESCENTLAB_TRUSTED_PROXIES": '["127.0.0.1"]',
        "DESCENTLAB_LOG_FORMAT": "json",
    }
    with (
        logging_server(log, **environment) as server,
        httpx2.Client(base_url=server.url, headers=TRACES, timeout=60) as client,
    ):
        saved = client.post("/api/v1/experiments", json=experiment(racer("sgd", lr=0.1), steps=7)).json()
        assert saved["saved"]
        assert client.post("/api/v1/tables", json={"csv": TABLE}).json()["id"]
        assert client.get(saved["short_url"]).status_code == 200
        assert client.get("/no/such/page").status_code == 404
        with Viewer(server.live, additional_headers=TRACES, user_agent_header=None) as viewer:
            assert viewer.watch(experiment(steps=5)).done
        written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert {"log", "experiments.sqlite"} <= set(written)
    assert saved["id"].encode() in b"".join(written.values()), "it is there"
    for name, content in written.items():
        for trace in (b"203.0.113.77", b"127.0.0.1", b"of-ada", b"gsw"):
            assert trace not in content, name


def test_columns_are_those_that_are_told():
    """Each column of the store is of the experiment, of the table or of the totals."""
    columns = {table.name: set(table.columns.keys()) for table in METADATA.sorted_tables}
    assert columns == {
        "experiments": {"id", "engine", "document", "saved_at", "opened_on"},
        "tables": {"id", "bytes", "used_on", "content", "opened_on"},
        "totals": {"id", "experiments", "bytes", "tables", "table_bytes"},
    }


def test_numbers_are_those_of_the_code():
    for name in ("table_days", "unopened_days"):
        assert f"`DESCENTLAB_{name.upper()}` days ({Settings.model_fields[name].default} by default)" in PAGE
    assert f"more than {MAX_BYTES:,} bytes" in PAGE
    assert f"at most {REMEMBERED:,} addresses" in PAGE


def test_scripts_store_what_is_told():
    """The only module of the page that names a storage of the browser."""
    pattern = r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.open|serviceWorker"
    files = [path for path in (ROOT / "static/js").rglob("*.js") if re.search(pattern, path.read_text())]
    assert [path.name for path in files] == ["first-visit.js"]
    key, value = re.search(
        r'KEY = "(.+?)";.*setItem\(KEY, "(.+?)"\)', files[0].read_text(), re.DOTALL
    ).groups()
    assert f"`{key}` with the value `{value}`" in PAGE


@pytest.mark.parametrize(
    ("settings", "told", "untold"),
    [
        ({"access_log": "routes"}, "neither network addresses", "the network address and the path"),
        ({"access_log": "clients"}, "the network address and the path", "neither network addresses"),
        ({"store": ""}, "keeps no experiments", "keeps the experiments"),
        ({"table_days": 77}, "for 77 days", "keeps no experiments"),
    ],
)
def test_reference_tells_what_this_server_keeps(settings, told, untold):
    async def page():
        transport = httpx2.ASGITransport(app=create_app(Settings(**settings)))
        async with httpx2.AsyncClient(transport=transport, base_url="http://lab") as client:
            return (await client.get("/docs")).text

    text = " ".join(asyncio.run(page()).split())
    assert told in text
    assert untold not in text
