"""Constant schedule: the learning rate stays as it is."""

from .base import Schedule

ENTRY = Schedule(
    name="constant",
    title="Constant",
    aliases=("ConstantLR",),
    summary="The learning rate stays as it is.",
    formula=r"\eta_t = \eta",
    scheduler=None,
)
