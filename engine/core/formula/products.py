"""Formula products: splits words such as ``xy`` and ``xsin`` into the factors that they can only mean."""

from dataclasses import replace

from .names import canonical, factors
from .tokens import Token


def split_products(tokens: list[Token]) -> list[Token]:
    """Replace each word that is a product of letters by one token for each factor."""
    result: list[Token] = []
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        result += _split(token, "power" if after.kind == "power" else after.text)
    return result


def _split(token: Token, after: str) -> list[Token]:
    if token.kind != "name" or canonical(token.text) is not None:
        return [token]
    parts = factors(token.text, after)
    if parts is None:
        return [token]
    made = []
    position = token.position
    for number, part in enumerate(parts):
        made.append(replace(token, text=part, position=position, apart=token.apart and number == 0))
        position += len(part)
    return made
