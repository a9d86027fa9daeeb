"""Words of sentences for people."""


def pluralize(count: int, noun: str) -> str:
    """``1 column``, ``2,000 columns``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
