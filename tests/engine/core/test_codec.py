"""Checkpoint codec: round trips, and refusal of invalid bytes."""

import json
import math
import struct
from collections import Counter
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.core.codec import pack, unpack

trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: (
        st.lists(inside) | st.tuples(inside, inside) | st.dictionaries(st.text() | st.integers(), inside)
    ),
    max_leaves=20,
)


@given(trees)
def test_trees_round_trip(tree: Any) -> None:
    again = unpack(pack(tree))
    assert again == tree
    assert repr(again) == repr(tree)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor(1.5, dtype=torch.float64),
        torch.tensor([1.0, -0.0, math.inf, math.nan], dtype=torch.float32),
        torch.arange(6).reshape(2, 3),
        torch.zeros((0, 3)),
        torch.tensor([True, False]),
        torch.arange(6.0).reshape(2, 3).T,
    ],
)
def test_tensors_round_trip_bit_for_bit(tensor: torch.Tensor) -> None:
    again = unpack(pack({"a": [tensor, tensor]}))["a"]
    for one in again:
        assert one.dtype == tensor.dtype
        assert one.shape == tensor.shape
        assert one.numpy().tobytes() == tensor.contiguous().numpy().tobytes()
    again[0].fill_(1)
    assert again[1].numpy().tobytes() == tensor.contiguous().numpy().tobytes()


def test_counters_and_integer_keys_round_trip() -> None:
    again = unpack(pack({"milestones": Counter([3, 3, 5]), 7: "seven"}))
    assert again == {"milestones": Counter({3: 2, 5: 1}), 7: "seven"}
    assert isinstance(again["milestones"], Counter)


@pytest.mark.parametrize("thing", [object(), {1, 2}, b"x", 1j, len, torch.zeros(1, dtype=torch.complex64)])
def test_other_types_are_refused(thing: Any) -> None:
    with pytest.raises(TypeError):
        pack({"a": thing})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xff" * 8,
        b"\x80\x04K\x01.",
        struct.pack("<Q", 4) + b"nope",
        (lambda text: struct.pack("<Q", len(text)) + text)(json.dumps({"tensor": ["float64", [4]]}).encode()),
        (lambda text: struct.pack("<Q", len(text)) + text)(json.dumps({"tensor": ["object", [1]]}).encode()),
        (lambda text: struct.pack("<Q", len(text)) + text)(json.dumps({"map": [[{"map": []}, 1]]}).encode()),
    ],
)
def test_invalid_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a checkpoint"):
        unpack(data)
