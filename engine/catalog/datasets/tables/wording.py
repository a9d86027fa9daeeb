"""Table wording: names and lists in sentences about a table."""

from collections.abc import Sequence

MAX_CHARACTERS = 30
"""Of a name in a sentence; the rest is cut off."""


def quoted(name: str) -> str:
    """A name between quotation marks: on one line, and of bounded length."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    short = plain if len(plain) <= MAX_CHARACTERS else plain[: MAX_CHARACTERS - 1] + "\u2026"
    return f"\u201c{short}\u201d"


def listed(parts: Sequence[str], most: int = 4) -> str:
    """Parts with commas between them; beyond ``most``, the number of the others."""
    if len(parts) > most:
        return f"{', '.join(parts[: most - 1])} and {len(parts) - most + 1} more"
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
