"""Batched runs: many runs of one racer stepped together, and the maps that are computed from them."""

from .batched_racers import BatchedRacers
from .map import MapComputation, MapPart, map_part
from .normalize_request import normalize_request
from .request import MAX_BALL_STEPS, MAX_RESOLUTION, Axis, MapRequest
from .rules import RULES

__all__ = [
    "MAX_BALL_STEPS",
    "MAX_RESOLUTION",
    "RULES",
    "Axis",
    "BatchedRacers",
    "MapComputation",
    "MapPart",
    "MapRequest",
    "map_part",
    "normalize_request",
]
