"""Normalizations: what keeps the scale of a layer's units in hand."""

from typing import Literal

from ..registry import Entry, Registry

NormalizationName = Literal["none"]

NORMALIZATIONS: Registry[Entry] = Registry(
    "normalization",
    [Entry(name="none", title="None", summary="Units are passed on as they are.")],
)
