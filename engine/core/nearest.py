"""Nearest name: which of the known names is meant by one that does not exist."""

import difflib
import re
from collections.abc import Iterable, Mapping

MAX_CHARACTERS = 60
"""A longer name is no misspelt one."""

LEAST_SIMILARITY = 0.7
"""Share of equal characters, as ``difflib`` counts them."""


def nearest(name: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """The name that is probably meant.

    Case, dots and underscores do not count: ``Adam`` and ``torch.optim.Adam`` are ``adam``.

    Args:
        name: one that does not exist.
        known: each right name, and its other names, such as those of other frameworks.
    """
    plain = {_plain(other): right for right, others in known.items() for other in others}
    plain |= {_plain(right): right for right in known}
    for wanted in (_plain(name), _plain(name.rpartition(".")[2])):
        if wanted in plain:
            return plain[wanted]
    wanted = _plain(name)
    if len(wanted) > MAX_CHARACTERS:
        return None
    close = difflib.get_close_matches(wanted, plain, 1, LEAST_SIMILARITY)
    return plain[close[0]] if close else None


def did_you_mean(name: str | None) -> str:
    """A sentence that asks about the nearest name; empty without one."""
    return f"Did you mean {name}?" if name else ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
