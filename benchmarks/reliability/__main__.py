"""Command line: ``python -m benchmarks.reliability NAME [NAME ...]`` runs the named parts, or all."""

import importlib
import sys

from ..report import show

PARTS = (
    "formulas",
    "gradients",
    "costly",
    "divergence",
    "saves",
    "kills",
    "leavers",
    "loris",
    "crowd",
    "visits",
    "faults",
    "readers",
    "floods",
    "drains",
    "forged",
    "frames",
    "dialogue",
    "repeats",
    "soak",
)


def main() -> None:
    """Run the named parts, or all."""
    for name in sys.argv[1:] or PARTS:
        show(importlib.import_module(f".{name}", __package__).measure())


if __name__ == "__main__":
    main()
