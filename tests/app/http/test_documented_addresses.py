"""Documented addresses: each query of the documents is a valid experiment."""

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from app.web.link_preview import experiment_in
from engine.spec.defaults import complete

DOCS = Path(__file__).resolve().parents[3] / "docs"
TEXT = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
QUERIES = sorted(
    {
        (name, query.replace("&amp;", "&"))
        for name, text in TEXT.items()
        for query in re.findall(r"(?:(?<=[?`])|(?<=&amp;))(?:surface|formula)=[^\s\"`]+", text)
    }
)
EMBEDDED = re.findall(r"^\| `formula`, `domain` \| `([^`]+)`; `([^`]+)` ", TEXT["embedding.md"], re.MULTILINE)


@pytest.mark.parametrize(("document", "query"), QUERIES)
def test_query_is_an_experiment(document: str, query: str) -> None:
    experiment = experiment_in(query, 10_000)
    assert experiment is not None, document
    complete(experiment)
    assert ("formula" in parse_qs(query)) == (experiment.problem.kind == "formula")


def test_embedding_table_is_an_address() -> None:
    ((formula, domain),) = EMBEDDED
    experiment = experiment_in(f"formula={formula}&domain={domain}", 10_000)
    assert experiment is not None
    assert complete(experiment).problem.title() == formula


def test_documents_have_addresses() -> None:
    assert {"api.md", "embedding.md", "formulas.md"} <= {document for document, _ in QUERIES}
