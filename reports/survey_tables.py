"""The answers of a wave as plain tables: as codes, as labels, the code book, and what there is to know about the wave.

    survey_tables(about, rows, language=..., spoken=...) -> list[Table]

A column is called by the key that expressions use (`a4__cl__m`, `e4__datos__hoy`), with `__option` for each option of a
choice of several. What was not asked and what was left open are both empty: the code book says when a question is
asked.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.answers import Answers, as_value, cell_of, read_day, totals
from monitor.domain.personal_answers import COMMENT, comment_name, texts_apart, without_rare
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, words
from reports.language import N_, Language
from reports.open_data import Table
from reports.open_data_columns import Column, Kind, Value, count, day, text, yes_no

KEYS = (
    text("folio", N_("Folio"), N_("Folio de la respuesta.")),
    text("group", N_("Grupo"), N_("Sigla del grupo, o su nombre si no tiene.")),
    text("group_name", N_("Nombre del grupo"), N_("Nombre del grupo.")),
    text("kind", N_("Tipo"), N_("Tipo de órgano.")),
    text("country", N_("País"), N_("País, si se responde por grupo y país.")),
    day("submitted_on", N_("Enviada el"), N_("Día en que se envió.")),
)
CODE_BOOK = (
    text("column", N_("Columna"), N_("Cómo se llama en las tablas.")),
    text("section", N_("Sección"), N_("Sección del cuestionario.")),
    text("text", N_("Pregunta"), N_("Texto de la pregunta, y de su fila y columna.")),
    text("type", N_("Tipo de pregunta"), N_("single, multiple, grid…")),
    text("code", N_("Código"), N_("Código de la opción.")),
    text("label", N_("Etiqueta"), N_("Texto de la opción.")),
    count("score", N_("Puntaje"), N_("De 0 a 100; vacío si no puntúa.")),
    text("indices", N_("Índices"), N_("Índices que alimenta.")),
    text("asked_when", N_("Se pregunta si"), N_("Condición; vacío es siempre.")),
)
TEXTS = (
    text("question", N_("Pregunta"), N_("Clave de la pregunta.")),
    text("text", N_("Texto"), N_("Lo que alguien escribió. Por orden alfabético: el lugar no dice nada.")),
)
ABOUT = (text("name", N_("Dato"), N_("Nombre del dato.")), text("value", N_("Valor"), N_("Su valor.")))


@dataclass(frozen=True)
class SurveyRow:
    """One submitted answer. Of a person there is nothing but the answers."""

    answers: Answers
    folio: str = ""
    group: str = ""
    group_name: str = ""
    kind: str = ""
    country: str = ""
    submitted_on: date | None = None


@dataclass(frozen=True)
class SurveyAbout:
    questionnaire: Questionnaire
    facts: Sequence[tuple[str, str]]
    """Name and value, said in the reader's language."""
    is_personal: bool = False


@dataclass(frozen=True)
class _Field:
    """One column of a question, and how its cell is read from the answer."""

    column: Column
    read: Callable[[object], Value]
    option: str = ""


def survey_tables(about: SurveyAbout, rows: Sequence[SurveyRow], *, language: Language, spoken: str) -> list[Table]:
    """`language` says the product's own words, `spoken` is the language of the questionnaire's."""
    if about.is_personal:
        return _of_persons(about, rows, language, spoken)
    return _said_all(_tables(about, rows, KEYS, language, spoken), language)


def _of_persons(about: SurveyAbout, rows: Sequence[SurveyRow], language: Language, spoken: str) -> list[Table]:
    """Rows come in the order of their random keys, which change with every answer; what was written stands apart."""
    questions = [question for question in about.questionnaire.questions if question.type is not QuestionType.NOTE]
    answers = [row.answers for row in rows]
    kept = [SurveyRow(each) for each in without_rare(questions, answers)]
    written = {each.key for each in questions if each.type.is_text} | {comment_name(each) for each in questions}
    codes, labels, *more = _tables(about, kept, (), language, spoken)
    texts = Table("texts", N_("Textos"), TEXTS, tuple(texts_apart(questions, answers)))
    return _said_all([*(_without(table, written) for table in (codes, labels)), texts, *more], language)


def _without(table: Table, columns: Collection[str]) -> Table:
    places = [place for place, column in enumerate(table.columns) if column.key not in columns]
    rows = tuple(tuple(row[place] for place in places) for row in table.rows)
    return Table(table.key, table.title, tuple(table.columns[place] for place in places), rows)


def _tables(
    about: SurveyAbout, rows: Sequence[SurveyRow], keys: tuple[Column, ...], language: Language, spoken: str
) -> list[Table]:
    return [
        Table("codes", N_("Respuestas en códigos"), *_answers(about, rows, keys, language, spoken, labelled=False)),
        Table("labels", N_("Respuestas en palabras"), *_answers(about, rows, keys, language, spoken, labelled=True)),
        Table("code_book", N_("Libro de códigos"), CODE_BOOK, tuple(_code_book(about.questionnaire, spoken))),
        Table("about", N_("Metadatos"), ABOUT, tuple(about.facts)),
    ]


def _said_all(made: Sequence[Table], language: Language) -> list[Table]:
    return [
        Table(
            table.key,
            language.gettext(table.title),
            tuple(_said(column, language) for column in table.columns),
            table.rows,
        )
        for table in made
    ]


def _said(column: Column, language: Language) -> Column:
    return Column(column.key, language.gettext(column.title), column.kind, language.gettext(column.meaning))


def _answers(
    about: SurveyAbout,
    rows: Sequence[SurveyRow],
    keys: tuple[Column, ...],
    language: Language,
    spoken: str,
    *,
    labelled: bool,
) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    fields = [
        (question, field)
        for question in about.questionnaire.questions
        for field in _fields(question, language, spoken, labelled=labelled)
    ]
    columns = (*keys, *(field.column for _, field in fields))
    told = []
    for row in rows:
        cells: list[Value] = [getattr(row, key.key) or None for key in keys]
        for question, field in fields:
            given = row.answers.comments if field.option == COMMENT else row.answers.values
            cells.append(field.read(given.get(question.key)))
        told.append(tuple(cells))
    return columns, tuple(told)


def _fields(question: Question, language: Language, spoken: str, *, labelled: bool) -> Iterator[_Field]:
    label = words(question.labels, spoken)
    title = f"{question.key}. {label}"
    labels = {option.key: words(option.labels, spoken) for option in question.options}
    named = labels if labelled else {}
    match question.type:
        case QuestionType.NOTE:
            return
        case QuestionType.GRID:
            yield from _grid(question, language, spoken)
        case QuestionType.SCALE_MATRIX:
            yield from _matrix(question, named, spoken)
        case QuestionType.MULTIPLE:
            yield _Field(text(question.key, title, label), _several(named))
            yield from () if labelled else _options(question, labels, label)
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            kind = Kind.COUNT if question.type is QuestionType.INTEGER else Kind.TEXT
            yield _Field(Column(question.key, title, kind, label), _number(question))
        case QuestionType.DATE:
            yield _Field(day(question.key, title, label), read_day)
        case _:
            yield _Field(text(question.key, title, label), _one(named))
    if question.warning:
        comment = text(comment_name(question), f"{question.key}. {language.gettext('Comentario')}", label)
        yield _Field(comment, lambda value: str(value) if value else None, COMMENT)


def _options(question: Question, labels: Mapping[str, str], label: str) -> Iterator[_Field]:
    for key, word in labels.items():
        yield _Field(yes_no(f"{question.key}__{key}", f"{question.key}. {word}", label), _chosen(key))


def _matrix(question: Question, named: Mapping[str, str], spoken: str) -> Iterator[_Field]:
    label = words(question.labels, spoken)
    for row, column in question.cells:
        lines = f"{words(row.labels, spoken)} · {words(column.labels, spoken)}"
        title = f"{question.key}. {label} ({lines})"
        yield _Field(text(question.cell_key(row.key, column.key), title, label), _one(named, row.key, column.key))


def _grid(question: Question, language: Language, spoken: str) -> Iterator[_Field]:
    label = words(question.labels, spoken)
    for row, column in question.cells:
        lines = f"{words(row.labels, spoken)} · {words(column.labels, spoken)}"
        cell = count(question.cell_key(row.key, column.key), f"{question.key}. {label} ({lines})", label)
        yield _Field(cell, _counted(question, row.key, column.key))
    for name in totals(question, {}):
        yield _Field(
            count(name, f"{question.key}. {language.gettext('Total')} ({name})", label), _total(question, name)
        )


def _one(named: Mapping[str, str], row: str = "", column: str = "") -> Callable[[object], Value]:
    def read(value: object) -> Value:
        found = cell_of(value, row, column) if row else value
        if isinstance(found, list | tuple):
            return "; ".join(str(each.get("name", "")) if isinstance(each, Mapping) else str(each) for each in found)
        return None if found is None else named.get(str(found), str(found))

    return read


def _several(named: Mapping[str, str]) -> Callable[[object], Value]:
    """Codes with blanks between, as XLSForm does; labels with semicolons."""

    def read(value: object) -> Value:
        chosen = [str(each) for each in value] if isinstance(value, list | tuple) else []
        return ("; ".join(named.get(each, each) for each in chosen) if named else " ".join(chosen)) or None

    return read


def _chosen(key: str) -> Callable[[object], Value]:
    return lambda value: key in value if isinstance(value, list | tuple) else None


def _number(question: Question) -> Callable[[object], Value]:
    def read(value: object) -> Value:
        found = as_value(question, value)
        if not isinstance(found, float):
            return None
        return int(found) if found.is_integer() else found

    return read


def _counted(question: Question, row: str, column: str) -> Callable[[object], Value]:
    def read(value: object) -> Value:
        found = as_value(question, cell_of(value, row, column))
        return int(found) if isinstance(found, float) else None

    return read


def _total(question: Question, name: str) -> Callable[[object], Value]:
    """Empty where nothing was counted: nothing is not nobody."""

    def read(value: object) -> Value:
        found = totals(question, value).get(name) if value else None
        return int(found) if isinstance(found, float) else None

    return read


def _code_book(questionnaire: Questionnaire, spoken: str) -> Iterator[tuple[Value, ...]]:
    for section in questionnaire.sections:
        for question in section.questions:
            told = words(question.labels, spoken)
            when = " and ".join(each for each in (section.relevant, question.relevant) if each)
            for name in question.names or (question.key,) if question.type is not QuestionType.NOTE else ():
                lines = _lines(question, name, spoken)
                start = (name, words(section.labels, spoken), f"{told}{lines}", question.type.value)
                end = (_feeds(question, name), when)
                yield (*start, None, None, None, *end)
                for option in question.options:
                    yield (*start, option.key, words(option.labels, spoken), option.score, *end)


def _lines(question: Question, name: str, spoken: str) -> str:
    for row, column in question.cells:
        if question.cell_key(row.key, column.key) == name:
            return f" ({words(row.labels, spoken)} · {words(column.labels, spoken)})"
    return ""


def _feeds(question: Question, name: str) -> str:
    feeds = question.feeds
    for row, column in question.cells:
        if question.cell_key(row.key, column.key) == name:
            feeds = (*row.feeds, *column.feeds) or feeds
    return ", ".join(feed.index for feed in feeds)
