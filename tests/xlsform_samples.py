"""Small XLSForms as lists of rows, to be spoiled one cell at a time."""

from collections.abc import Sequence
from typing import Any

from monitor.domain.xlsform import SheetIn

Rows = list[list[Any]]
SURVEY: Rows = [
    ["type", "name", "label::Español (es)", "required", "relevant", "constraint", "calculation", "appearance"],
    ["begin_group", "sec_a", "A. Datos"],
    ["select_one grado", "b1", "¿Incluye objetivos?", "yes"],
    ["integer", "c1", "¿Cuántas?", "", "${b1} = 'n1'", ". >= 0 and . <= 99"],
    ["begin_group", "a4", "Integrantes", "", "", "", "", "field-list"],
    ["integer", "a4__cl__m", "Chile: mujeres"],
    ["integer", "a4__cl__h", "Chile: hombres"],
    ["integer", "a4__pe__m", "Perú: mujeres"],
    ["integer", "a4__pe__h", "Perú: hombres"],
    ["calculate", "a4__t__m", "", "", "", "", "coalesce(${a4__cl__m}, 0) + coalesce(${a4__pe__m}, 0)"],
    ["end_group"],
    ["begin_group", "e4_hoy", "Capacidad: Hoy", "", "", "", "", "table-list"],
    ["select_one grado", "e4__datos__hoy", "Recoger datos", "yes"],
    ["end_group"],
    ["end_group"],
]
CHOICES: Rows = [
    ["list_name", "name", "label::Español (es)", "score"],
    ["grado", "n0", "No", 0],
    ["grado", "n1", "Sí", 100],
    ["grado", "na", "No aplica"],
]
SETTINGS: Rows = [
    ["form_title", "form_id", "version", "default_language"],
    ["Encuesta", "encuesta", 2021, "Español (es)"],
]


def cells_of(rows: Sequence[Sequence[Any]]) -> dict[tuple[int, int], Any]:
    return {
        (row, column): value
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value not in ("", None)
    }


def book(**changed: Rows) -> dict[str, SheetIn]:
    """The small form; sheets given by name stand instead of its own."""
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS} | changed
    return {name: SheetIn(cells_of(rows)) for name, rows in sheets.items()}


def put(rows: Rows, place: str, value: Any) -> Rows:
    """The rows with another value at a place like `C4`."""
    column, row = ord(place[0]) - 64, int(place[1:])
    found = [list(each) for each in rows]
    while len(found) < row:
        found.append([])
    found[row - 1] += [""] * (column - len(found[row - 1]))
    found[row - 1][column - 1] = value
    return found
