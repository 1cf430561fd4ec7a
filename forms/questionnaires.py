"""The forms that the GTG edits a questionnaire with: a section, a question of any type, and the lines of its lists.

Which fields there are depends on the languages of the questionnaire and on the question's type, so the classes are made
for them: `question_form(question, questionnaire)`. Everything is read as text and turned into the domain's Question by
`typed_question`; what keeps it from being used is the domain's to say (monitor.domain.questionnaire_checks).
"""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired

from forms.base import Form, options
from forms.questionnaire_lines import (
    LISTS,
    TextsInLanguages,
    lines_data,
    list_fields,
    texts_data,
    texts_fields,
    typed_lists,
)
from forms.questionnaire_texts import NotReadable, feeds_as_text, number_as_text, read_feeds, read_number, read_whole
from monitor.domain.questionnaire import FilledFrom, Question, Questionnaire, QuestionType, Section

FILLED_FROM = {FilledFrom.GROUP: _l("El grupo que responde"), FilledFrom.COUNTRY: _l("El país que responde")}


class SectionForm(TextsInLanguages, Form):
    """Made for a questionnaire's languages by `section_form`."""

    relevant = StringField(
        _l("Se muestra solo si…"), description=_l("Una condición, por ejemplo: ${c1} > 0. Vacío: siempre.")
    )


def section_form(questionnaire: Questionnaire, section: Section | None) -> SectionForm:
    languages = questionnaire.languages
    fields: dict[str, Any] = {"languages": languages, **texts_fields("label", _l("Título"), languages)}
    fields |= texts_fields("hint", _l("Introducción"), languages, rows=True)
    made = type("SectionFormOf", (SectionForm,), fields)
    data = {} if section is None else _section_data(section, languages)
    return made(data=data)  # type: ignore[no-any-return]  # made above of SectionForm


def _section_data(section: Section, languages: tuple[str, ...]) -> dict[str, Any]:
    return {
        "relevant": section.relevant,
        **texts_data("label", section.labels, languages),
        **texts_data("hint", section.hints, languages),
    }


class QuestionForm(TextsInLanguages, Form):
    """Made for a question's type and a questionnaire's languages by `question_form`."""

    seen = HiddenField()
    required = BooleanField(_l("Hay que responderla"))
    relevant = StringField(
        _l("Se muestra solo si…"),
        description=_l("Una condición sobre otras respuestas, por ejemplo: ${c1} > 0. Vacío: siempre."),
    )
    constraint = StringField(
        _l("La respuesta tiene que cumplir…"),
        description=_l("El punto es la respuesta: . > 0. Si no se cumple, no se puede enviar."),
    )
    warning = StringField(
        _l("Conviene que cumpla…"),
        description=_l("Si no se cumple, se avisa y se pide un comentario; se puede enviar."),
    )
    feeds = StringField(
        _l("Alimenta los índices"), description=_l("Separados por comas; con su peso si no es 1: GOB, CAP:0,5.")
    )

    question_type: QuestionType

    def list_names(self) -> list[str]:
        return [name for name in LISTS if name in self._fields]

    def typed_lines(self) -> dict[str, list[dict[str, Any]]]:
        """What is typed in each list, the empty lines at the end apart."""
        found = {}
        for name in self.list_names():
            typed = [{key: field.data for key, field in entry.form._fields.items()} for entry in self._fields[name]]
            found[name] = [each for each in typed if any(value for value in each.values())]
        return found

    def typed_with(self, lines: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
        """Everything that is typed, with these lines in the lists and an empty one at the end of each."""
        typed = {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", *LISTS)}
        return typed | {name: [*entries, {}] for name, entries in lines.items()}


def question_form(
    question: Question,
    questionnaire: Questionnaire,
    *,
    seen: str,
    new: bool = False,
    typed: dict[str, Any] | None = None,
) -> QuestionForm:
    """The form of one question, as it is stored or sent; `typed`: with this in it instead, whatever was sent."""
    languages = questionnaire.languages
    fields = _fields_of(question, questionnaire)
    if new:
        fields["key"] = StringField(
            _l("Clave"),
            validators=[InputRequired(_l("Escriba la clave."))],
            description=_l("Corta y para siempre: por ella se comparan las versiones de la encuesta."),
        )
    made = type("QuestionFormOf", (QuestionForm,), fields)
    if typed is not None:
        return made(formdata=None, data=typed)  # type: ignore[no-any-return]  # made above of QuestionForm
    return made(data={**question_data(question, languages), "seen": seen})  # type: ignore[no-any-return]


def _fields_of(question: Question, questionnaire: Questionnaire) -> dict[str, Any]:
    """The fields that the question's type has use for."""
    languages, kind = questionnaire.languages, question.type
    fields: dict[str, Any] = {"languages": languages, "question_type": kind}
    fields |= texts_fields(
        "label", _l("Pregunta") if kind is not QuestionType.NOTE else _l("Texto"), languages, rows=True
    )
    fields |= texts_fields("hint", _l("Ayuda"), languages)
    if kind is QuestionType.NOTE:
        return fields | dict.fromkeys(("required", "constraint", "warning", "feeds"))
    fields |= texts_fields("constraint_message", _l("Qué decir si no cumple"), languages)
    fields |= texts_fields("warning_message", _l("Qué avisar"), languages)
    fields |= list_fields(kind, languages)
    if kind.is_number or kind is QuestionType.GRID or kind.is_text:
        least, most = (
            (_l("Caracteres, como mínimo"), _l("Caracteres, como máximo"))
            if kind.is_text
            else (_l("Mínimo"), _l("Máximo"))
        )
        fields |= {"minimum": StringField(least), "maximum": StringField(most)}
    if kind is QuestionType.MULTIPLE:
        fields["max_choices"] = StringField(_l("Opciones que se pueden marcar, como máximo"))
    if kind is QuestionType.GRID:
        fields |= _grid_fields(question, questionnaire)
    if kind.is_choice_of_one:
        fields["filled_from"] = SelectField(
            _l("La completa el enlace con…"),
            choices=options(
                [("", _l("Nada: la responde la persona")), *((each.value, text) for each, text in FILLED_FROM.items())]
            ),
        )
    if not kind.has_options and (kind.is_number or kind is QuestionType.GRID):
        fields["score"] = StringField(
            _l("Puntaje de la respuesta"), description=_l("De 0 a 100, por ejemplo: 100 * . div ${c1}.")
        )
    return fields


def _grid_fields(question: Question, questionnaire: Questionnaire) -> dict[str, Any]:
    grids = [each for each in questionnaire.questions if each.type is QuestionType.GRID and each.key != question.key]
    return {
        "row_totals": BooleanField(_l("Mostrar el total de cada fila")),
        "column_totals": BooleanField(_l("Mostrar el total de cada columna")),
        "within": SelectField(
            _l("Cada casilla es parte de la misma casilla de…"),
            choices=options([("", _l("Ninguna otra pregunta")), *((each.key, each.key) for each in grids)]),
        ),
    }


def question_data(question: Question, languages: tuple[str, ...]) -> dict[str, Any]:
    """A question as what the form shows; each list with an empty line at its end."""
    option_lines = [
        {"key": each.key, **texts_data("label", each.labels, languages), "score": number_as_text(each.score),
         "exclusive": each.exclusive, "not_applicable": each.not_applicable}
        for each in question.options
    ]  # fmt: skip
    data: dict[str, Any] = {
        "key": question.key,
        "required": question.required,
        "relevant": question.relevant,
        "constraint": question.constraint,
        "warning": question.warning,
        "feeds": feeds_as_text(question.feeds),
        "score": question.score,
        "minimum": number_as_text(question.minimum),
        "maximum": number_as_text(question.maximum),
        "max_choices": number_as_text(question.max_choices),
        "row_totals": question.row_totals,
        "column_totals": question.column_totals,
        "within": question.within,
        "filled_from": question.filled_from.value if question.filled_from else "",
        "options": [*option_lines, {}],
        "rows": [*lines_data(question.rows, languages), {}],
        "columns": [*lines_data(question.columns, languages), {}],
    }
    for stem, texts in (
        ("label", question.labels),
        ("hint", question.hints),
        ("constraint_message", question.constraint_messages),
        ("warning_message", question.warning_messages),
    ):
        data |= texts_data(stem, texts, languages)
    return data


def typed_question(form: QuestionForm, question: Question, questionnaire: Questionnaire) -> Question | None:
    """The question as the form says; None, with the errors at their fields, if something cannot be read.

    What the form does not show (the name of a shared list of options) stays.
    """
    indices = {each.key for each in questionnaire.indices}

    def read(name: str, reader: Any, default: Any) -> Any:
        field = form._fields.get(name)
        if field is None:
            return default
        try:
            return reader(field.data or "")
        except NotReadable as error:
            field.errors = [*field.errors, str(error.sentence)]
            return default

    def text(name: str) -> str:
        return read(name, str, "").strip() if name in form._fields else ""

    changed = replace(
        question,
        key=text("key") or question.key,
        labels=form.texts("label"),
        hints=form.texts("hint"),
        relevant=text("relevant"),
    )
    if question.type is not QuestionType.NOTE:
        changed = replace(
            changed,
            required=bool(form.required.data),
            constraint=text("constraint"),
            constraint_messages=form.texts("constraint_message"),
            warning=text("warning"),
            warning_messages=form.texts("warning_message"),
            feeds=read("feeds", lambda typed: read_feeds(typed, indices), ()),
            score=text("score"),
            minimum=read("minimum", read_number, None),
            maximum=read("maximum", read_number, None),
            max_choices=read("max_choices", read_whole, None),
            within=text("within"),
            filled_from=FilledFrom(text("filled_from")) if text("filled_from") else None,
            row_totals=bool("row_totals" in form._fields and form._fields["row_totals"].data),
            column_totals=bool("column_totals" in form._fields and form._fields["column_totals"].data),
            **typed_lists(form, indices),
        )
    return None if form.errors else changed
