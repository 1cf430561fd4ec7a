"""What people wrote, in the language of the report where somebody translated it; else as it was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.domain.editions import TEXTS
from monitor.translations import DEFAULT

if TYPE_CHECKING:
    from reports.data import ReportData

WORDS = (*TEXTS, "contribution")
"""The answers of a group in free words."""


@dataclass(frozen=True)
class Translation:
    """The GTG's words for a text of the report in another language. It goes by the very text, not by its place."""

    language: str
    original: str
    text: str


@dataclass(frozen=True)
class Said:
    """A text as it is printed, and the language it is in."""

    text: str
    language: str = DEFAULT


Known = Mapping[str, str]
"""The texts that have a translation → their translation. Ask `said`; its keys are its own affair."""


def known_in(language: str, translations: Iterable[Translation]) -> Known:
    """What is translated. A text of several paragraphs is known paragraph by paragraph too: highlights quote one."""
    known: dict[str, str] = {}
    if language != DEFAULT:
        for own in translations:
            if own.language == language:
                for original, text in _pairs(own):
                    known.setdefault(original, text)
    return known


def said(text: str, known: Known, language: str) -> Said:
    """A text in the language, if it is known there."""
    found = known.get(_key(text))
    return Said(found, language) if found else Said(text)


def _pairs(own: Translation) -> Iterator[tuple[str, str]]:
    yield _key(own.original), own.text
    originals, texts = parts(own.original), parts(own.text)
    if len(originals) == len(texts) > 1:
        yield from zip(map(_key, originals), texts, strict=True)


def parts(text: str) -> list[str]:
    """The paragraphs of a text: an empty line parts them."""
    blocks: list[list[str]] = [[]]
    for line in text.strip().splitlines():
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block).strip() for block in blocks if block]


def _key(text: str) -> str:
    """The same words whatever the blanks between them."""
    return " ".join(text.split())


def key_of(text: str) -> str:
    """A short name for a text, the same whatever the blanks between its words."""
    return sha256(_key(text).encode()).hexdigest()[:20]


def translatable(data: "ReportData") -> Iterator[str]:
    """Every text of the report that may have a translation: those of the GTG, then the groups' as they are printed."""
    yield from own_texts(data)
    for project in data.projects:
        for answer in project.answers:
            if answer.printed:
                yield from (text for field in WORDS if (text := getattr(answer.printed, field)).strip())


def own_texts(data: "ReportData") -> Iterator[str]:
    """What the GTG wrote and chose."""
    yield from filter(None, (data.foreword, *(own.text for own in data.syntheses)))
    yield from (own.text for own in data.highlights)
    yield from errata(data)


def errata(data: "ReportData") -> Iterator[str]:
    """What this edition corrects, and what earlier ones corrected."""
    yield from filter(None, (data.erratum, *(earlier.erratum for earlier in data.earlier)))
