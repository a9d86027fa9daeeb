"""Maps: many balls at once, from a grid of starts or under a grid of parameters."""

from .chart import Chart, MapPart, map_part
from .fleet import Fleet
from .request import Axis, MapRequest
from .rules import RULES

__all__ = ["RULES", "Axis", "Chart", "Fleet", "MapPart", "MapRequest", "map_part"]
