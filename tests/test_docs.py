"""Documents: what they name exists, and their examples lose nothing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT, ROOT / "static" / "js", ROOT / "static" / "js" / "plots", ROOT / "app", ROOT / "engine")
EXAMPLES = {"your_file.py", "your-file.js"}
"""Names that stand for a file of the reader's own."""


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/reliability.md"]
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


DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_pandas_examples_read_exact_numbers() -> None:
    calls = [
        call for path in DOCUMENTS for call in re.findall(r"read_csv\([^`]*?\n?\)\n", path.read_text("utf-8"))
    ]
    assert calls
    assert [line for line in calls if 'float_precision="round_trip"' not in line] == []
