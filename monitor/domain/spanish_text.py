"""Comparing Spanish words however they were typed: without accents, case or kinds of dash."""

import unicodedata
from functools import lru_cache

_DASHES = dict.fromkeys("‐‑‒–—―−", "-")


def composed(text: str) -> str:
    """The text with each accented letter as one character, which `fold` needs to keep positions."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case, no accents, one kind of dash and space.

    As long as `composed(text)`, so that positions can be carried over.
    """
    return "".join(map(_fold_character, composed(text)))


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut at a word where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–(«“") + "…"


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character.isspace():
        return character if character == "\n" else " "
    parts = unicodedata.normalize("NFKD", character)
    plain = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    return plain if len(plain) == 1 else character
