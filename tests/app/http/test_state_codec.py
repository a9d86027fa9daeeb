"""State codec: any text round-trips through a URL; any URL is decoded or rejected."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from app.core.problem_details import ProblemError
from app.http import state_codec


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_state_round_trips(text):
    state = state_codec.encode(text)
    assert state.isascii()
    assert not set(state) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert state_codec.decode(state, 10_000).decode() == text


@given(st.text(max_size=60))
def test_any_text_is_decoded_or_refused(state):
    with contextlib.suppress(ProblemError):
        assert len(state_codec.decode(state, 1000)) <= 1000
