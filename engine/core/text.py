"""Text helpers: parts of sentences for the user."""


def pluralize(count: int, noun: str) -> str:
    """A count with its noun: ``1 column``, ``2,000 columns``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def number(value: float, digits: int = 3) -> str:
    """A number with few significant digits: ``0.031``, ``2.5e-7``."""
    mantissa, exponent, power = f"{value + 0.0:.{digits}g}".partition("e")
    return f"{mantissa}e{int(power)}" if exponent else mantissa


def percent(share: float) -> str:
    """A share with two significant digits, or whole percents: ``2.5 %``, ``128 %``."""
    return f"{round(100 * share)} %" if 0.1 <= share < 1e4 else f"{number(100 * share, 2)} %"
