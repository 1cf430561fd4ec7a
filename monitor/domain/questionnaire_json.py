"""A questionnaire as JSON: how it is stored, copied from wave to wave and kept under plans/survey/.

    as_json(questionnaire) -> dict            plain values; what is as by default is left out
    from_json(data) -> Questionnaire          raises NotAQuestionnaire with the place (`sections[2].questions[0].type`)
    canonical(questionnaire) -> str           the same text for equal questionnaires, for checksums

from_json reads the shape only; whether the questionnaire can be used is questionnaire_checks' question.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from enum import Enum
from typing import Any, TypeVar

from monitor.domain.errors import RuleError
from monitor.domain.questionnaire import (
    Feed,
    FilledFrom,
    Index,
    Line,
    Option,
    Question,
    Questionnaire,
    QuestionType,
    Section,
)

SCHEMA = 1
_T = TypeVar("_T", Feed, Index, Option, Line, Question, Section, Questionnaire)
Read = Callable[[Any, str], Any]


class NotAQuestionnaire(RuleError):
    """The data has not the shape of a questionnaire; `place` says where."""

    def __init__(self, place: str) -> None:
        super().__init__(f"Esto no es un cuestionario que se pueda leer: {place}.")
        self.place = place


def canonical(questionnaire: Questionnaire) -> str:
    return json.dumps(as_json(questionnaire), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_json(questionnaire: Questionnaire) -> dict[str, Any]:
    return {"schema": SCHEMA, **_plain(questionnaire)}


def from_json(data: Any) -> Questionnaire:
    """The questionnaire of the data. Raises NotAQuestionnaire."""
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise NotAQuestionnaire("schema")
    body = {key: value for key, value in data.items() if key != "schema"}
    return _object(Questionnaire, _QUESTIONNAIRE)(body, "")


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__dataclass_fields__"):
        given = ((each, getattr(value, each.name)) for each in fields(value))
        return {each.name: _plain(held) for each, held in given if not _by_default(each, held)}
    return value


def _by_default(field: Field[Any], value: Any) -> bool:
    if field.default_factory is not MISSING:
        return bool(value == field.default_factory())
    return bool(field.default is not MISSING and value == field.default)


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise NotAQuestionnaire(place)
    return value


def _texts(value: Any, place: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise NotAQuestionnaire(place)
    return {_text(language, place): _text(text, place) for language, text in value.items()}


def _truth(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise NotAQuestionnaire(place)
    return value


def _number(value: Any, place: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN is not itself
        raise NotAQuestionnaire(place)
    return value


def _given_number(value: Any, place: str) -> float:
    found = _number(value, place)
    if found is None:
        raise NotAQuestionnaire(place)
    return found


def _count(value: Any, place: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise NotAQuestionnaire(place)
    return value


def _one_of(kind: type[Enum]) -> Read:
    def read(value: Any, place: str) -> Any:
        try:
            return None if value is None else kind(value)
        except ValueError:
            raise NotAQuestionnaire(place) from None

    return read


def _many(read: Read) -> Read:
    def read_all(value: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise NotAQuestionnaire(place)
        return tuple(read(each, f"{place}[{number}]") for number, each in enumerate(value))

    return read_all


def _object(kind: type[_T], readers: Mapping[str, Read]) -> Callable[[Any, str], _T]:
    def read(value: Any, place: str) -> _T:
        if not isinstance(value, dict):
            raise NotAQuestionnaire(place)
        lead = f"{place}." if place else ""
        unknown = next((str(name) for name in value if name not in readers), None)
        if unknown is not None:
            raise NotAQuestionnaire(f"{lead}{unknown}")
        given = {name: readers[name](held, f"{lead}{name}") for name, held in value.items()}
        for each in fields(kind):
            if each.default is MISSING and each.default_factory is MISSING and given.get(each.name) is None:
                raise NotAQuestionnaire(f"{lead}{each.name}")
        return kind(**given)

    return read


_FEED = _object(Feed, {"index": _text, "weight": _given_number})
_INDEX = _object(Index, {"key": _text, "labels": _texts, "weight": _given_number})
_OPTION = _object(
    Option, {"key": _text, "labels": _texts, "score": _number, "exclusive": _truth, "not_applicable": _truth}
)
_LINE = _object(Line, {"key": _text, "labels": _texts, "relevant": _text, "feeds": _many(_FEED)})
_QUESTION = _object(
    Question,
    {
        **dict.fromkeys(("key", "relevant", "options_name", "within", "constraint", "warning", "score"), _text),
        **dict.fromkeys(("labels", "hints", "constraint_messages", "warning_messages"), _texts),
        **dict.fromkeys(("required", "row_totals", "column_totals"), _truth),
        **dict.fromkeys(("minimum", "maximum"), _number),
        **dict.fromkeys(("rows", "columns"), _many(_LINE)),
        "type": _one_of(QuestionType),
        "options": _many(_OPTION),
        "max_choices": _count,
        "feeds": _many(_FEED),
        "filled_from": _one_of(FilledFrom),
    },
)
_SECTION = _object(
    Section,
    {"key": _text, "labels": _texts, "questions": _many(_QUESTION), "hints": _texts, "relevant": _text},
)
_QUESTIONNAIRE: Mapping[str, Read] = {
    "key": _text,
    "version": _text,
    "labels": _texts,
    "sections": _many(_SECTION),
    "languages": _many(_text),
    "indices": _many(_INDEX),
}
