"""The results of an earlier survey in a spreadsheet: one row for each unit that answered, read against a questionnaire.

read_baseline(questionnaire, sheets, units, day) -> Baseline

The first row names the columns: the unit (`grupo`; `pais` too where units are countries of a group), and for answers
the key of a question, of a cell (`a4__cl__m`), of a total (which must be the sum), or an option (`c8__virtual`: 1, 0).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitor.domain.answer_checks import MESSAGES as ANSWER_MESSAGES
from monitor.domain.answer_checks import Finding, check
from monitor.domain.answers import Answers, cleared, totals
from monitor.domain.baseline_values import Unfit, chosen, read_cell, text_of
from monitor.domain.questionnaire import FilledFrom, Question, Questionnaire, QuestionType, words
from monitor.domain.sentences import N_
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet_reading import RawValue
from monitor.domain.update_sheet_values import plain
from monitor.domain.xlsform import SheetIn, XlsformProblem
from monitor.domain.xlsform_table import Problems

SHEETS = ("respuestas", "answers")
UNIT_COLUMNS, COUNTRY_COLUMNS = ("grupo", "group", "unidad", "unit"), ("pais", "country")
IGNORED_COLUMNS = ("nombre", "name")
"""What the template adds for whoever fills it in."""
MESSAGES = {
    "no_sheet": N_("El archivo no tiene una hoja con respuestas."),
    "hidden": N_("La hoja está oculta. Muéstrela, revísela y suba el archivo otra vez."),
    "merged": N_("Hay celdas combinadas. Sepárelas y escriba cada valor en su celda."),
    "no_unit_column": N_("Falta la columna «grupo», que dice quién respondió."),
    "no_country_column": N_("Falta la columna «pais»: responde cada país de cada grupo."),
    "no_answers": N_("Ninguna columna es de una pregunta."),
    "no_rows": N_("No hay ninguna fila con respuestas."),
    "column": N_("La columna «%(word)s» no es de este cuestionario. Corrija el nombre o bórrela."),
    "same_column": N_("La columna «%(word)s» está dos veces."),
    "not_brought": N_("La columna «%(word)s» es de una nota o de archivos: no se puede traer."),
    "no_head": N_("Aquí hay un valor, pero la columna no tiene nombre."),
    "no_unit": N_("Falta decir de quién son las respuestas."),
    "unit": N_("No se conoce el grupo «%(word)s». Escriba su sigla o su nombre."),
    "same_unit": N_("Ya hay una fila con las respuestas de «%(word)s»."),
    "total": N_("El total no es la suma de las casillas, que da %(sum)s."),
    "other_group": N_("Aquí dice «%(word)s», pero la fila es de «%(unit)s»."),
    "not_asked": N_("Esta respuesta no se tendrá en cuenta: con las demás de la fila, la pregunta no se hacía."),
    "not_answered": N_("Preguntas obligatorias sin respuesta en esta fila: %(keys)s."),
    "not_in_file": N_("Preguntas sin columna, que esta versión no tendrá: %(keys)s."),
}
_MISSING = (ANSWER_MESSAGES["required"], ANSWER_MESSAGES["required_cells"])


@dataclass(frozen=True)
class Unit:
    """Who may have answered: its key in a wave, and the group's own key, as the link would fill it in."""

    key: str
    group: str


@dataclass(frozen=True)
class BaselineRow:
    number: int
    unit: Unit
    answers: Answers


@dataclass
class Baseline:
    rows: list[BaselineRow] = field(default_factory=list)
    asked: frozenset[str] = frozenset()
    """The keys of the questions that the file has columns for."""
    problems: list[XlsformProblem] = field(default_factory=list)
    notices: list[XlsformProblem] = field(default_factory=list)


@dataclass(frozen=True)
class _Column:
    position: int
    question: Question
    cell: tuple[str, str] | None = None
    total: str = ""
    option: str = ""


def read_baseline(
    questionnaire: Questionnaire,
    sheets: Mapping[str, SheetIn],
    units: Mapping[str, Unit],
    day: date,
    *,
    by_country: bool = False,
) -> Baseline:
    """`units`: by every name that a unit is known by, folded; of countries `name/cl`. `day`: when it was answered."""
    reader = _Reader(questionnaire, units, day, by_country)
    title = next((name for name in sheets if fold(plain(name)) in SHEETS), next(iter(sheets), ""))
    if title not in sheets or not sheets[title].cells:
        reader.tell((title, 0, 0), "", "no_sheet")
    else:
        reader.read(title, sheets[title])
    reader.found.problems, reader.found.notices = reader.problems.listed(), reader.notices.listed()
    return reader.found


class _Reader:
    def __init__(self, questionnaire: Questionnaire, units: Mapping[str, Unit], day: date, by_country: bool) -> None:
        self.questionnaire, self.units, self.day, self.by_country = questionnaire, units, day, by_country
        self.told = {each.key for each in questionnaire.questions if each.filled_from is not None}
        self.problems, self.notices = Problems(), Problems()
        self.found = Baseline()
        self.title = ""
        self.columns: list[_Column] = []
        self.unit_column = self.country_column = 0
        self.headed: frozenset[int] = frozenset()

    def tell(self, at: tuple[str, int, int], word: str, name: str, **values: Any) -> None:
        self.problems.say(at, word, MESSAGES[name], {"word": word[:80], **values})

    def read(self, title: str, sheet: SheetIn) -> None:
        self.title = title
        if sheet.hidden:
            self.tell((title, 0, 0), title, "hidden")
        for merged in sheet.merged:
            self.tell((title, 0, 0), merged, "merged")
        lines: dict[int, dict[int, RawValue]] = {}
        for (row, column), value in sorted(sheet.cells.items()):
            lines.setdefault(row, {})[column] = value
        self.heads(lines.pop(1, {}))
        if self.unit_column and not lines:
            self.tell((title, 2, 0), "", "no_rows")
        seen: set[str] = set()
        for number, cells in lines.items():
            self.row(number, cells, seen)
        if seen and not self.found.rows and not self.problems.listed():
            self.tell((title, 2, 0), "", "no_rows")

    # Columns

    def heads(self, heads: Mapping[int, RawValue]) -> None:
        taken: Counter[str] = Counter()
        self.headed = frozenset(heads)
        for position, raw in heads.items():
            word = plain(str(raw))
            taken[fold(word)] += 1
            if taken[fold(word)] > 1:
                self.tell((self.title, 1, position), word, "same_column")
            else:
                self.head(position, word)
        if not self.unit_column:
            self.tell((self.title, 1, 0), "", "no_unit_column")
        if self.by_country and not self.country_column:
            self.tell((self.title, 1, 0), "", "no_country_column")
        if not self.columns:
            self.tell((self.title, 1, 0), "", "no_answers")
        self.found.asked = frozenset(column.question.key for column in self.columns)
        missing = [
            each.key
            for each in self.questionnaire.questions
            if each.key not in self.found.asked and each.filled_from is None and each.type is not QuestionType.NOTE
        ]
        if missing and self.columns:
            self.notices.say((self.title, 1, 0), "", MESSAGES["not_in_file"], {"keys": missing})

    def head(self, position: int, word: str) -> None:
        name = fold(word)
        column = self.column(position, word)
        if column is not None and column.question.type in (QuestionType.NOTE, QuestionType.FILE):
            self.tell((self.title, 1, position), word, "not_brought")
        elif column is not None:
            self.columns.append(column)
        elif name in UNIT_COLUMNS:
            self.unit_column = position
        elif name in COUNTRY_COLUMNS:
            self.country_column = position
        elif name not in IGNORED_COLUMNS:
            self.tell((self.title, 1, position), word, "column")

    def column(self, position: int, word: str) -> _Column | None:
        """What a heading means: a key, a cell, a total, an option, or the text of a question that has one cell."""
        for question in self.questionnaire.questions:
            if question.type is QuestionType.MULTIPLE:
                for option in question.options:
                    if word == f"{question.key}__{option.key}":
                        return _Column(position, question, option=option.key)
            if not question.type.has_lines:
                if word == question.key:
                    return _Column(position, question)
                continue
            for row, column in question.cells:
                if word == question.cell_key(row.key, column.key):
                    return _Column(position, question, cell=(row.key, column.key))
            if word in question.names:
                return _Column(position, question, total=word)
        alike = [
            question
            for question in self.questionnaire.questions
            if not question.type.has_lines and any(fold(text) == fold(word) for text in question.labels.values())
        ]
        return _Column(position, alike[0]) if len(alike) == 1 else None

    # Rows

    def row(self, number: int, cells: Mapping[int, RawValue], seen: set[str]) -> None:
        unit = self.unit(number, cells) if self.unit_column else None
        if unit is not None and unit.key in seen:
            self.tell((self.title, number, self.unit_column), unit.key, "same_unit")
        values = self.values(number, cells, unit)
        for position in cells.keys() - self.headed:
            self.tell((self.title, number, position), plain(str(cells[position])), "no_head")
        if unit is None:
            return
        seen.add(unit.key)
        answers = Answers().with_values(values)
        if not answers.values.keys() - self.told:
            return  # it only names its unit, as the template does: of somebody who did not answer
        self.check(number, answers)
        kept = cleared(self.questionnaire, answers, self.day)
        for key in answers.values.keys() - kept.values.keys():
            self.notices.say((self.title, number, self.position(key)), key, MESSAGES["not_asked"], {})
        self.found.rows.append(BaselineRow(number, unit, kept))

    def unit(self, number: int, cells: Mapping[int, RawValue]) -> Unit | None:
        raw = cells.get(self.unit_column)
        word = plain(raw) if isinstance(raw, str) else ""
        country = cells.get(self.country_column) if self.country_column else None
        if not word:
            self.tell((self.title, number, self.unit_column), str(raw or ""), "no_unit")
            return None
        name = fold(word)
        if self.by_country:
            name = f"{name}/{fold(plain(str(country or '')))}"
        found = self.units.get(name)
        if found is None:
            self.tell((self.title, number, self.unit_column), name if self.by_country else word, "unit")
        return found

    def values(self, number: int, cells: Mapping[int, RawValue], unit: Unit | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        sums: list[tuple[_Column, Any]] = []
        for column in self.columns:
            raw = cells.get(column.position)
            if raw is None:
                continue
            try:
                self.put(found, sums, column, raw)
            except Unfit as unfit:
                at = (self.title, number, column.position)
                self.problems.say(at, unfit.word, unfit.message, {"word": unfit.word})
        for column, value in sums:
            total = totals(column.question, found.get(column.question.key, {}))[column.total]
            if value != total:
                at = (self.title, number, column.position)
                self.tell(at, str(value), "total", sum=int(total) if isinstance(total, float) else 0)
        return self.filled(number, found, unit)

    def put(self, found: dict[str, Any], sums: list[tuple[_Column, Any]], column: _Column, raw: RawValue) -> None:
        question = column.question
        if column.option:
            if chosen(raw):
                keys = {*found.get(question.key, []), column.option}
                found[question.key] = [option.key for option in question.options if option.key in keys]
            return
        if question.filled_from is not None:
            found[question.key] = text_of(raw)
            return
        value = read_cell(question, raw)
        if value is None:
            return
        if column.total:
            sums.append((column, value))
        elif column.cell:
            found.setdefault(question.key, {}).setdefault(column.cell[0], {})[column.cell[1]] = value
        else:
            found[question.key] = value

    def filled(self, number: int, found: dict[str, Any], unit: Unit | None) -> dict[str, Any]:
        """What the link would have told: the group and its country, whatever its column says must be the same."""
        for question in self.questionnaire.questions:
            if question.filled_from is None:
                continue
            said = found.pop(question.key, "")
            if unit is None:
                continue
            country = unit.key.partition("/")[2]
            own = unit.group if question.filled_from is FilledFrom.GROUP else country
            known = self.units.get(fold(said)) or self.units.get(f"{fold(said)}/{fold(country)}")
            if said and said != own and not (known and known.group == own):
                at = (self.title, number, self.position(question.key))
                self.tell(at, said, "other_group", unit=own)
            if own:
                found[question.key] = own
        return found

    def check(self, number: int, answers: Answers) -> None:
        """What does not fit is a problem; what is missing or odd only a notice: the past is as it was."""
        findings = check(self.questionnaire, answers, self.day)
        missing = [each.key for each in findings.problems if each.message in _MISSING and each.key in self.found.asked]
        if missing:
            self.notices.say((self.title, number, 0), "", MESSAGES["not_answered"], {"keys": missing})
        for finding in findings.problems:
            if finding.message not in _MISSING:
                self.say(self.problems, number, finding, answers)
        for finding in findings.warnings:
            self.say(self.notices, number, finding, answers)

    def say(self, to: Problems, number: int, finding: Finding, answers: Answers) -> None:
        value = answers.values.get(finding.key)
        if finding.row and isinstance(value, Mapping):
            value = value.get(finding.row, {}).get(finding.column)
        own = words(finding.own, self.questionnaire.languages[0])
        at = (self.title, number, self.position(finding.key, finding.row, finding.column))
        to.say(at, str(value), own or finding.message, {} if own else finding.values)

    def position(self, key: str, row: str = "", column: str = "") -> int:
        found = [each for each in self.columns if each.question.key == key]
        exact = [each for each in found if each.cell == (row, column)]
        return (exact or found)[0].position if found else 0
