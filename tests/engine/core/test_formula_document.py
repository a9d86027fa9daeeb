"""Formula document: each example of docs/formulas.md is read, or refused, as the document says."""

import re
from pathlib import Path

import pytest
import torch

from engine.core.formula import FUNCTIONS, FormulaError, parse

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "formulas.md").read_text(encoding="utf-8")


def rows(heading: str, columns: int) -> list[list[str]]:
    """Rows of the tables below a heading, as cells."""
    part = DOCUMENT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    cells = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    return [row[1:-1] for row in cells if len(row) == columns + 2]


def codes(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


@pytest.mark.parametrize("row", rows("What is read", 2), ids=lambda row: row[0])
def test_two_columns_are_the_same(row: list[str]) -> None:
    x, y = torch.tensor([0.3, -1.25], dtype=torch.float64), torch.tensor([0.7, 2.5], dtype=torch.float64)
    typed, same = (parse(codes(cell)[0]).evaluate(x, y) for cell in row)
    torch.testing.assert_close(typed, same, rtol=1e-14, atol=0, equal_nan=True)


@pytest.mark.parametrize("row", rows("What is asked", 3), ids=lambda row: row[0])
def test_doubtful_is_refused_and_remedy_read(row: list[str]) -> None:
    for typed in codes(row[0]):
        with pytest.raises(FormulaError):
            parse(typed)
    assert codes(row[2])
    for remedy in codes(row[2]):
        parse(remedy)


def test_every_function_is_listed() -> None:
    listed = set(" ".join(codes(DOCUMENT)).replace("(", " ").split())
    assert set(FUNCTIONS) <= listed
    assert len(rows("What is read", 2)) > 10
