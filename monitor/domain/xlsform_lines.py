"""Rows and columns of a grid or matrix, as its cells in an XLSForm tell them: by their names, texts and conditions.

derive(key, kind, cells) -> Derived      raises CellFault where the cells do not agree
unlike(cell, row, column, kind)          what a cell says otherwise than lists of rows and columns do
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from monitor.domain.questionnaire import Feed, Line, QuestionType

BETWEEN = ": "
"""Between the texts of row and column in that of a cell."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Cell:
    """One cell. A matrix states text and condition of a column on the group around the cell, a grid all on the cell."""

    number: int
    """The row of the sheet it stands in."""
    name: str
    labels: Mapping[str, str]
    relevant: str = ""
    feeds: tuple[Feed, ...] = ()
    column_labels: Mapping[str, str] = field(default_factory=dict)
    column_relevant: str = ""


@dataclass(frozen=True)
class Derived:
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    relevant: str = ""
    """Of every cell alike."""
    feeds: tuple[Feed, ...] = ()


class CellFault(Exception):
    """A cell that does not fit the others: the name of the message, the cell, the column, and values of the message."""

    def __init__(self, message: str, number: int, heading: str, word: str = "", **values: str) -> None:
        super().__init__(message)
        self.message, self.number, self.heading, self.word, self.values = message, number, heading, word, values


def split_name(key: str, name: str) -> tuple[str, str] | None:
    """Row and column of `a4__cl__m`; None where the name does not say it without doubt."""
    row, between, column = name.removeprefix(f"{key}__").partition("__")
    plain = row and between and column and "__" not in column and not column.startswith("_") and not row.startswith("_")
    return (row, column) if plain and name.startswith(f"{key}__") else None


def derive(key: str, kind: QuestionType, cells: Sequence[Cell]) -> Derived:
    """Rows and columns in the order in which they are met."""
    places: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        place = split_name(key, cell.name)
        if place is None:
            raise CellFault("cell_name", cell.number, "name", cell.name, group=key)
        if place in places:
            raise CellFault("same_cell", cell.number, "name", cell.name)
        places[place] = cell
    check_complete(key, places, cells[-1].number if cells else 0)
    if kind is QuestionType.GRID:
        labels = _split_labels(places)
        whole, by_row, by_column = _shares(key, "relevant", places, {at: cell.relevant for at, cell in places.items()})
    else:
        labels = {at: (dict(cell.labels), dict(cell.column_labels)) for at, cell in places.items()}
        whole = ""
        by_row = _alike(key, "relevant", places, {at: cell.relevant for at, cell in places.items()}, 0)
        by_column = _alike(key, "relevant", places, {at: cell.column_relevant for at, cell in places.items()}, 1)
    row_labels = _alike(key, "label", places, {at: dict(each[0]) for at, each in labels.items()}, 0)
    column_labels = _alike(key, "label", places, {at: dict(each[1]) for at, each in labels.items()}, 1)
    feeds, row_feeds, column_feeds = _shares(key, "index", places, {at: cell.feeds for at, cell in places.items()})
    return Derived(
        tuple(
            Line(row, texts, (by_row or {}).get(row, ""), (row_feeds or {}).get(row, ()))
            for row, texts in row_labels.items()
        ),
        tuple(
            Line(column, texts, (by_column or {}).get(column, ""), (column_feeds or {}).get(column, ()))
            for column, texts in column_labels.items()
        ),
        whole or "",
        feeds or (),
    )


def check_complete(key: str, places: Mapping[tuple[str, str], Cell], number: int) -> None:
    rows, columns = (list(dict.fromkeys(place[side] for place in places)) for side in (0, 1))
    for row in rows:
        for column in columns:
            if (row, column) not in places:
                raise CellFault("no_cell", number, "name", key=f"{key}__{row}__{column}")


def _split_labels(
    places: Mapping[tuple[str, str], Cell],
) -> dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]]:
    """The texts of row and column in those of the cells: parted at the first `: `, or the last if that fits better."""
    languages = list(dict.fromkeys(language for cell in places.values() for language in cell.labels))
    found: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {at: ({}, {}) for at in places}
    for language in languages:
        texts = {at: cell.labels.get(language, "") for at, cell in places.items()}
        first = {at: tuple(text.split(BETWEEN, 1)) for at, text in texts.items()}
        last = {at: tuple(text.rsplit(BETWEEN, 1)) for at, text in texts.items()}
        parted = first if _fits(first) else last
        for at, parts in parted.items():
            if len(parts) != 2 or not all(parts):
                raise CellFault("line_labels", places[at].number, "label", texts[at])
            found[at][0][language], found[at][1][language] = parts
    return found


def _fits(parted: Mapping[tuple[str, str], tuple[str, ...]]) -> bool:
    said: dict[tuple[int, str], str] = {}
    for at, parts in parted.items():
        if len(parts) != 2:
            return False
        for side in (0, 1):
            if said.setdefault((side, at[side]), parts[side]) != parts[side]:
                return False
    return True


def _alike(
    key: str, column: str, places: Mapping[tuple[str, str], Cell], values: Mapping[tuple[str, str], _T], side: int
) -> dict[str, _T]:
    """The value of each row (side 0) or column (side 1), in which all cells must agree."""
    found: dict[str, _T] = {}
    for at, value in values.items():
        if found.setdefault(at[side], value) != value:
            if column == "label":
                raise CellFault("line_labels", places[at].number, "label", places[at].name)
            raise CellFault("lines_differ", places[at].number, column, group=key, column=column)
    return found


def _shares(
    key: str, column: str, places: Mapping[tuple[str, str], Cell], values: Mapping[tuple[str, str], _T]
) -> tuple[_T | None, dict[str, _T] | None, dict[str, _T] | None]:
    """The value of the whole, or those of its rows, or those of its columns, whichever all cells agree on."""
    every = list(values.values())
    if all(value == every[0] for value in every):
        return (every[0] if every else None), None, None
    try:
        return None, None, _alike(key, column, places, values, 1)
    except CellFault:
        return None, _alike(key, column, places, values, 0), None


def both(row: str, column: str) -> str:
    """The condition of a cell of a grid, of those of its row and column."""
    return f"({row}) and ({column})" if row and column else row or column


def cell_labels(row: Line, column: Line, languages: Sequence[str]) -> dict[str, str]:
    """The texts of a cell of a grid."""
    joined = {
        language: BETWEEN.join(filter(None, (row.labels.get(language), column.labels.get(language))))
        for language in languages
    }
    return {language: text for language, text in joined.items() if text}


def unlike(cell: Cell, row: Line, column: Line, kind: QuestionType, languages: Sequence[str]) -> str:
    """The column in which a cell says otherwise than the lists of rows and columns do; empty where it agrees."""
    if kind is QuestionType.GRID:
        labels, relevant = cell_labels(row, column, languages), both(row.relevant, column.relevant)
        own: tuple[object, ...] = (dict(cell.labels), cell.relevant)
    else:
        labels, relevant = dict(row.labels), row.relevant
        own = (dict(cell.labels), cell.relevant)
        if (dict(cell.column_labels), cell.column_relevant) != (dict(column.labels), column.relevant):
            return "label" if dict(cell.column_labels) != dict(column.labels) else "relevant"
    if own[0] != labels:
        return "label"
    if own[1] != relevant:
        return "relevant"
    return "index" if cell.feeds else ""
