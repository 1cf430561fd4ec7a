"""A questionnaire as the sheets of an XLSForm: read_form reads the same questionnaire from them.

sheets_of(questionnaire) -> {name: Grid}. What the plain form of a question would not give back is said in columns of
our own, and only then; rows and columns of a grid that its cells do not tell stand in lists of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from monitor.domain.questionnaire import Line, Option, Question, Questionnaire, QuestionType, Section, Texts
from monitor.domain.update_sheet_values import plain
from monitor.domain.xlsform import (
    CHOICES,
    COLUMN_LIST,
    FIELD_LIST,
    HINT,
    INDICES,
    LIKERT,
    MULTILINE,
    OWN_LIST,
    ROW_LIST,
    SETTINGS,
    SURVEY,
    TITLE_IN,
    TRANSLATED,
    YES_NO_KEYS,
    language_name,
)
from monitor.domain.xlsform_cells import grid_rows, matrix_rows
from monitor.domain.xlsform_limits import Limits, write_limits
from monitor.domain.xlsform_rows import RowOut, feeds_text

Value = str | float
_SURVEY = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "warning",
    "warning_message",
    "calculation",
    "appearance",
    "index",
    "score",
    "filled_from",
    "totals",
    "question_type",
    "options_name",
)
_ALWAYS = {"type", "name", "label", "list_name", "not_applicable"}
_CHOICES = ("list_name", "name", "label", "score", "exclusive", "not_applicable", "relevant", "index")
_TYPES = {
    QuestionType.SINGLE: "select_one",
    QuestionType.YES_NO: "select_one",
    QuestionType.SCALE: "select_one",
    QuestionType.MULTIPLE: "select_multiple",
    QuestionType.INTEGER: "integer",
    QuestionType.DECIMAL: "decimal",
    QuestionType.SHORT_TEXT: "text",
    QuestionType.LONG_TEXT: "text",
    QuestionType.DATE: "date",
    QuestionType.FILE: "file",
    QuestionType.NOTE: "note",
}


@dataclass(frozen=True)
class Grid:
    """A sheet: its headings, and rows as long as they; an empty text is an empty cell."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass
class _Lists:
    """The lists of `choices`: those of options, shared where questions share them, and those of lines."""

    options: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)

    def name_for(self, question: Question) -> str:
        """The list that holds its options; which are exclusive in a multiple choice is said in its constraint."""
        options = question.options
        if question.type is QuestionType.MULTIPLE:
            options = tuple(replace(option, exclusive=False) for option in options)
        own = f"{question.key}{OWN_LIST}"
        name = question.options_name or own
        if self.options.setdefault(name, options) != options or name in self.lines:
            name = own
            self.options[name] = options
        return name


def sheets_of(questionnaire: Questionnaire) -> dict[str, Grid]:
    writer = _Writer(questionnaire)
    survey = [row for section in questionnaire.sections for row in writer.section(section)]
    found = {
        SURVEY: writer.grid(_SURVEY, survey),
        CHOICES: writer.grid(_CHOICES, list(writer.choices())),
        SETTINGS: writer.settings(),
    }
    if questionnaire.indices:
        rows = [
            RowOut({"name": index.key, "weight": index.weight}, {"label": index.labels})
            for index in questionnaire.indices
        ]
        found[INDICES] = writer.grid(("name", "label", "weight"), rows)
    return found


class _Writer:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire, self.languages = questionnaire, questionnaire.languages
        self.lists = _Lists()
        self.taken = {section.key for section in questionnaire.sections} | questionnaire.names.keys()
        self.taken |= {question.key for question in questionnaire.questions}

    def grid(self, columns: tuple[str, ...], rows: list[RowOut]) -> Grid:
        """Columns that nothing stands in are left out, but those that a form always has."""
        used = {name for row in rows for name in (*row.values, *row.texts)} | _ALWAYS
        headings: list[tuple[str, str]] = []
        for name in columns:
            if name in used:
                headings += [(name, code) for code in self.languages] if name in TRANSLATED else [(name, "")]
        named = tuple(f"{name}::{language_name(code)}" if code else name for name, code in headings)
        return Grid(named, tuple(tuple(_value(row, *heading) for heading in headings) for row in rows))

    def settings(self) -> Grid:
        form, first = self.questionnaire, self.languages[0]
        others = [code for code in self.languages[1:] if form.labels.get(code)]
        headings = ["form_title", "form_id", "version", "default_language"]
        values = [form.labels.get(first, ""), form.key, form.version, language_name(first)]
        headings += [f"{TITLE_IN}{code}" for code in others]
        values += [form.labels[code] for code in others]
        return Grid(tuple(headings), (tuple(plain(value) for value in values),))

    def free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}_{number}", number + 1
        self.taken.add(name)
        return name

    def note(self, key: str, hints: Texts) -> Iterator[RowOut]:
        if hints:
            yield RowOut({"type": "note", "name": self.free_name(f"{key}{HINT}")}, {"label": hints})

    def section(self, section: Section) -> Iterator[RowOut]:
        yield RowOut(
            {"type": "begin_group", "name": section.key, "relevant": section.relevant}, {"label": section.labels}
        )
        yield from self.note(section.key, section.hints)
        for position, question in enumerate(section.questions):
            if question.type.has_lines:
                yield from self.lines(question)
            else:
                row = self.question(question)
                may_be_hint = position == 0 and not section.hints and question.key.startswith(section.key + HINT)
                if question.type is QuestionType.NOTE and may_be_hint:
                    row.values["question_type"] = question.type.value
                yield row
        yield RowOut({"type": "end_group"})

    def question(self, question: Question) -> RowOut:
        kind, values = _TYPES[question.type], self.shared(question)
        if question.type is QuestionType.SINGLE and not question.options:
            kind = "text"
        elif question.type.has_options:
            name = self.lists.name_for(question)
            kind = f"{kind} {name}"
            values |= {"options_name": _options_name(question, name)}
        limits = Limits(
            question.minimum,
            question.maximum,
            question.max_choices,
            question.exclusive_keys if question.type is QuestionType.MULTIPLE else frozenset(),
            "",
            question.constraint,
        )
        values |= {
            "type": kind,
            "required": "yes" if question.required else "",
            "constraint": write_limits(limits, question.type, tuple(option.key for option in question.options)),
            "appearance": {QuestionType.LONG_TEXT: MULTILINE, QuestionType.SCALE: LIKERT}.get(question.type, ""),
            "question_type": _question_type(question),
            "warning": question.warning,
        }
        texts = {
            "label": question.labels,
            "hint": question.hints,
            "constraint_message": question.constraint_messages,
            "warning_message": question.warning_messages,
        }
        return RowOut(values, texts)

    def shared(self, question: Question) -> dict[str, Value]:
        """What a question and the group of a grid say alike."""
        return {
            "name": question.key,
            "relevant": question.relevant,
            "index": feeds_text(question.feeds),
            "score": question.score,
            "filled_from": question.filled_from.value if question.filled_from else "",
        }

    def lines(self, question: Question) -> Iterator[RowOut]:
        """A grid or matrix: its group, its hint, its cells, its totals."""
        yield RowOut(
            self.shared(question) | {"type": "begin_group", "totals": _totals(question), "appearance": FIELD_LIST},
            {"label": question.labels},
        )
        yield from self.note(question.key, question.hints)
        if question.type is QuestionType.GRID:
            rows, explicit = grid_rows(question, self.languages)
        else:
            name = self.lists.name_for(question)
            chosen = replace(question, options_name=_options_name(question, name))
            rows, explicit = matrix_rows(chosen, name, self.languages, self.free_name)
        if explicit:
            self.lists.lines[question.key + ROW_LIST] = question.rows
            self.lists.lines[question.key + COLUMN_LIST] = question.columns
        yield from rows
        yield RowOut({"type": "end_group"})

    def choices(self) -> Iterator[RowOut]:
        for name, options in self.lists.options.items():
            for option in options:
                values: dict[str, Value] = {
                    "list_name": name,
                    "name": option.key,
                    "score": "" if option.score is None else option.score,
                    "exclusive": "yes" if option.exclusive else "",
                    "not_applicable": "yes" if option.not_applicable else "",
                }
                yield RowOut(values, {"label": option.labels})
        for name, lines in self.lists.lines.items():
            for line in lines:
                shared: dict[str, Value] = {"list_name": name, "name": line.key, "relevant": line.relevant}
                yield RowOut(shared | {"index": feeds_text(line.feeds)}, {"label": line.labels})


def _value(row: RowOut, name: str, code: str) -> Value:
    if code:
        return plain(row.texts.get(name, {}).get(code, ""))
    value = row.values.get(name, "")
    return plain(value) if isinstance(value, str) else value


def _options_name(question: Question, name: str) -> str:
    """What the column of our own says, where the name of the list would not give the questionnaire's back."""
    read = "" if name == f"{question.key}{OWN_LIST}" else name
    return "" if read == question.options_name else question.options_name


def _question_type(question: Question) -> str:
    """What the column of our own says, where the row would be taken for another kind."""
    if question.type not in (QuestionType.SINGLE, QuestionType.YES_NO):
        return ""
    if not question.options:
        return question.type.value
    yes_no = tuple(option.key.lower() for option in question.options) in YES_NO_KEYS
    return "" if yes_no == (question.type is QuestionType.YES_NO) else question.type.value


def _totals(question: Question) -> str:
    if question.type is not QuestionType.GRID:
        return ""
    shown = [word for word, on in (("rows", question.row_totals), ("columns", question.column_totals)) if on]
    return " ".join(shown) or "none"
