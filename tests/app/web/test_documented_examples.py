"""Documented examples: every address, call, message, formula and program of the documents is run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from launch import Server
from page_script import PageScript, with_catalog

from engine.catalog_document import catalog

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ("README.md", "docs/api.md", "docs/embedding.md")
LOCAL = re.compile(r"http://127\.0\.0\.1:8000|https://lab\.example")
PAGE = with_catalog(
    """
import { parseRequest } from "./static/js/embed/protocol.js";
import { defaultView } from "./static/js/url/url-state.js";
import { openAddress } from "./static/js/url/validate-url.js";
""",
    """
  const { query, message } = question;
  const told = message
    ? { error: parseRequest({ ns: "descentlab", v: 1, ...message }).error ?? "" }
    : await openAddress({ query, packed: "" }, catalog, defaultView());
  return told;
""",
)


def blocks(language: str) -> list[str]:
    """Fenced blocks of a language."""
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        found += re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
    return found


def codes(name: str) -> list[str]:
    """Inline code of a document."""
    text = re.sub(r"^```.*?^```", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", text)


def rows(name: str, heading: str) -> list[list[str]]:
    """Cells of the rows of the table below a heading."""
    text = (ROOT / name).read_text(encoding="utf-8").partition(heading)[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [
        [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines
    ]


@pytest.fixture(scope="module")
def page() -> Iterator[PageScript]:
    with PageScript(PAGE) as script:
        script.send(catalog())
        yield script


@pytest.fixture(scope="module")
def base(server: Server) -> str:
    return server.url.rstrip("/")


def addresses() -> list[str]:
    """Queries of the documents: whole ones, and each value of the table of parameters."""
    queries = []
    for name, lines in (
        ("docs/api.md", "## With a readable address"),
        ("docs/embedding.md", "## Parameters"),
    ):
        for cell_names, cell_values, *_ in rows(name, lines):
            names = re.findall(r"`(\w+)`", cell_names)
            values = re.findall(r"`([^`]+)`", cell_values)
            queries += [value for value in values if re.match(r"\w+=", value)]
            if name == "docs/embedding.md":
                groups = cell_values.split(";") if len(names) > 1 else [cell_values] * len(names)
                for one, group in zip(names, groups, strict=False):
                    queries += [f"{one}={value}" for value in re.findall(r"`([^`]+)`", group)]
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8").replace("&amp;", "&")
        queries += re.findall(r'(?:/embed|/trajectory|/landscape|stream)\?([^"\s`]+)', text)
    return sorted(set(queries))


def test_documented_addresses_are_found() -> None:
    found = addresses()
    assert "formula=x**2+sin(y)" in found
    assert "camera=-58,46,1" in found
    assert len(found) > 25


@pytest.mark.parametrize("query", addresses())
def test_documented_address_opens_whole(page: PageScript, query: str) -> None:
    query = re.sub(r"(^|&)(every|format|marks|resolution)=[^&]*", "", query).lstrip("&")
    if re.match(r"domain=", query):
        query = f"formula=x&{query}"
    told = page.ask({"query": query.replace("...", "")})
    assert (told["notices"], told["unopened"]) == ([], None)


@pytest.mark.parametrize("query", addresses())
def test_documented_address_computes(client: httpx2.Client, query: str) -> None:
    call = "landscape" if "resolution=" in query or query.startswith("domain=") else "trajectory"
    query = f"formula=x&{query}" if query.startswith("domain=") else query
    if re.match(r"step=", query):
        return  # the view's alone
    if call == "landscape":
        query = re.sub(r"(^|&)(run|steps)=[^&]*", "", query)
    answer = client.get(f"/api/v1/{call}?{query}")
    assert answer.status_code == 200, answer.text


def test_plus_sign_of_a_formula_is_kept(client: httpx2.Client) -> None:
    plain = client.get("/api/v1/landscape?formula=x**2+sin(y)&resolution=3").json()["z"]
    exact = client.get("/api/v1/landscape?formula=x**2%2Bsin(y)&resolution=3").json()["z"]
    assert plain == exact


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the file that the documents name."""
    lines = ["size;rooms;garden;price"]
    lines += [f"{40 + 2 * k},5;{1 + k % 5};{'yes' if k % 3 else 'no'};{150 + 4 * k}" for k in range(60)]
    (tmp_path / "houses.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("block", blocks("python"))
def test_documented_program_runs(base: str, block: str, folder: Path) -> None:
    file = folder / "program.py"
    file.write_text(LOCAL.sub(base, block), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, file],
        capture_output=True,
        text=True,
        timeout=240,
        env=environment,
        check=False,
        cwd=folder,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("block", [one for one in blocks("sh") + blocks("console") if "curl" in one])
def test_documented_curl_call_is_answered(base: str, block: str, folder: Path) -> None:
    command = LOCAL.sub(base, re.sub(r"^\$ ", "", block)).replace("curl ", "curl --fail --max-time 120 ", 1)
    run = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=240, check=False, cwd=folder
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout


@pytest.mark.parametrize("block", blocks("json"))
def test_documented_json_is_json(client: httpx2.Client, block: str) -> None:
    value = json.loads(block)
    if value.get("kind") == "network":
        spec = {"problem": value, "racers": [{"optimizer": {"name": "adam"}}], "steps": 2}
        answer = client.post("/api/v1/experiments?save=false", json=spec)
        assert answer.status_code == 200, answer.text


def test_documented_calls_exist(client: httpx2.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    inside = {path.removeprefix("/api/v1") for path in paths}
    calls = [code.split("?")[0] for code in codes("docs/api.md") if re.match(r"(GET|POST) /", code)]
    calls += [f"POST {code}" for code in codes("docs/api.md") if code.startswith("/exports/")]
    assert len(calls) > 20
    for call in calls:
        method, path = call.split()
        found = path if path in paths else f"/api/v1{path}"
        assert path.removeprefix("/api/v1") in inside, call
        assert method.lower() in paths[found], call


def test_documented_suggestion_is_given(client: httpx2.Client) -> None:
    call = next(code for code in codes("docs/api.md") if code.startswith("GET /nearest?"))
    assert client.get(f"/api/v1{call.removeprefix('GET ')}").json() == {"nearest": "cosine"}


MESSAGES: list[dict[str, Any]] = [
    {"type": "setState", "payload": {"changes": {"/racers/0/optimizer/params/lr": 0.1}}},
    {"type": "setState", "payload": {"view": {"mode": "3d"}, "step": 3}},
    {"type": "step", "payload": {"count": 1}},
    {"type": "seek", "payload": {"step": 100}},
    {"type": "setTheme", "payload": {"theme": "dark"}},
    {"type": "setSpeed", "payload": {"speed": 2}},
    {"type": "subscribe", "payload": {"hz": 10}},
    {"type": "screenshot", "payload": {"width": 800, "height": 500, "format": "svg"}},
    *({"type": name, "payload": {}} for name in ("ping", "getState", "play", "pause", "reset")),
]


def test_documented_messages_are_taken(page: PageScript) -> None:
    table = rows("docs/embedding.md", "| To the embed")
    documented = {name for names, *_ in table for name in re.findall(r"`(\w+)`", names)}
    assert documented == {message["type"] for message in MESSAGES}
    assert '"/racers/0/optimizer/params/lr": 0.1' in str(table)
    for message in MESSAGES:
        assert page.ask({"message": message}) == {"error": ""}
