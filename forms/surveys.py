"""The page of one section of a questionnaire, made from the questionnaire itself: one field for each question and cell.

    section_form(questions, language, formdata=..., data=...) -> SectionForm

Names of fields are those of monitor/domain/answer_fields.py. Everything may be left for later; what cannot be read is
said at once, what is missing or odd before it is sent. Templates draw it through surveys/_question.html.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from forms.fields import DayField
from forms.updates import NOT_ANSWERS, PageForm
from monitor.domain.answer_fields import comment_name, field_name
from monitor.domain.answers import read_day
from monitor.domain.counts import NotACount, read_count, read_number
from monitor.domain.questionnaire import Line, Question, QuestionType, words

MOST_RADIOS = 12
"""Longer lists become a menu."""


class NumberField(Field):
    """A number as people write it, negative ones too; empty is None. Whole ones are int, others float."""

    def __init__(self, *args: Any, whole: bool, **kwargs: Any) -> None:
        self.whole = whole
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: int | float | None = None
        if not valuelist:
            return
        text = valuelist[0].strip().replace("\u2212", "-")
        negative, digits = text.startswith("-"), text.removeprefix("-")
        try:
            found = read_count(digits) if self.whole else read_number(digits)
        except NotACount:
            message = (
                _l("Escriba un número entero, sin decimales: por ejemplo, 25.")
                if self.whole
                else _l("Escriba un número: por ejemplo, 12,5.")
            )
            raise ValueError(message) from None
        if found is not None:
            value = int(found) if self.whole else float(found)
            self.data = -value if negative else value

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data).replace(".", ",")


class AnswerDayField(DayField):
    """A day, kept as answers keep it: `2021-08-31`."""

    def process_data(self, value: Any) -> None:
        self.data = read_day(value)

    def iso(self) -> str | None:
        return self.data.isoformat() if isinstance(self.data, date) else None


class SectionForm(PageForm):
    """`questions` and `language` are those it was made for."""

    questions: tuple[Question, ...]
    language: str

    def answers(self) -> dict[str, Any]:
        """By field, as plain values; what is empty is None, or an empty list."""
        found: dict[str, Any] = {}
        for field in self:
            if field.name in NOT_ANSWERS:
                continue
            value = field.iso() if isinstance(field, AnswerDayField) else field.data
            found[field.name] = value if value or value in (0, []) else None
        return found

    def name_of(self, name: str) -> str:
        """The question of a field as people read it; of a cell with its row and column."""
        for question in self.questions:
            title = words(question.labels, self.language)
            if name == field_name(question.key):
                return title
            if name == comment_name(question.key):
                return f"{title}: {self[name].label.text}"
            for row, column in question.cells:
                if name == cell_name(question, row, column):
                    places = (words(row.labels, self.language), words(column.labels, self.language))
                    return f"{title}: {', '.join(places)}"
        return name

    def cells(self, question: Question) -> dict[tuple[str, str], str]:
        """What stands in the cells of a grid, as it was typed."""
        return {
            (row.key, column.key): self[cell_name(question, row, column)]._value()  # noqa: SLF001 - as typed
            for row, column in question.cells
        }

    def cell_errors(self, question: Question) -> dict[tuple[str, str], str]:
        return {
            (row.key, column.key): " ".join(str(error) for error in errors)
            for row, column in question.cells
            if (errors := self[cell_name(question, row, column)].errors)
        }


def cell_name(question: Question, row: Line, column: Line) -> str:
    return field_name(question.cell_key(row.key, column.key))


def section_form(
    questions: Sequence[Question],
    language: str,
    *,
    formdata: Any = None,
    data: Mapping[str, Any] | None = None,
) -> SectionForm:
    """The form of these questions. What the link itself tells, files and notes have no field."""
    fields: dict[str, Any] = {"questions": tuple(questions), "language": language}
    for question in questions:
        fields |= _fields(question, language)
        if question.warning:
            fields[comment_name(question.key)] = TextAreaField(_l("Explique esta respuesta"), validators=[Optional()])
    kind: type[SectionForm] = type("SectionForm", (SectionForm,), fields)
    return kind(formdata=formdata, data=dict(data or {}))


def _fields(question: Question, language: str) -> dict[str, Any]:
    if question.filled_from is not None:
        return {}
    if question.type.has_lines:
        return {
            cell_name(question, row, column): _cell(question, language, words(row.labels, language))
            for row, column in question.cells
        }
    make = _MAKERS.get(question.type)
    return {field_name(question.key): make(question, language)} if make else {}


def _choices(question: Question, language: str) -> list[tuple[str, str]]:
    return [(option.key, words(option.labels, language)) for option in question.options]


def _common(question: Question, language: str) -> dict[str, Any]:
    return {
        "label": words(question.labels, language),
        "description": words(question.hints, language),
        "validators": [Optional()],
    }


def _one(question: Question, language: str) -> Any:
    choices = _choices(question, language)
    if len(choices) > MOST_RADIOS:
        return SelectField(
            **_common(question, language), choices=[("", _("Elija una")), *choices], validate_choice=False
        )
    return RadioField(**_common(question, language), choices=choices, validate_choice=False)


def _cell(question: Question, language: str, label: str) -> Any:
    if question.type is QuestionType.GRID:
        return NumberField(label, whole=True, validators=[Optional()])
    return RadioField(label, choices=_choices(question, language), validate_choice=False, validators=[Optional()])


_MAKERS: Mapping[QuestionType, Callable[[Question, str], Any]] = {
    QuestionType.SINGLE: _one,
    QuestionType.YES_NO: _one,
    QuestionType.SCALE: _one,
    QuestionType.MULTIPLE: lambda question, language: SelectMultipleField(
        **_common(question, language), choices=_choices(question, language), validate_choice=False
    ),
    QuestionType.INTEGER: lambda question, language: NumberField(**_common(question, language), whole=True),
    QuestionType.DECIMAL: lambda question, language: NumberField(**_common(question, language), whole=False),
    QuestionType.SHORT_TEXT: lambda question, language: StringField(**_common(question, language)),
    QuestionType.LONG_TEXT: lambda question, language: TextAreaField(**_common(question, language)),
    QuestionType.DATE: lambda question, language: AnswerDayField(**_common(question, language)),
}
