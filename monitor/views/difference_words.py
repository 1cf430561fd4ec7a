"""A difference as people read it: which question, which item, what was there and what is there now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from flask_babel import gettext as _

from monitor.domain import words
from monitor.domain.age_bands import AgeBand
from monitor.domain.differences import Change, Leaf, Path, Piece, leaves, word_pieces
from monitor.domain.participation import Country, Sex
from monitor.domain.questions import label_of
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.words import N_
from monitor.page_context import day, number, word

LONG = 60
"""A text of this many signs is compared word by word; a shorter answer is shown whole, before and after."""
_DAYS = frozenset({"done_on", "new_due", "starts_on", "ends_on"})
_PARTS = {
    "done_on": N_("cumplido el"),
    "new_due": N_("nueva fecha"),
    "reason": N_("motivo"),
    "name": N_("nombre"),
    "measure": N_("qué se cuenta"),
    "depth": N_("con qué detalle"),
    "total": N_("total"),
    "starts_on": N_("desde"),
    "ends_on": N_("hasta"),
    "no_split_reason": N_("por qué no hay datos por sexo"),
    "comment": N_("comentario"),
    "title": N_("título"),
    "number": N_("versión"),
    "group": N_("grupo"),
    "modality": N_("modalidad"),
    "counting_rule": N_("cómo se contó"),
    "correction_reason": N_("por qué se corrige"),
    "target": N_("meta"),
    "unit": N_("unidad"),
}
_SILENT = frozenset(
    {"version_id", "period", "milestone_id", "evidence_id", "indicator_id", "sex", "age_band", "country"}
)
"""Parts by which things are found again: nobody reads them."""
_NAMES = ("name", "activity", "title", "filename")
_KINDS: dict[str, type[StrEnum]] = {
    "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind.__name__).lstrip("_"): kind
    for kind in words.TABLES
} | {"kind": next(kind for kind in words.TABLES if kind.__name__ == "AnswerKind")}


@dataclass(frozen=True)
class Line:
    """One thing that changed. `pieces` where it is a text; `by` where it is a number (with its sign)."""

    what: str
    """Of which item and which part of it; empty where the question has one answer."""
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Block:
    """What changed of one question."""

    label: str
    lines: tuple[Line, ...]


def in_words(changes: list[Change], before: UpdateContent, after: UpdateContent) -> list[Block]:
    known = leaves(as_json(before)) | leaves(as_json(after))
    blocks = []
    for question, found in groupby(changes, key=lambda change: change.question):
        lines = tuple(_lines(list(found), known))
        if lines:
            blocks.append(Block(_(label_of(question)), lines))
    return blocks


def _lines(changes: list[Change], known: Mapping[Path, Leaf]) -> Iterator[Line]:
    for item, found in groupby(changes, key=lambda change: change.path[1:2]):
        parts = list(found)
        name = _name_of(parts[0].path[:2], known) if item and len(parts[0].path) > 2 else ""
        if name and not any(part.was_there for part in parts) and _is_whole(parts[0].path[:2], parts, known):
            yield Line(_("agregado"), "", name)
        elif name and not any(part.is_there for part in parts) and _is_whole(parts[0].path[:2], parts, known):
            yield Line(_("quitado"), name, "")
        else:
            yield from (_line(part, name) for part in parts if part.path[-1] not in _SILENT)


def _is_whole(path: Path, parts: list[Change], known: Mapping[Path, Leaf]) -> bool:
    """Whether the changes are about every part of the item: it came or went as a whole."""
    return len(parts) == sum(each[:2] == path for each in known)


def _name_of(path: Path, known: Mapping[Path, Leaf]) -> str:
    named = (known.get((*path, name)) for name in _NAMES)
    return next((str(value) for value in named if value), path[-1])


def _line(change: Change, item: str) -> Line:
    part = _part(change.path)
    what = ": ".join(text for text in (item, part) if text)
    before, after = _value(change.path, change.before), _value(change.path, change.after)
    is_text = isinstance(change.before, str) and isinstance(change.after, str) and change.path[-1] not in _KINDS
    if is_text and max(len(before), len(after)) >= LONG and before and after:
        return Line(what, before, after, pieces=word_pieces(before, after))
    by = "" if change.by is None else f"{'+' if change.by > 0 else '−'}{number(abs(change.by))}"
    return Line(what, before, after, by=by)


def _part(path: Path) -> str:
    if len(path) == 1:
        return ""
    if "cells" in path:
        return _cell_words(path[path.index("cells") + 1])
    if "amounts" in path:
        return _amount_words(path[path.index("amounts") + 1], path[-1])
    return _(_PARTS[path[-1]]) if path[-1] in _PARTS else ""


def _amount_words(part: str, position: str) -> str:
    """Whose figure of an indicator it is, and of a share whether it is the whole it is taken of."""
    whose = word(Sex(part)) if part in set(Sex) else ""
    return whose if position == "0" else " ".join(text for text in (whose, _("(de un total de)")) if text)


def _cell_words(key: str) -> str:
    """«Mujeres, 18 a 29, Chile»: what nobody split by is not said."""
    sex, age_band, country = key.split("·")
    parts = [word(Sex(sex))]
    if age_band != "not_recorded":
        parts.append(word(AgeBand(age_band)))
    if country != Country.NOT_RECORDED:
        parts.append(word(Country(country)))
    return ", ".join(parts)


def _value(path: Path, value: Leaf) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    if isinstance(value, int | float):
        return f"{number(value)} %" if path[-1] == "percent_done" else number(value)
    if path[-1] in _KINDS:
        return word(_KINDS[path[-1]](value))
    if path[-1] in _DAYS:
        return day(date.fromisoformat(value))
    return value
