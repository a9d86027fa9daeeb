"""State codec: any text round-trips through a URL; any URL is decoded or rejected."""

import base64
import contextlib
import zlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.problem_details import ProblemError
from app.http import state_codec

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500))
def test_state_round_trips(text):
    state = state_codec.encode(text)
    assert state.isascii()
    assert not set(state) - set(ALPHABET)
    assert state_codec.decode(state, 10_000).decode() == text


@given(TEXTS, st.data())
def test_lost_or_changed_character_is_refused(text, data):
    state = state_codec.encode(text)
    place = data.draw(st.integers(0, len(state) - 1))
    other = data.draw(st.sampled_from(ALPHABET + "."))
    assume(other != state[place])
    changes = (state[:place], state[:place] + state[place + 1 :], state[:place] + other + state[place + 1 :])
    for changed in changes:
        assume(changed != state)
        with pytest.raises(ProblemError, match="damaged"):
            state_codec.decode(changed, 10_000)


@given(TEXTS)
def test_state_without_checksum_is_opened(text):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = squeeze.compress(text.encode()) + squeeze.flush()
    former = base64.urlsafe_b64encode(deflated).rstrip(b"=").decode()
    assert state_codec.decode(former, 10_000).decode() == text


@given(st.text(max_size=60))
def test_any_text_is_decoded_or_refused(state):
    with contextlib.suppress(ProblemError):
        assert len(state_codec.decode(state, 1000)) <= 1000
