"""Decoding: encodings that are detected, told and set; files that are no text."""

import pytest

from engine.catalog.datasets.tables.decoding import decode
from engine.core.errors import InvalidData

TEXT = "größe;café\n1,5;ja\n2,5;nein\n"


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("cp1252", "windows-1252"),
        ("latin-1", "windows-1252"),
    ],
)
def test_encodings_are_detected(codec: str, named: str) -> None:
    assert decode(TEXT.encode(codec)) == (TEXT, named)


def test_euro_sign_needs_windows() -> None:
    assert decode("preis €\n1\n".encode("cp1252")).text == "preis €\n1\n"
    # Windows-1252 has no character of this number, Latin-1 has a control character.
    assert decode(b"a\x81\n") == ("a\x81\n", "iso-8859-1")


def test_categories_of_other_bytes_stay_apart() -> None:
    """Read as UTF-8 with replacements, both would be the same word."""
    text = decode("x,y\n1,é\n2,è\n3,é\n".encode("cp1252")).text
    assert len(set(text.split()[1:])) == 3


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("cp1250", "windows-1250", "Łódź,1\n"),
        ("cp1251", "windows-1251", "Москва,1\n"),
        ("mac_roman", "mac-roman", "größe,1\n"),
        ("shift_jis", "shift_jis", "東京,1\n"),
        ("gb18030", "gb18030", "北京,1\n"),
        ("big5", "big5", "臺北,1\n"),
        ("euc_kr", "euc-kr", "서울,1\n"),
    ],
)
def test_other_encodings_can_be_set(codec: str, name: str, text: str) -> None:
    assert decode(text.encode(codec), name).text == text


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"%PDF-1.7", b"\x1f\x8b\x08", b"\0\0\0\0\1\2\3", b"a\0b,c"]
)
def test_files_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidData, match="no text"):
        decode(content)


def test_wrong_encoding_is_refused() -> None:
    with pytest.raises(InvalidData, match="not in UTF-8") as refused:
        decode("é".encode("cp1252"), "utf-8")
    assert refused.value.field == "encoding"
