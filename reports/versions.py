"""What a PDF was made with. Only the same libraries and the same code of the report promise the same bytes."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from monitor.translations import DEFAULT, po_file

LIBRARIES = ("weasyprint", "pydyf", "vl-convert-python", "babel")
HERE = Path(__file__).resolve().parent


@cache
def made_with(language: str = DEFAULT) -> str:
    """`weasyprint 70.0, … ; report 3f2a…`. Reads versions and files; loads none of the libraries.

    In another language also the words it was said in.
    """
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    made = f"{libraries}; report {code_hash()}"
    if language == DEFAULT:
        return made
    return f"{made}; words {hashlib.sha256(po_file(language).read_bytes()).hexdigest()[:12]}"


def words_mark(made: str) -> str:
    """Which catalogue it was said with, of what `made_with` told; empty for Spanish, which needs none."""
    return made.partition("; words ")[2]


def code_hash() -> str:
    """Of everything in this folder that decides what a report looks like."""
    total = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.suffix in {".py", ".html", ".css"}:
            total.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]
