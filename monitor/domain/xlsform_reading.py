"""Reads an XLSForm: the questionnaire, or everything in it that is wrong, by sheet, row, column and word.

read_form(book) -> Reading. Nothing that is not understood is passed over: it is a problem, or at least a notice.
"""

from collections import Counter
from dataclasses import dataclass

from monitor.domain.questionnaire import Index, Questionnaire
from monitor.domain.questionnaire_checks import QuestionnaireProblem
from monitor.domain.questionnaire_checks import problems as faults_of
from monitor.domain.update_sheet_values import plain
from monitor.domain.xlsform import (
    CHOICES,
    INDICES,
    SETTINGS,
    SURVEY,
    UNSUPPORTED_SHEETS,
    Book,
    SheetIn,
    XlsformProblem,
    language_code,
    language_name,
    sheet_called,
)
from monitor.domain.xlsform_form import Form
from monitor.domain.xlsform_survey import SurveyReader
from monitor.domain.xlsform_table import Problems, Row, Table, languages_of

PLACES = {
    "labels": "label",
    "hints": "hint",
    "options": "type",
    "rows": "name",
    "columns": "name",
    "key": "name",
    "questions": "name",
    "minimum": "constraint",
    "maximum": "constraint",
    "max_choices": "constraint",
    "within": "constraint",
}
"""In which column a field of a question stands, where it is called otherwise."""


@dataclass(frozen=True)
class Reading:
    questionnaire: Questionnaire | None
    """None while there is any problem."""
    problems: list[XlsformProblem]
    notices: list[XlsformProblem]
    """What was left out or is odd, and does not keep the form from being used."""
    tells_indices: bool = False
    """Whether it has a sheet of indices; where it has none, whoever had indices may keep them."""
    tells_filled_from: bool = False


def read_form(book: Book) -> Reading:
    problems, notices = Problems(book), Problems(book)
    tables = _tables(book, problems, notices)
    missing = [sheet for sheet in (SURVEY, SETTINGS) if sheet not in tables]
    for sheet in missing:
        problems.add((sheet, 0, 0), sheet, "no_sheet", sheet=sheet)
    if SURVEY not in tables:
        return Reading(None, problems.listed(), notices.listed())
    _need_columns(tables, problems)
    form = Form(tables, _languages(tables, problems), problems)
    _translated(tables, form, problems, notices)
    reader = SurveyReader(form)
    sections = reader.sections()
    for name in form.unused_lists():
        notices.add((tables[CHOICES].title, form.lists[name][0].number, 0), name, "unused_list")
    key, version, labels = _settings(tables.get(SETTINGS), form, problems)
    questionnaire = Questionnaire(
        key,
        version,
        labels,
        sections=sections,
        languages=tuple(form.languages),
        indices=_indices(tables.get(INDICES), form),
    )
    for fault in faults_of(questionnaire):
        _say(fault, form, problems)
    survey = tables[SURVEY]
    return Reading(
        None if problems.found else questionnaire,
        problems.listed(),
        notices.listed(),
        INDICES in tables,
        survey.has("filled_from"),
    )


def _tables(book: Book, problems: Problems, notices: Problems) -> dict[str, Table]:
    found: dict[str, tuple[str, SheetIn]] = {}
    for title, cells in book.items():
        sheet = sheet_called(title)
        if sheet is None:
            unsupported = plain(title).lower() in UNSUPPORTED_SHEETS and cells.cells
            if cells.cells:
                (problems if unsupported else notices).add(
                    (title, 0, 0), title, "sheet_not_supported" if unsupported else "sheet_not_read"
                )
        elif sheet in found:
            problems.add((title, 0, 0), title, "two_sheets", sheet=sheet)
        else:
            found[sheet] = (title, cells)
    order = [sheet for sheet in (SURVEY, CHOICES, SETTINGS, INDICES) if sheet in found]
    return {sheet: Table(sheet, *found[sheet], problems) for sheet in order}


def _need_columns(tables: dict[str, Table], problems: Problems) -> None:
    needed = {SURVEY: ("type", "name", "label"), CHOICES: ("list_name", "name", "label"), INDICES: ("name", "label")}
    for sheet, names in needed.items():
        if sheet in tables and (tables[sheet].rows or sheet == SURVEY):
            for name in names:
                if not tables[sheet].has(name):
                    problems.add((tables[sheet].title, 1, 0), "", "no_column", column=name)


def _languages(tables: dict[str, Table], problems: Problems) -> dict[str, str]:
    """Code → name as columns write it; the first is the one that the questionnaire is written in."""
    named = languages_of(tables.values())
    settings = tables.get(SETTINGS)
    row = settings.rows[0] if settings and settings.rows else None
    chosen = row.get("default_language") if row else ""
    if not named:
        code = (language_code(chosen) if chosen else None) or "es"
        if chosen and settings and row:
            settings.say(row.number, "default_language", chosen, "default_language", right=f"label::{chosen}")
        return {code: ""}
    first = next((code for code, name in named.items() if name == chosen), None)
    if first is None:
        guess = language_code(chosen) if chosen else None
        first = guess if guess in named else next(iter(named))
        if settings and row and chosen:
            settings.say(row.number, "default_language", chosen, "default_language", right=named[first])
        elif len(named) > 1:
            title = settings.title if settings else SETTINGS
            problems.add((title, row.number if row else 0, 0), "", "no_default_language")
    return {first: named[first], **named}


def _translated(tables: dict[str, Table], form: Form, problems: Problems, notices: Problems) -> None:
    """Columns of one language must be there in all; single texts may fall back to the first language."""
    named = {code: name or language_name(code) for code, name in form.languages.items()}
    spoken = any(form.languages.values())
    gaps: Counter[str] = Counter()
    for sheet, table in tables.items():
        if sheet == SETTINGS or not spoken:
            continue
        for heading in table.headings:
            if heading.name in table.translated and not heading.language and _any_text(table, heading.name):
                right = f"{heading.words}::{named[form.first]}"
                problems.add((table.title, 1, heading.position), heading.words, "mixed_languages", right=right)
        for code, name in named.items():
            if table.rows and not any((each.name, each.language) == ("label", code) for each in table.headings):
                right = f"label::{name}"
                problems.add((table.title, 1, table.column("label")), right, "no_translation", right=right)
        for row in table.rows:
            texts = row.words("label")
            gaps.update(code for code in named if texts.get(form.first) and not texts.get(code))
    for code, count in gaps.items():
        notices.add((tables[SURVEY].title, 0, 0), named[code], "partly_translated", count=count, language=named[code])


def _any_text(table: Table, name: str) -> bool:
    return any("" in row.words(name) for row in table.rows)


def _settings(table: Table | None, form: Form, problems: Problems) -> tuple[str, str, dict[str, str]]:
    """Key, version and title."""
    if table is None:
        return "", "", {}
    row = table.rows[0] if table.rows else Row(2)
    for extra in table.rows[1:]:
        problems.add((table.title, extra.number, 0), "", "settings_rows")
    titles = row.words("form_title")
    labels = {form.first: titles[""]} if titles.get("") else {}
    for code in form.languages:
        if code in titles:
            labels[code] = titles[code]
    for code in titles.keys() - form.languages.keys() - {""}:
        right = f"label::{language_name(code)}"
        problems.add((form.survey.title, 1, form.survey.column("label")), right, "no_translation", right=right)
    for name, value in (("form_id", row.get("form_id")), ("form_title", labels.get(form.first, ""))):
        if not value:
            table.say(row.number, name, "", "no_setting", column=name)
    return row.get("form_id"), row.get("version"), labels


def _indices(table: Table | None, form: Form) -> tuple[Index, ...]:
    found = []
    for row in table.rows if table else ():
        weight = form.number(table, row, "weight") if table else None
        if weight is not None and weight < 0 and table:
            table.say(row.number, "weight", row.get("weight"), "weight")
        if not row.get("name") and table:
            table.say(row.number, "name", "", "no_name")
        found.append(Index(row.get("name"), form.words(row, "label"), weight or 0.0))
    return tuple(found)


def _say(fault: QuestionnaireProblem, form: Form, problems: Problems) -> None:
    """Tell what is wrong with the questionnaire where it stands in the form."""
    table, row = form.places.get(fault.place, (form.survey, 0))
    column = table.column(PLACES.get(fault.where, fault.where), form.first if form.languages[form.first] else "")
    problems.say((table.title, row, column), str(fault.values.get("key", fault.place)), fault.message, fault.values)
