"""Text decoding: turns the bytes of a file into text, by rules that can be told in a word.

Statistical detectors were tried: of five short tables in Windows-1252 charset-normalizer 3.5 recognized none.
"""

import codecs
from typing import Literal, NamedTuple, final

from ....core.errors import InvalidData

Encoding = Literal[
    "auto",
    "utf-8",
    "utf-16",
    "windows-1252",
    "iso-8859-1",
    "windows-1250",
    "windows-1251",
    "mac-roman",
    "shift_jis",
    "gb18030",
    "big5",
    "euc-kr",
]

TITLES: dict[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252",
    "iso-8859-1": "Latin-1",
    "windows-1250": "Windows-1250",
    "windows-1251": "Windows-1251",
    "mac-roman": "Mac Roman",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "euc-kr": "EUC-KR",
}
"""What each encoding is called in sentences."""

MARK = "\ufeff"
SIGNATURES = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1")
"""First bytes of workbooks, documents and archives."""


@final
class Decoded(NamedTuple):
    """Decoded text, without byte-order mark, and the encoding that it was in."""

    text: str
    encoding: str


def decode(content: bytes, encoding: str = "auto") -> Decoded:
    """Decode the bytes of a file.

    By default the byte-order mark decides; without one, zero bytes mean UTF-16, valid UTF-8 is UTF-8, and all
    else is Windows-1252 or, with bytes that it lacks, Latin-1.

    Raises:
        InvalidData: if it is no text, or not in the encoding that is given.
    """
    if content.startswith(SIGNATURES):
        raise InvalidData("csv", "This file is no text: save the table as CSV, and open that file.")
    if encoding == "auto":
        return _detected(content)
    decoded = _tried(content, encoding)
    if decoded is None:
        raise InvalidData("encoding", f"This file is not in {TITLES[encoding]}: choose another encoding.")
    return decoded


def _detected(content: bytes) -> Decoded:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content[:1000]:
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8", "windows-1252", "iso-8859-1")
    for candidate in candidates:
        if (decoded := _tried(content, candidate)) is not None:
            return decoded
    raise InvalidData("csv", "This file is no text: save the table as CSV, and open that file.")


def _tried(content: bytes, encoding: str) -> Decoded | None:
    """The text, if it is in this encoding."""
    codec = encoding
    if encoding == "utf-16" and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # In Latin letters and digits the zero bytes are the higher ones.
        high_first = content[0:1000:2].count(0) > content[1:1000:2].count(0)
        codec = "utf-16-be" if high_first else "utf-16-le"
    try:
        text = content.decode(codec).removeprefix(MARK)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Decoded(text, encoding)
