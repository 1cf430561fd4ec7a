"""What the forms of a questionnaire share: texts in all its languages, and the lines of options, rows and columns."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, StringField, TextAreaField
from wtforms.validators import Length

from forms.base import tidy
from forms.questionnaire_texts import NotReadable, feeds_as_text, read_feeds, read_number
from monitor.domain.questionnaire import Line, Option, QuestionType, Texts
from monitor.domain.questionnaire_checks import QuestionnaireProblem

LONGEST = 2000
EMPTY_LINES = 1
LISTS = ("options", "rows", "columns")
LANGUAGES = {"es": _l("en español"), "en": _l("en inglés"), "pt": _l("en portugués")}


def language_name(code: str) -> Any:
    return LANGUAGES.get(code, code)


def texts_fields(stem: str, label: Any, languages: tuple[str, ...], *, rows: bool = False) -> dict[str, Any]:
    kind = TextAreaField if rows else StringField
    return {
        f"{stem}_{code}": kind(
            _l("%(what)s, %(language)s", what=label, language=language_name(code)) if len(languages) > 1 else label,
            validators=[Length(max=LONGEST)],
        )
        for code in languages
    }


class TextsInLanguages:
    """Reads and shows the fields of one text in all languages."""

    languages: tuple[str, ...]

    def texts(self, stem: str) -> Texts:
        found = {code: tidy(getattr(self, f"{stem}_{code}").data or "") for code in self.languages}
        return {code: text for code, text in found.items() if text}

    def texts_fields(self, stem: str) -> list[Any]:
        return [getattr(self, f"{stem}_{code}") for code in self.languages]


def show_problem(form: Any, problem: QuestionnaireProblem, text: str) -> None:
    """Put what is wrong where it is mended: at its field, or above the form for what stands in a list."""
    fields = form._fields
    field = fields.get(problem.where) or fields.get(f"{problem.where.removesuffix('s')}_{form.languages[0]}")
    if field is None or problem.where in LISTS:
        form.form_errors.append(text)
    else:
        field.errors = [*field.errors, text]


def texts_data(stem: str, texts: Texts, languages: tuple[str, ...]) -> dict[str, str]:
    return {f"{stem}_{code}": texts.get(code, "") for code in languages}


def list_fields(kind: QuestionType, languages: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind.has_options:
        found["options"] = FieldList(FormField(_line_form(languages, scored=True)), min_entries=EMPTY_LINES)
    if kind.has_lines:
        for name in ("rows", "columns"):
            found[name] = FieldList(FormField(_line_form(languages, scored=False)), min_entries=EMPTY_LINES)
    return found


def _line_form(languages: tuple[str, ...], *, scored: bool) -> type[wtforms.Form]:
    fields: dict[str, Any] = {"languages": languages, "key": StringField(_l("Clave"), filters=[tidy])}
    fields |= texts_fields("label", _l("Texto"), languages)
    if scored:
        fields |= {
            "score": StringField(_l("Puntaje")),
            "exclusive": BooleanField(_l("Excluye a las demás")),
            "not_applicable": BooleanField(_l("Es «no aplica»")),
        }
    else:
        fields |= {"relevant": StringField(_l("Solo si…")), "feeds": StringField(_l("Índices"))}
    return type("LineForm", (TextsInLanguages, wtforms.Form), fields)


def lines_data(lines: tuple[Line, ...], languages: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"key": each.key, "relevant": each.relevant, "feeds": feeds_as_text(each.feeds),
         **texts_data("label", each.labels, languages)}
        for each in lines
    ]  # fmt: skip


def typed_lists(form: Any, indices: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in form.list_names():
        entries = []
        for entry in form._fields[name]:
            if any(field.data for field in entry.form):
                entries.append(_typed_line(entry.form, indices, scored=name == "options"))
                errors = [error for field in entry.form for error in field.errors]
                form.form_errors += [f"{entry.form.key.data}: {error}" for error in errors]
        found[name] = tuple(entries)
    return found


def _typed_line(line: Any, indices: set[str], *, scored: bool) -> Option | Line:
    def read(field: Any, reader: Any, default: Any) -> Any:
        try:
            return reader(field.data or "")
        except NotReadable as error:
            field.errors = [*field.errors, str(error.sentence)]
            return default

    if scored:
        return Option(
            line.key.data or "",
            line.texts("label"),
            read(line.score, read_number, None),
            bool(line.exclusive.data),
            bool(line.not_applicable.data),
        )
    return Line(
        line.key.data or "",
        line.texts("label"),
        (line.relevant.data or "").strip(),
        read(line.feeds, lambda typed: read_feeds(typed, indices), ()),
    )
