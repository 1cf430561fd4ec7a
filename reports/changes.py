"""What a correction changed, beyond the words of its own language: translations, and the list said in another language.

The list is frozen in Spanish, as everything is; another edition's readers get what can be said anew in their own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.domain.editions import TEXT_NAMES, Place
from monitor.translations import DEFAULT
from reports.data import ReportData
from reports.html import SPANISH
from reports.language import N_, Language
from reports.printed_figures import printed_figures
from reports.said import WORDS, Said, known_in, said

IN_LANGUAGE = {"en": N_("%(place)s, en inglés")}
"""Where a translation stands: in which of the published languages."""

_PERCENT = re.compile(r"(\d+)[\s\u00a0]?%")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class ToldChange:
    """One line of the list, each cell with the language it is in."""

    place: Said
    name: Said
    before: Said
    after: Said


def printed_translations(data: ReportData, codes: Iterable[str], language: Language = SPANISH) -> dict[Place, str]:
    """Every translation that is printed in these languages, by its place; what is not translated is not here."""
    found: dict[Place, str] = {}
    for code in codes:
        known = known_in(code, data.translations)
        for place, name, original in _texts(data, language):
            own = said(original, known, code)
            if own.language == code:
                found[language.gettext(IN_LANGUAGE[code], place=place), name] = own.text
    return found


def _texts(data: ReportData, language: Language) -> Iterator[tuple[str, str, str]]:
    """Place, name and words of all that may be translated, as `printed_figures` calls them."""
    _ = language.gettext
    yield _("Presentación"), _("Texto"), data.foreword
    for position, highlight in enumerate(data.highlights, start=1):
        yield _("Resumen"), _("Destacado %(position)s", position=position), highlight.text
    for area in data.areas:
        yield _("Área %(number)s", number=area.number), _("Síntesis del GTG"), data.synthesis(area.number)
    for project in data.projects:
        for answer in project.answers:
            own = f"{answer.group}: " if len(project.answers) > 1 else ""
            for field in WORDS if answer.printed else ():
                name = TEXT_NAMES.get(field, N_("Aporte"))
                yield _("Proyecto %(number)s", number=project.number), own + _(name), getattr(answer.printed, field)


def told_changes(data: ReportData, language: Language) -> list[ToldChange]:
    """The frozen list in the report's language: places and names anew, words of people as they stand."""
    if language.code == DEFAULT:
        return [
            ToldChange(
                Said(own.place), Said(own.name), *(Said(text, _code(own.place)) for text in (own.before, own.after))
            )
            for own in data.changes
        ]
    spanish, anew = _printed(data, SPANISH), _printed(data, language)
    places = dict(zip(spanish, anew, strict=True))
    values = {before: after for before, after in zip(spanish.values(), anew.values(), strict=True) if before != after}
    # What is no longer in the report has a place that still is.
    parts = {before: after for (before, _), (after, _) in places.items()}
    lines = []
    for own in data.changes:
        place, name = places.get((own.place, own.name), (parts.get(own.place, own.place), own.name))
        code = _code(own.place)
        cells = (
            Said(text, code) if code != DEFAULT else _value(text, values, language) for text in (own.before, own.after)
        )
        lines.append(ToldChange(_told(own.place, place, language), _told(own.name, name, language), *cells))
    return lines


def _code(place: str) -> str:
    """The language of the texts of a place, as it is frozen."""
    return next((code for code, where in IN_LANGUAGE.items() if place.endswith(where % {"place": ""})), DEFAULT)


def _printed(data: ReportData, language: Language) -> dict[Place, str]:
    return printed_figures(data, language) | printed_translations(data, IN_LANGUAGE, language)


def _value(text: str, values: Mapping[str, str], language: Language) -> Said:
    if text in values:
        return Said(values[text], language.code)
    if percent := _PERCENT.fullmatch(text):
        return Said(f"{percent[1]}{language.percent_sign}", language.code)
    return _told(text, text, language)


def _told(before: str, after: str, language: Language) -> Said:
    """Said anew, or without a word in it, it is of the report's language; else it stays Spanish."""
    return Said(after, language.code if before != after or not _WORDS.search(after) else DEFAULT)
