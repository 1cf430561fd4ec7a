"""Changes of a questionnaire: each takes one and gives the next; nothing is stored here.

    add_section, add_question                     at the end, or after a named one
    put_section, put_question                     other words, options, conditions …; the key stays
    rename(questionnaire, key, to)                a new key, also in every expression that names the old one
    move(questionnaire, key, by)                  one place up (-1) or down (1), also into the next section
    remove(questionnaire, key)                    raises StillNamed while expressions of others name it
    put_indices(questionnaire, indices)           raises StillNamed while questions count in one that is left out
    proposed_key(questionnaire, section_key)      the next of `c1`, `c2` … that is free

Between two changes a questionnaire may be unusable (a section without questions): questionnaire_checks says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

from monitor.domain.errors import NotFound, RuleError
from monitor.domain.expressions import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Negative,
    Reference,
    parse,
    references,
    unparse,
)
from monitor.domain.questionnaire import Index, Line, Question, Questionnaire, Section, Texts
from monitor.domain.sentences import N_

EXPRESSIONS = ("relevant", "constraint", "warning", "score")
"""The fields of a question that hold an expression; a section and a line have the first."""
_T = TypeVar("_T")


class StillNamed(RuleError):
    """What is to be removed is named by the expressions of others: `users`, by key."""

    def __init__(self, key: str, users: tuple[str, ...]) -> None:
        super().__init__(
            N_("«%(key)s» no se puede quitar: todavía depende de ello %(users)s."),
            key=key,
            users=", ".join(users),
        )
        self.users = users


class KeyTaken(RuleError):
    def __init__(self, key: str) -> None:
        super().__init__(N_("La clave «%(key)s» ya está en uso en este cuestionario."), key=key)


def add_section(questionnaire: Questionnaire, section: Section, *, after: str = "") -> Questionnaire:
    _must_be_free(questionnaire, section.key)
    sections = list(questionnaire.sections)
    place = next((n for n, each in enumerate(sections, 1) if each.key == after), len(sections))
    return replace(questionnaire, sections=(*sections[:place], section, *sections[place:]))


def add_question(
    questionnaire: Questionnaire, section_key: str, question: Question, *, after: str = ""
) -> Questionnaire:
    _must_be_free(questionnaire, question.key)

    def with_it(section: Section) -> Section:
        place = next((n for n, each in enumerate(section.questions, 1) if each.key == after), len(section.questions))
        return replace(section, questions=(*section.questions[:place], question, *section.questions[place:]))

    return _with_section(questionnaire, section_key, with_it)


def put_section(questionnaire: Questionnaire, key: str, *, labels: Texts, hints: Texts, relevant: str) -> Questionnaire:
    return _with_section(
        questionnaire, key, lambda section: replace(section, labels=labels, hints=hints, relevant=relevant)
    )


def put_question(questionnaire: Questionnaire, question: Question) -> Questionnaire:
    """The question of the same key gives way to this one."""
    section = _section_of(questionnaire, question.key)

    def with_it(section: Section) -> Section:
        return replace(
            section, questions=tuple(question if each.key == question.key else each for each in section.questions)
        )

    return _with_section(questionnaire, section.key, with_it)


def rename(questionnaire: Questionnaire, key: str, to: str) -> Questionnaire:
    """The question under another key, in every expression too. Waves no longer compare it with the old key's."""
    if key == to:
        return questionnaire
    _must_be_free(questionnaire, to)
    _section_of(questionnaire, key)

    def renamed(name: str) -> str:
        return to + name[len(key) :] if name == key or name.startswith(f"{key}__") else name

    def of_question(question: Question) -> Question:
        return replace(
            _with_references(question, renamed),
            key=to if question.key == key else question.key,
            within=renamed(question.within),
        )

    sections = tuple(
        replace(
            section,
            relevant=_rewritten(section.relevant, renamed),
            questions=tuple(of_question(each) for each in section.questions),
        )
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def move(questionnaire: Questionnaire, key: str, by: int) -> Questionnaire:
    """At the first or last place nothing changes."""
    keys = [section.key for section in questionnaire.sections]
    if key in keys:
        return replace(questionnaire, sections=_swapped(questionnaire.sections, keys.index(key), by))
    section = _section_of(questionnaire, key)
    place = [each.key for each in section.questions].index(key)
    if 0 <= place + by < len(section.questions):
        return _with_section(
            questionnaire, section.key, lambda each: replace(each, questions=_swapped(each.questions, place, by))
        )
    beside = keys.index(section.key) + by
    if not 0 <= beside < len(keys):
        return questionnaire
    question = section.questions[place]

    def without(each: Section) -> Section:
        return replace(each, questions=tuple(other for other in each.questions if other.key != key))

    def with_it(each: Section) -> Section:
        return replace(each, questions=(question, *each.questions) if by > 0 else (*each.questions, question))

    return _with_section(_with_section(questionnaire, section.key, without), keys[beside], with_it)


def remove(questionnaire: Questionnaire, key: str) -> Questionnaire:
    """Without the question, or without the section and its questions."""
    section = questionnaire.section(key)
    gone = {each.key for each in section.questions} if section else {key}
    users = tuple(
        dict.fromkeys(user for each in gone for user in users_of(questionnaire, each) if user not in gone | {key})
    )
    if users:
        raise StillNamed(key, users)
    if section:
        return replace(questionnaire, sections=tuple(each for each in questionnaire.sections if each.key != key))
    holder = _section_of(questionnaire, key)
    return _with_section(
        questionnaire,
        holder.key,
        lambda each: replace(each, questions=tuple(other for other in each.questions if other.key != key)),
    )


def put_indices(questionnaire: Questionnaire, indices: tuple[Index, ...]) -> Questionnaire:
    """Other indices, labels or weights. Raises StillNamed for one that is left out while questions count in it."""
    kept = {each.key for each in indices}
    for gone in questionnaire.indices:
        users = tuple(each.key for each in questionnaire.questions if gone.key in _indices_of(each))
        if gone.key not in kept and users:
            raise StillNamed(gone.key, users)
    return replace(questionnaire, indices=indices)


def users_of(questionnaire: Questionnaire, key: str) -> tuple[str, ...]:
    """The keys of the other questions and sections whose expressions name the question, in order."""
    question = questionnaire.by_key.get(key)
    names = frozenset(question.names) if question else frozenset()
    found = []
    for section in questionnaire.sections:
        if _names(section.relevant) & names:
            found.append(section.key)
        for each in section.questions:
            named = {name for source in _expressions(each) for name in _names(source)}
            if each.key != key and (named & names or each.within == key):
                found.append(each.key)
    return tuple(found)


def proposed_key(questionnaire: Questionnaire, section_key: str) -> str:
    """The next free key in the manner of the section's: after `c7` and `c8`, `c9`; `q1` where there is no manner."""
    section = questionnaire.section(section_key)
    matches = [re.fullmatch(r"([A-Za-z_]+?)(\d+)", each.key) for each in (section.questions if section else ())]
    numbered = [(match[1], int(match[2])) for match in matches if match]
    stem, last = max(numbered, key=lambda each: each[1]) if numbered else (_stem(section_key), 0)
    taken = {*questionnaire.by_key, *(each.key for each in questionnaire.sections)}
    return next(f"{stem}{n}" for n in count(last + 1) if f"{stem}{n}" not in taken)


def _indices_of(question: Question) -> set[str]:
    feeds = (*question.feeds, *(feed for line in (*question.rows, *question.columns) for feed in line.feeds))
    return {feed.index for feed in feeds}


def _stem(section_key: str) -> str:
    """`sec_f` and `f` give `f`; any other name gives `q`."""
    match = re.fullmatch(r"(?:sec_|s_)?([A-Za-z])", section_key)
    return match[1].lower() if match else "q"


def _must_be_free(questionnaire: Questionnaire, key: str) -> None:
    if key in questionnaire.names or key in questionnaire.by_key or questionnaire.section(key):
        raise KeyTaken(key)


def _section_of(questionnaire: Questionnaire, key: str) -> Section:
    section = questionnaire.section_of(key)
    if section is None:
        raise NotFound("El cuestionario no tiene la pregunta «%(key)s».", key=key)
    return section


def _with_section(questionnaire: Questionnaire, key: str, change: Callable[[Section], Section]) -> Questionnaire:
    if questionnaire.section(key) is None:
        raise NotFound("El cuestionario no tiene la sección «%(key)s».", key=key)
    return replace(
        questionnaire,
        sections=tuple(change(each) if each.key == key else each for each in questionnaire.sections),
    )


def _swapped(entries: tuple[_T, ...], place: int, by: int) -> tuple[_T, ...]:
    other = place + by
    if not 0 <= other < len(entries):
        return entries
    moved = list(entries)
    moved[place], moved[other] = moved[other], moved[place]
    return tuple(moved)


def _expressions(question: Question) -> Iterator[str]:
    yield from (getattr(question, name) for name in EXPRESSIONS)
    yield from (line.relevant for line in (*question.rows, *question.columns))


def _with_references(question: Question, renamed: Callable[[str], str]) -> Question:
    def lines(entries: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(line, relevant=_rewritten(line.relevant, renamed)) for line in entries)

    changed: dict[str, Any] = {name: _rewritten(getattr(question, name), renamed) for name in EXPRESSIONS}
    return replace(question, rows=lines(question.rows), columns=lines(question.columns), **changed)


def _names(source: str) -> frozenset[str]:
    try:
        return references(parse(source)) if source.strip() else frozenset()
    except ExpressionError:
        return frozenset()


def _rewritten(source: str, renamed: Callable[[str], str]) -> str:
    """The expression with other names; as it was written where no name changes, or where it cannot be read."""
    if all(renamed(name) == name for name in _names(source)):
        return source

    def of(part: Expression) -> Expression:
        match part:
            case Reference(key):
                return Reference(renamed(key))
            case Negative(operand):
                return Negative(of(operand))
            case Binary(operator, left, right):
                return Binary(operator, of(left), of(right))
            case Call(name, arguments):
                return Call(name, tuple(of(each) for each in arguments))
        return part

    return unparse(of(parse(source)))
