"""What stands in the cells of a sheet that came back: answers, or what is wrong and how to mend it, cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.domain.counts import NotACount, read_count
from monitor.domain.errors import RuleError
from monitor.domain.sentences import Sentence, together
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet import (
    LABEL,
    PREVIOUS,
    Kind,
    Question,
    Row,
    SheetProblem,
    SheetSpec,
    column_letter,
    problem_at,
)
from monitor.domain.update_sheet_checks import Check
from monitor.domain.update_sheet_rows import questions, rows
from monitor.domain.update_sheet_values import Values, plain

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_STRAY_CELLS = 5
"""How many cells outside the form are named one by one."""


class SheetRefused(RuleError):
    """The file as a whole is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Percentage:
    """A number that the spreadsheet shows as a percentage: 0.45 with the sign «%» is 45."""

    value: float


@dataclass(frozen=True)
class Unreadable:
    """A cell that holds no value of its own: a formula or an error of the spreadsheet."""

    message: str


FORMULA = Unreadable(Sentence("Aquí hay una fórmula. Escriba el resultado, sin el signo «=»."))
FAULT = Unreadable(
    Sentence("Aquí hay un error de la hoja de cálculo (por ejemplo #N/A). Bórrelo y escriba la respuesta.")
)

RawValue = str | int | float | bool | date | Percentage | Unreadable
Cells = Mapping[tuple[int, int], RawValue]
"""What stands at (row, column). Empty cells are not there."""


class _Wrong(Exception):
    """A value that is no answer to its question; the message says what to write instead."""


def check_structure(spec: SheetSpec, cells: Cells) -> None:
    """Raise SheetRefused where a row of the form is not where it was."""
    for number, row in enumerate(rows(spec), start=1):
        for column, text in {LABEL: row.text, **row.fixed}.items():
            if _as_text(cells.get((number, column), "")) != plain(text):
                raise SheetRefused(
                    "La hoja «%(name)s» cambió de forma: en la fila %(row)s, columna %(column)s, "
                    "debería decir «%(words)s». Puede que se hayan movido, agregado o borrado filas. "
                    "Descargue una planilla nueva y copie en ella sus respuestas.",
                    name=spec.name,
                    row=number,
                    column=column_letter(column),
                    words=row.label[:60] if column == LABEL else text,
                )


def read_sheet(spec: SheetSpec, cells: Cells) -> tuple[Values, list[SheetProblem]]:
    """The answers of a sheet whose structure was checked, and every problem, cell by cell and of what goes together."""
    values: Values = {}
    problems: list[SheetProblem] = []
    places: dict[str, tuple[int, Row, Question]] = {}
    for number, row, question in questions(spec):
        places[question.key] = (number, row, question)
        raw = cells.get((number, question.column))
        if raw is None:
            continue
        try:
            value = _read(question, raw)
        except _Wrong as error:
            problems.append(problem_at(spec, number, row, question, error.args[0]))
        else:
            if value is not None and value != "":
                values[question.key] = value

    problems += _stray_cells(spec, cells)
    written = frozenset(key for key, (number, _row, asked) in places.items() if (number, asked.column) in cells)
    check = Check(spec, values, written, places, problems)
    check.status()
    for slot in range(1, len(spec.activities) + 1):
        check.activity(slot)
    check.no_people()
    return values, sorted(problems, key=lambda each: (each.row or 0, each.column))


def _read(question: Question, raw: RawValue) -> object:
    if isinstance(raw, Unreadable):
        raise _Wrong(raw.message)
    return _READERS[question.kind](question, raw)


def _text(question: Question, raw: RawValue) -> str:
    if isinstance(raw, bool | Percentage):
        raise _Wrong(Sentence("Aquí va un texto. Escríbalo con palabras."))
    text = plain(_as_text(raw))
    if len(text) > question.limit:
        raise _Wrong(
            Sentence(
                "El texto es muy largo (%(length)s caracteres). Resúmalo en %(limit)s o menos.",
                length=len(text),
                limit=question.limit,
            )
        )
    return text


def _choice(question: Question, raw: RawValue) -> object:
    text = plain(_as_text(raw))
    if not text:
        return None
    found = {fold(word): value for word, value in question.choices.items()}
    if set(question.choices.values()) == {True}:
        if raw is True:
            return True
        if raw is False or fold(text) == "no":
            return None
    if fold(text) not in found:
        words = ", ".join(f"«{word}»" for word in question.choices)
        raise _Wrong(
            Sentence(
                "«%(text)s» no está en la lista. Elija %(words)s o deje la casilla vacía.", text=text[:40], words=words
            )
        )
    return found[fold(text)]


def _percent(_question: Question, raw: RawValue) -> int | None:
    message = Sentence("Escriba un número entero de 0 a 100: por ejemplo, 45.")
    if isinstance(raw, Percentage):
        raw = round(raw.value * 100, 6)
    if isinstance(raw, str):
        raw = raw.strip().removesuffix("%")
    value = _whole(raw, message)
    if value is not None and not 0 <= value <= 100:
        raise _Wrong(message)
    return value


def _count(_question: Question, raw: RawValue) -> int | None:
    return _whole(raw, Sentence("Escriba un número entero, sin decimales: por ejemplo, 25."))


def _whole(raw: RawValue, message: str) -> int | None:
    if isinstance(raw, bool | date | Percentage | Unreadable):
        raise _Wrong(message)
    if isinstance(raw, float):
        if not raw.is_integer():
            raise _Wrong(message)
        raw = int(raw)
    try:
        return read_count(str(raw))
    except NotACount as error:
        raise _Wrong(error.args[0]) from None


def _day(_question: Question, raw: RawValue) -> date | None:
    message = Sentence("Escriba la fecha así: 5/10/2021 (día, mes y año).")
    if isinstance(raw, str):
        raw = _day_from_text(raw.strip(), message) if raw.strip() else ""
        if raw == "":
            return None
    if isinstance(raw, datetime):
        raw = raw.date()
    if not isinstance(raw, date):
        raise _Wrong(message)
    if not FIRST_YEAR <= raw.year <= LAST_YEAR:
        raise _Wrong(Sentence("Revise el año de la fecha."))
    return raw


def _day_from_text(text: str, message: str) -> date:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise _Wrong(together(Sentence("«%(text)s» no es una fecha que exista.", text=text[:40]), message))


_READERS: dict[Kind, Callable[[Question, RawValue], object]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.PERCENT: _percent,
    Kind.COUNT: _count,
    Kind.DAY: _day,
}


def _as_text(raw: RawValue) -> str:
    """A value of any kind as the person sees it in the cell."""
    if isinstance(raw, str):
        return plain(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, date):
        return f"{raw.day}/{raw.month}/{raw.year}"
    return "" if isinstance(raw, Unreadable | Percentage) else str(raw)


def _stray_cells(spec: SheetSpec, cells: Cells) -> list[SheetProblem]:
    """What somebody wrote where no question stands: it would be lost in silence."""
    own = {(number, column) for number, row in enumerate(rows(spec), start=1) for column in (LABEL, *row.fixed)}
    own |= {(number, question.column) for number, _row, question in questions(spec)}
    last = len(rows(spec))
    stray = sorted(place for place in cells if place not in own and not (place[1] == PREVIOUS and place[0] <= last))
    message = Sentence(
        "Aquí no hay ninguna pregunta y esto no se puede guardar. Bórrelo o páselo a una casilla de respuesta."
    )
    return [
        SheetProblem(spec.name, row, column_letter(column), Sentence("Fuera del formulario"), message)
        for row, column in stray[:MOST_STRAY_CELLS]
    ]
