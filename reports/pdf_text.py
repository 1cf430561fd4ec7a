"""How PDF writes a reference, a string and a list."""

from collections.abc import Iterable
from datetime import datetime


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def text(value: str) -> bytes:
    """A string, in hexadecimal: no character of it can be taken for PDF's own."""
    try:
        return b"<" + value.encode("ascii").hex().encode() + b">"
    except UnicodeEncodeError:
        return b"<" + ("\ufeff" + value).encode("utf-16-be").hex().encode() + b">"


def array(items: Iterable[bytes]) -> bytes:
    return b"[" + b" ".join(items) + b"]"


def moment(value: datetime) -> bytes:
    """`D:20211021090500-05'00'`"""
    zone = value.strftime("%z")
    return text(f"D:{value:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'")
