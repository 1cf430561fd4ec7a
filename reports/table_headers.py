"""Which header cells each data cell of a table has, also where cells span rows or columns."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pydyf  # type: ignore[import-untyped]  # carries no types of its own


@dataclass(frozen=True)
class Placed:
    """A cell and where it lies in the table's grid."""

    cell: Any
    rows: range
    columns: range
    heads_columns: bool
    """It stands in the table's head."""


def name_headers(pdf: pydyf.PDF, table: Any, *, prefix: str) -> list[tuple[str, int]]:
    """Give each header cell a name and a scope, and each data cell the names of its headers.

    WeasyPrint knows the headers of a spanning cell by its first column only, and writes no scope.
    Returns each header cell's name and object.
    """
    cells = _placed(list(_rows(pdf, table)))
    names: list[tuple[str, int]] = []
    of_column: defaultdict[int, list[str]] = defaultdict(list)
    of_row: defaultdict[int, list[str]] = defaultdict(list)
    for placed in cells:
        if placed.cell["S"] != "/TH":
            continue
        name = f"{prefix}.{len(names)}"
        names.append((name, placed.cell.number))
        placed.cell["ID"] = pydyf.String(name)
        placed.cell["A"]["Scope"] = "/Column" if placed.heads_columns else "/Row"
        headed, lines = (of_column, placed.columns) if placed.heads_columns else (of_row, placed.rows)
        for line in lines:
            headed[line].append(name)
    for placed in cells:
        if placed.cell["S"] == "/TD":
            headers = [name for row in placed.rows for name in of_row[row]]
            headers += [name for column in placed.columns for name in of_column[column]]
            placed.cell["A"]["Headers"] = pydyf.Array([pydyf.String(name) for name in dict.fromkeys(headers)])
    return names


def _rows(pdf: pydyf.PDF, element: Any, *, in_head: bool = False) -> Iterator[tuple[list[Any], bool]]:
    """The cells of each row, and whether the row belongs to the table's head."""
    for kid in element["K"]:
        if not isinstance(kid, bytes):
            continue
        child = pdf.objects[int(kid.split()[0])]
        if child.get("S") == "/TR":
            own = [pdf.objects[int(cell.split()[0])] for cell in child["K"] if isinstance(cell, bytes)]
            yield [cell for cell in own if cell.get("S") in ("/TH", "/TD")], in_head
        elif child.get("S") in ("/THead", "/TBody", "/TFoot"):
            yield from _rows(pdf, child, in_head=child["S"] == "/THead")


def _placed(rows: list[tuple[list[Any], bool]]) -> list[Placed]:
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, (cells, in_head) in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            area = Placed(
                cell,
                range(row, row + cell["A"].get("RowSpan", 1)),
                range(column, column + cell["A"].get("ColSpan", 1)),
                in_head,
            )
            taken |= {(r, c) for r in area.rows for c in area.columns}
            placed.append(area)
            column = area.columns.stop
    return placed
