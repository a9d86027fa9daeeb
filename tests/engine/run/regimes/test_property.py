"""Property: words of random runs hold against the columns, where they are told and in the end."""

import pytest

from benchmarks.verdicts import Outcome, outcomes


def check(found: Outcome) -> None:
    assert not found.faults, f"{found.faults}: {found.experiment.model_dump_json(exclude_defaults=True)}"


@pytest.mark.parametrize("seed", range(8))
def test_words_hold_against_the_columns(seed: int) -> None:
    for found in outcomes(range(25), seed=100 + seed):
        check(found)


def test_words_of_slow_networks_hold() -> None:
    for found in outcomes(range(4), seed=3, slow=True):
        check(found)
