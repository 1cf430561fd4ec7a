"""The words of a questionnaire apart from its shape: once answers are stored, only words may be mended.

wording_changes(before, after) -> list[WordingChange]     raises MoreThanWording if anything but words differs
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.domain.errors import RuleError
from monitor.domain.questionnaire import Questionnaire
from monitor.domain.questionnaire_json import as_json
from monitor.domain.sentences import N_

WORDS = frozenset({"labels", "hints", "constraint_messages", "warning_messages"})


class MoreThanWording(RuleError):
    def __init__(self) -> None:
        super().__init__(N_("Ya hay respuestas: solo se pueden corregir las palabras, no las preguntas."))


@dataclass(frozen=True)
class WordingChange:
    place: str
    """The keys that lead to the words: `b2`, `b2/options/informal`, `a4/rows/cl`; empty for the questionnaire."""
    where: str
    """The field that holds them: `labels`, `hints` …"""
    language: str
    before: str
    after: str


def wording_changes(before: Questionnaire, after: Questionnaire) -> list[WordingChange]:
    """What a correction of words changes, in order. Raises MoreThanWording."""
    old, new = as_json(before), as_json(after)
    if _without_words(old) != _without_words(new):
        raise MoreThanWording
    was, now = dict(_texts(old)), dict(_texts(new))
    places = dict.fromkeys([*was, *now])
    return [
        WordingChange(*place, was.get(place, ""), now.get(place, ""))
        for place in places
        if was.get(place, "") != now.get(place, "")
    ]


def _without_words(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_words(each) for key, each in value.items() if key not in WORDS}
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    return value


def _texts(value: Any, place: str = "") -> Iterator[tuple[tuple[str, str, str], str]]:
    """(place, field, language) → words; a list's entries are told apart by their keys."""
    for name, held in value.items():
        if name in WORDS:
            yield from (((place, name, language), text) for language, text in held.items())
        elif isinstance(held, list):
            for each in held:
                if isinstance(each, Mapping):
                    yield from _texts(each, _inner(place, name, each))


def _inner(place: str, name: str, entry: Mapping[str, Any]) -> str:
    key = str(entry.get("key", ""))
    return key if name in ("sections", "questions") else "/".join(filter(None, (place, name, key)))
