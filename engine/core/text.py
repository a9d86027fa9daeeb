"""Text helpers: parts of sentences for the user."""


def pluralize(count: int, noun: str) -> str:
    """A count with its noun: ``1 column``, ``2,000 columns``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
