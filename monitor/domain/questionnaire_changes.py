"""What is different between two questionnaires, question by question, for whoever is about to put one over the other.

changes(before, after) -> list[Change]: sections and questions that come or change, in the order of the new one, then
what is gone. Whether waves can still be compared is question_differences' matter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from monitor.domain.questionnaire import Question, Questionnaire, Section, Texts
from monitor.domain.sentences import N_


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGE = {ChangeKind.ADDED: N_("Nueva"), ChangeKind.REMOVED: N_("Se quita"), ChangeKind.CHANGED: N_("Cambia")}


@dataclass(frozen=True)
class Change:
    kind: ChangeKind
    key: str
    """Of the question or section; empty for the questionnaire itself."""
    labels: Texts
    aspects: tuple[str, ...] = ()
    """What changes, as sentences for translation."""
    is_section: bool = False


Aspect = tuple[str, Callable[[Any], Any]]
_QUESTION: tuple[Aspect, ...] = (
    (N_("el texto"), lambda one: one.labels),
    (N_("la ayuda"), lambda one: one.hints),
    (N_("el tipo de respuesta"), lambda one: one.type),
    (N_("si hay que responderla"), lambda one: one.required),
    (N_("cuándo se pregunta"), lambda one: one.relevant),
    (N_("las opciones"), lambda one: (one.options, one.options_name)),
    (N_("las filas o las columnas"), lambda one: (one.rows, one.columns)),
    (N_("los totales"), lambda one: (one.row_totals, one.column_totals)),
    (N_("lo que se acepta"), lambda one: (one.minimum, one.maximum, one.within, one.max_choices, one.constraint)),
    (N_("el mensaje de lo que no se acepta"), lambda one: one.constraint_messages),
    (N_("lo que se advierte"), lambda one: (one.warning, one.warning_messages)),
    (N_("los índices que alimenta o su puntaje"), lambda one: (one.feeds, one.score)),
    (N_("de dónde se llena"), lambda one: one.filled_from),
)
_SECTION: tuple[Aspect, ...] = (
    (N_("el título"), lambda one: one.labels),
    (N_("la ayuda"), lambda one: one.hints),
    (N_("cuándo se muestra"), lambda one: one.relevant),
)
_WHOLE: tuple[Aspect, ...] = (
    (N_("el título"), lambda one: one.labels),
    (N_("el número de versión"), lambda one: one.version),
    (N_("los idiomas"), lambda one: one.languages),
    (N_("los índices o sus pesos"), lambda one: one.indices),
    (N_("el identificador"), lambda one: one.key),
)
_PLACE = N_("su lugar en el cuestionario")


def changes(before: Questionnaire, after: Questionnaire) -> list[Change]:
    return [*_whole(before, after), *_kept_and_new(before, after), *_gone(before, after)]


def _whole(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    if aspects := _differ(_WHOLE, before, after):
        yield Change(ChangeKind.CHANGED, "", after.labels, aspects)


def _kept_and_new(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    moved = _moved(_order(before), _order(after))
    for section in after.sections:
        old = before.section(section.key)
        yield from _change(_SECTION, old, section, moved, is_section=True)
        for question in section.questions:
            yield from _change(_QUESTION, before.by_key.get(question.key), question, moved)


def _change(
    aspects: tuple[Aspect, ...],
    old: Question | Section | None,
    new: Question | Section,
    moved: frozenset[str],
    *,
    is_section: bool = False,
) -> Iterator[Change]:
    if old is None:
        yield Change(ChangeKind.ADDED, new.key, new.labels, is_section=is_section)
        return
    differ = _differ(aspects, old, new) + ((_PLACE,) if new.key in moved else ())
    if differ:
        yield Change(ChangeKind.CHANGED, new.key, new.labels, differ, is_section)


def _gone(before: Questionnaire, after: Questionnaire) -> Iterator[Change]:
    for section in before.sections:
        if after.section(section.key) is None:
            yield Change(ChangeKind.REMOVED, section.key, section.labels, is_section=True)
        for question in section.questions:
            if question.key not in after.by_key:
                yield Change(ChangeKind.REMOVED, question.key, question.labels)


def _differ(aspects: tuple[Aspect, ...], old: Any, new: Any) -> tuple[str, ...]:
    return tuple(words for words, of in aspects if of(old) != of(new))


def _order(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Key and section of everything, in order; a section stands in itself."""
    found = []
    for section in questionnaire.sections:
        found.append((section.key, section.key))
        found += [(question.key, section.key) for question in section.questions]
    return found


def _moved(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> frozenset[str]:
    """What stands in another section or out of the old order; the fewest that explain the new one."""
    old_places = {key: place for place, (key, _section) in enumerate(before)}
    sections = dict(before)
    kept = [key for key, section in after if key in old_places]
    places = [old_places[key] for key in kept]
    stays = {kept[number] for number in _longest_rising(places)}
    elsewhere = {key for key, section in after if key in sections and sections[key] != section}
    return frozenset(set(kept) - stays | elsewhere)


def _longest_rising(places: list[int]) -> list[int]:
    """The numbers of a longest run that keeps its order."""
    lengths: list[int] = []
    previous: list[int] = []
    for number, place in enumerate(places):
        earlier = [each for each in range(number) if places[each] < place]
        best = max(earlier, key=lambda each: lengths[each], default=-1)
        lengths.append(lengths[best] + 1 if best >= 0 else 1)
        previous.append(best)
    at = max(range(len(places)), key=lambda each: lengths[each], default=-1)
    found = []
    while at >= 0:
        found.append(at)
        at = previous[at]
    return found[::-1]
