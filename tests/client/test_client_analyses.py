"""Analyses through the client: the same facts and the same errors in process and from a server."""

import pytest

from descentlab import Client, LabError

SPEC = {
    "problem": {"kind": "surface", "surface": {"name": "bowl"}, "start": [3.0, 4.0]},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.5}}}],
    "steps": 5,
}


@pytest.mark.parametrize("name", ["curvature", "sweeps", "multi_runs", "step_breakdowns"])
def test_facts_are_the_same_on_both_ways(here: Client, there: Client, name: str) -> None:
    assert here.analyze(name, SPEC) == there.analyze(name, SPEC)


@pytest.mark.parametrize("name", ["landscapes", "curvatures", "../experiments"])
def test_unknown_analysis_is_named_with_the_known_ones(here: Client, there: Client, name: str) -> None:
    for lab in (here, there):
        with pytest.raises(
            LabError, match=rf"no analysis named '{name}'\..* Known: quantities, step_breakdowns"
        ):
            lab.analyze(name, SPEC)


def test_racer_that_is_not_there_is_a_fault_of_the_racer(here: Client, there: Client) -> None:
    for lab in (here, there):
        with pytest.raises(LabError, match="There is no racer 1") as raised:
            lab.analyze("sweeps", SPEC, racer=1)
        assert [pointer for pointer, _ in raised.value.faults] == ["/racer"]
