"""Checkpoint codec: a tree of plain values and tensors as bytes, without pickle.

Reading a checkpoint can only build numbers, strings, lists, tuples, mappings and tensors, so bytes from an
unknown source cannot run code. Layout: the length of the JSON (8 bytes, little-endian), the JSON, then the
raw bytes of the tensors in order.
"""

import json
import struct
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

_DTYPES = {
    "float64": torch.float64,
    "float32": torch.float32,
    "int64": torch.int64,
    "int32": torch.int32,
    "bool": torch.bool,
}


def pack(tree: Any) -> bytes:
    """Encode a tree of numbers, strings, None, lists, tuples, mappings and CPU tensors.

    Raises:
        TypeError: if the tree holds anything else, or a tensor of another type than ``_DTYPES`` names.
    """
    blobs: list[bytes] = []
    text = json.dumps(_plain(tree, blobs), separators=(",", ":")).encode()
    return b"".join([struct.pack("<Q", len(text)), text, *blobs])


def unpack(data: bytes) -> Any:
    """Decode the bytes of ``pack`` to an equal tree; tensors are equal bit for bit.

    Raises:
        ValueError: if the bytes do not come from ``pack``.
    """
    try:
        (length,) = struct.unpack_from("<Q", data)
        return _Reader(data, 8 + length).tree(json.loads(data[8 : 8 + length]))
    except (struct.error, ValueError, KeyError, TypeError, IndexError, RuntimeError) as error:
        raise ValueError("These bytes are not a checkpoint.") from error


def _plain(value: Any, blobs: list[bytes]) -> Any:
    """The tree as JSON values; a tuple, mapping or tensor becomes a mapping whose one key names its type."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Tensor):
        return _tensor_node(value, blobs)
    if isinstance(value, list):
        return [_plain(item, blobs) for item in value]
    if isinstance(value, tuple):
        return {"tuple": _plain(list(value), blobs)}
    if isinstance(value, Mapping):
        kind = "counter" if isinstance(value, Counter) else "map"
        return {kind: [[_plain(key, blobs), _plain(item, blobs)] for key, item in value.items()]}
    raise TypeError(f"A {type(value).__name__} has no place in a checkpoint.")


def _tensor_node(tensor: Tensor, blobs: list[bytes]) -> dict[str, Any]:
    """The tensor's node in the JSON: type and shape; appends its raw bytes to ``blobs``."""
    dtype = str(tensor.dtype).removeprefix("torch.")
    if dtype not in _DTYPES:
        raise TypeError(f"Tensors of type {dtype} have no place in a checkpoint.")
    blobs.append(tensor.detach().contiguous().numpy().tobytes())
    return {"tensor": [dtype, list(tensor.shape)]}


class _Reader:
    def __init__(self, data: bytes, offset: int) -> None:
        self.data = data
        self.offset = offset

    def tree(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.tree(item) for item in node]
        if not isinstance(node, dict):
            return node
        ((kind, content),) = node.items()
        if kind == "tensor":
            return self._tensor(*content)
        if kind == "tuple":
            return tuple(self.tree(item) for item in content)
        pairs = {self.tree(key): self.tree(item) for key, item in content}
        return Counter(pairs) if kind == "counter" else pairs

    def _tensor(self, dtype: str, shape: list[int]) -> Tensor:
        count = int(np.prod(shape, dtype=np.int64))
        kind = _DTYPES[dtype]
        if count == 0:
            return torch.empty(shape, dtype=kind)
        size = count * torch.empty((), dtype=kind).element_size()
        raw = bytearray(self.data[self.offset : self.offset + size])
        self.offset += size
        return torch.frombuffer(raw, dtype=kind).reshape(shape)
