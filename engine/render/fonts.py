"""Fonts: the installed font of pictures, and the width of texts in it."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PIL import ImageFont

FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "arial.ttf", "Arial.ttf")
MEASURED_AT = 2
"""Texts are measured at this many times their size, so that their width is not rounded to whole pixels."""

ELLIPSIS = "\u2026"
GREEK = "GREEK SMALL LETTER "


@lru_cache(maxsize=32)
def load_font(pixels: float) -> "tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, bool]":
    """An installed font, or Pillow's own; and whether it is Pillow's, which has only ASCII."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, pixels), False
        except OSError:
            continue
    return ImageFont.load_default(pixels), True


def drawable(words: str, plain: bool) -> str:
    """A text as a font can draw it: in one line, and in ASCII if the font is ``plain``."""
    if plain:
        words = ascii_of(words)
    return "".join(letter if letter.isprintable() else " " for letter in words)


def text_width(words: str, size: float) -> float:
    """Width of a line of text in pixels. Browsers draw an SVG's text in a font that is rarely wider."""
    font, plain = load_font(size * MEASURED_AT)
    return float(font.getlength(drawable(words, plain))) / MEASURED_AT


def ascii_of(words: str) -> str:
    """The text in ASCII: names of Greek letters, no accents, a question mark for other characters."""
    replaced = words.replace("\u2212", "-").replace("\u2192", "->").replace(ELLIPSIS, "...")
    bare = unicodedata.normalize("NFKD", replaced.replace("\u00b7", "-"))
    letters = (_latin(letter) for letter in bare if not unicodedata.combining(letter))
    return "".join(letters).encode("ascii", "replace").decode()


def _latin(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return name.removeprefix(GREEK).lower().replace("lamda", "lambda") if name.startswith(GREEK) else letter


def shortened(words: str, size: float, room: float) -> str:
    """Shorten a text with an ellipsis until it fits ``room`` pixels."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words + ELLIPSIS, size) > room:
        words = words[:-1]
    return words.rstrip(" ,") + ELLIPSIS if words else ""


def wrapped(parts: Sequence[str], size: float, room: float, separator: str = ", ") -> list[str]:
    """Lines of whole parts, joined by the separator; a part that is wider than a line is shortened."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{separator}{part}" if lines else part
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(shortened(part, size, room))
    return lines


def fitted(parts: Sequence[str], size: float, room: float) -> str:
    """As many whole parts as fit one line; an ellipsis stands for the others. Empty if none fits."""
    whole = ", ".join(parts)
    if text_width(whole, size) <= room:
        return whole
    for count in range(len(parts) - 1, 0, -1):
        words = f"{', '.join(parts[:count])}, {ELLIPSIS}"
        if text_width(words, size) <= room:
            return words
    return ""
