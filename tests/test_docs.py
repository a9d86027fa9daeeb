"""Documents: what they name exists, and their examples lose nothing."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from engine import __version__
from engine.run.regimes import NAMES

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT, ROOT / "static" / "js", ROOT / "static" / "js" / "plots", ROOT / "app", ROOT / "engine")
EXAMPLES = {"your_file.py", "your-file.js"}
"""Names that stand for a file of the reader's own."""


@pytest.mark.parametrize(
    "document",
    [
        *("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/reliability.md"),
        *("docs/operations.md", "docs/privacy.md", "docs/accessibility.md"),
    ],
)
def test_named_files_exist(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+(?:/|\.(?:py|js|md|json|css|toml)))(?:::\w+)?`", text)
    named += [target for target in re.findall(r"\]\(([\w./-]+)\)", text) if not target.startswith("http")]
    assert named, "the document names no file"
    bases = (*FOLDERS, (ROOT / document).parent)
    missing = [
        name
        for name in named
        if name[0] != "/"
        and Path(name).name not in EXAMPLES
        and not any((base / name).exists() for base in bases)
    ]
    assert missing == []


SHOWN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "app").rglob("*.py"))]
"""Documents, and the modules whose docstrings are the reference."""


def test_pandas_examples_read_exact_numbers() -> None:
    calls = [call[:250] for path in SHOWN for call in path.read_text("utf-8").split("read_csv(")[1:]]
    assert calls
    assert [call for call in calls if 'float_precision="round_trip"' not in call] == []


def named_tests(document: str) -> list[tuple[str, str]]:
    """Tests that a document names, as file and function or title."""
    text = (ROOT / "docs" / document).read_text("utf-8")
    return re.findall(r"`(tests/[\w./-]+\.(?:py|mjs))::([^`]+)`", text)


LEAST = {"testing.md": 150, "verdicts.md": 40, "privacy.md": 10, "accessibility.md": 15}
"""Least number of tests that a document names."""


@pytest.mark.parametrize(("document", "least"), LEAST.items())
def test_named_tests_exist(document: str, least: int) -> None:
    named = named_tests(document)
    assert len(named) >= least
    texts = {file: (ROOT / file).read_text("utf-8") for file, _ in named}
    missing = [
        (file, name)
        for file, name in named
        if not re.search(
            rf"^(?:async )?def {re.escape(name)}\(|^test\(\"{re.escape(name)}\"", texts[file], re.M
        )
    ]
    assert missing == []


def test_every_claim_names_a_test() -> None:
    text = (ROOT / "docs" / "testing.md").read_text("utf-8").partition("## Claims and their tests")[2]
    rows = [line for line in text.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    claims = [line for line in rows if not line.startswith("| was ")]
    assert len(claims) > 70
    assert [line for line in claims if "::" not in line.split(" | ")[-1]] == []


@pytest.mark.parametrize(
    ("document", "heading", "rows"),
    [
        ("testing.md", "## Operating it: claims and tests", 20),
        ("testing.md", "## Hardening and its tests", 20),
        ("privacy.md", "## Tests", 10),
        ("accessibility.md", "## What is tested", 15),
    ],
)
def test_every_row_ends_with_a_test(document: str, heading: str, rows: int) -> None:
    text = (ROOT / "docs" / document).read_text("utf-8").partition(heading)[2].partition("\n## ")[0]
    found = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(found) >= rows
    assert [line for line in found if "`tests/" not in line.split(" | ")[-1]] == []


def test_ecosystem_rows_name_a_test_or_why_not() -> None:
    text = (ROOT / "docs" / "testing.md").read_text("utf-8")
    section = text.partition("## Ecosystem and its tests")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 30
    last = [row.split(" | ")[-1] for row in rows]
    assert [cell for cell in last if not cell.startswith(("`tests/", "none: "))] == []


def test_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## {citation['version']} - {citation['date-released']}\n" in changes
    assert (citation["version"], citation["license"]) == (__version__, project["license"])
    assert [author["name"] for author in citation["authors"]] == [one["name"] for one in project["authors"]]
    assert citation["keywords"] == project["keywords"]
    assert {"cff-version", "message", "title"} <= set(citation)


def test_security_contact_is_the_repository_itself() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "private vulnerability report" in text
    assert re.findall(r"\S+@\S+|https?://", text) == []


def test_every_word_names_its_tests() -> None:
    text = (ROOT / "docs" / "verdicts.md").read_text("utf-8")
    needs, _, tests = text.partition("## The words")[2].partition("## Tests")
    cells = re.findall(r"^\| (`[^|]+) \|", needs.partition("\n## ")[0], re.M)
    defined = re.findall(r"`(\w+)`", " ".join(cells))
    assert sorted(defined) == sorted(NAMES)
    assert set(re.findall(r"^\| `(\w+)` \| `tests/", tests, re.M)) == set(NAMES)


def test_table_of_mistakes_has_the_whole_list() -> None:
    section = (
        (ROOT / "docs" / "testing.md").read_text("utf-8").partition("## Mistakes that the tests notice")[2]
    )
    told = re.findall(r"^\| `([\w-]+)`: .* of (\d+) \|$", section.partition("\n## ")[0], re.M)
    files = sorted((ROOT / "scripts" / "mutants").glob("*.toml"))
    listed = {path.stem: len(tomllib.loads(path.read_text("utf-8"))["mistake"]) for path in files}
    assert {area: int(count) for area, count in told} == listed
