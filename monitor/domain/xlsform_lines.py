"""Rows and columns of a grid or matrix, as its cells in an XLSForm tell them: by their names, texts and conditions.

derive(key, kind, cells) -> Derived      raises CellFaults where the cells do not agree
missing(key, places) -> [CellFault]      the cells that are not there
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


class CellFaults(Exception):
    """All that is wrong with the cells of a question."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        super().__init__(*faults)
        self.faults = tuple(faults)


def split_name(key: str, name: str) -> tuple[str, str] | None:
    """Row and column of `a4__cl__m`; None where the name does not say it without doubt."""
    row, between, column = name.removeprefix(f"{key}__").partition("__")
    plain = row and between and column and "__" not in column and not column.startswith("_") and not row.startswith("_")
    return (row, column) if plain and name.startswith(f"{key}__") else None


def derive(key: str, kind: QuestionType, cells: Sequence[Cell]) -> Derived:
    """Rows and columns in the order in which they are met. Raises CellFaults with all that is found at once."""
    places: dict[tuple[str, str], Cell] = {}
    faults: list[CellFault] = []
    for cell in cells:
        place = split_name(key, cell.name)
        if place is None:
            faults.append(CellFault("cell_name", cell.number, "name", cell.name, group=key))
        elif place in places:
            faults.append(CellFault("same_cell", cell.number, "name", cell.name))
        else:
            places[place] = cell
    stop_at(faults or missing(key, places))
    if kind is QuestionType.GRID:
        labels = _split_labels(places, faults)
    else:
        labels = {at: (dict(cell.labels), dict(cell.column_labels)) for at, cell in places.items()}
    row_labels = _alike(key, "label", places, {at: dict(each[0]) for at, each in labels.items()}, 0, faults)
    column_labels = _alike(key, "label", places, {at: dict(each[1]) for at, each in labels.items()}, 1, faults)
    relevant = {at: cell.relevant for at, cell in places.items()}
    if kind is QuestionType.GRID:
        whole, by_row, by_column = _shares(key, "relevant", places, relevant, faults)
    else:
        around = {at: cell.column_relevant for at, cell in places.items()}
        whole, by_row = "", _alike(key, "relevant", places, relevant, 0, faults)
        by_column = _alike(key, "relevant", places, around, 1, faults)
    feeds, row_feeds, column_feeds = _shares(
        key, "index", places, {at: cell.feeds for at, cell in places.items()}, faults
    )
    stop_at(faults)
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


def missing(key: str, places: Mapping[tuple[str, str], Cell]) -> list[CellFault]:
    """Each cell that is not there, at the last cell before it, where it should have followed."""
    rows, columns = (list(dict.fromkeys(place[side] for place in places)) for side in (0, 1))
    found, before = [], 0
    for row in rows:
        for column in columns:
            if cell := places.get((row, column)):
                before = cell.number
            else:
                first = min(each.number for each in places.values())
                found.append(CellFault("no_cell", before or first, "name", key=f"{key}__{row}__{column}"))
    return found


def stop_at(faults: Sequence[CellFault]) -> None:
    if faults:
        raise CellFaults(faults)


Parted = dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]]


def _split_labels(places: Mapping[tuple[str, str], Cell], faults: list[CellFault]) -> Parted:
    """The texts of row and column in those of the cells: parted at the first `: `, or the last if that fits better.

    Cells whose text cannot be parted go to `faults` and are left out.
    """
    languages = list(dict.fromkeys(language for cell in places.values() for language in cell.labels))
    found: Parted = {at: ({}, {}) for at in places}
    for language in languages:
        texts = {at: cell.labels.get(language, "") for at, cell in places.items()}
        first = {at: tuple(text.split(BETWEEN, 1)) for at, text in texts.items()}
        last = {at: tuple(text.rsplit(BETWEEN, 1)) for at, text in texts.items()}
        parted = last if _misfits(last) < _misfits(first) else first
        for at, parts in parted.items():
            if len(parts) == 2 and all(parts):
                if at in found:
                    found[at][0][language], found[at][1][language] = parts
            else:
                faults.append(CellFault("line_labels", places[at].number, "label", texts[at]))
                found.pop(at, None)
    return found


def _misfits(parted: Mapping[tuple[str, str], tuple[str, ...]]) -> int:
    """How many texts do not begin or end as those beside them do."""
    said: dict[tuple[int, str], str] = {}
    return sum(
        len(parts) != 2 or any(said.setdefault((side, at[side]), parts[side]) != parts[side] for side in (0, 1))
        for at, parts in parted.items()
    )


def _alike(  # noqa: PLR0917 - what they say, of which lines, and where faults go
    key: str, column: str, places: Mapping[tuple[str, str], Cell], values: Mapping[tuple[str, str], _T], side: int,
    faults: list[CellFault],
) -> dict[str, _T]:  # fmt: skip
    """The value of each row (side 0) or column (side 1), in which all cells must agree.

    Where they do not, those that say otherwise than most are at fault; where there is no telling which, all of them.
    """
    lines: dict[str, dict[tuple[str, str], _T]] = {}
    for at, value in values.items():
        lines.setdefault(at[side], {})[at] = value
    found = {}
    for line, own in lines.items():
        said = list(own.values())
        counts = [said.count(value) for value in said]
        found[line] = most = said[counts.index(max(counts))]
        is_plain = all(value == most for value, count in zip(said, counts, strict=True) if count == max(counts))
        for at, value in own.items():
            if value != most or not is_plain:
                faults.append(_differs(key, column, places[at]))
    return found


def _differs(key: str, column: str, cell: Cell) -> CellFault:
    if column == "label":
        return CellFault("line_labels", cell.number, "label", next(iter(cell.labels.values()), cell.name))
    return CellFault("lines_differ", cell.number, column, group=key, column=column)


def _shares(
    key: str, column: str, places: Mapping[tuple[str, str], Cell], values: Mapping[tuple[str, str], _T],
    faults: list[CellFault],
) -> tuple[_T | None, dict[str, _T] | None, dict[str, _T] | None]:  # fmt: skip
    """The value of the whole, or those of its rows, or those of its columns, whichever all cells agree on.

    Where they agree on none, the way with the fewest cells at fault is what was meant.
    """
    every = list(values.values())
    if all(value == every[0] for value in every):
        return (every[0] if every else None), None, None
    by_column: list[CellFault] = []
    by_row: list[CellFault] = []
    columns = _alike(key, column, places, values, 1, by_column)
    rows = _alike(key, column, places, values, 0, by_row)
    if not by_column:
        return None, None, columns
    if not by_row:
        return None, rows, None
    common = max(every, key=every.count)
    alone = [_differs(key, column, places[at]) for at, value in values.items() if value != common]
    fewest = min((by_column, by_row, alone), key=len)
    faults += fewest
    return None, None, None


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
