"""The headings that the columns of a plan's table may have."""

import re
from collections.abc import Sequence
from enum import StrEnum

from monitor.domain.spanish_text import fold


class Column(StrEnum):
    AREA = "area"
    ACTIONS = "actions"
    RESPONSIBLE = "responsible"
    ALLIES = "allies"
    ACTIVITY = "activity"
    SCHEDULE = "schedule"
    START = "start"
    END = "end"


# The first that fits counts, so the narrower words stand first.
_HEADINGS = (
    (Column.START, r"(?:fecha de )?(?:inicio|comienzo)|desde"),
    (Column.END, r"(?:fecha de )?(?:fin|final|finalizacion|termino|cierre|termina)|hasta"),
    (
        Column.ALLIES,
        r"(?:organizaciones |instituciones |entidades )?(?:aliad[oa]s?|cooperantes|socios?)(?: .*)?|apoyos?",
    ),
    (Column.RESPONSIBLE, r".*\bresponsables?\b.*|grupos?(?: de trabajo)?(?: .*)?|instancias?(?: .*)?|a cargo de.*"),
    (Column.ACTIONS, r".*\bacciones en las?\b.*|acciones?(?: .*)?|lineas? de accion(?: .*)?"),
    (Column.SCHEDULE, r"(?:cronograma|calendario|fechas?|plazos?|periodo|tiempos?|duracion|cuando)\*?(?: .*)?"),
    (Column.ACTIVITY, r"(?:actividad(?:es)?|proyectos?|iniciativas?|productos?|descripcion|tareas?)(?: .*)?"),
    (Column.AREA, r"(?:no\.? |n\.? )?(?:areas?|ejes?|pilar(?:es)?)(?: .*)?"),
)
_PATTERNS = tuple((column, re.compile(pattern)) for column, pattern in _HEADINGS)
_NEEDED = {Column.RESPONSIBLE, Column.ACTIVITY}
_LONGEST_HEADING = 120


def columns_of(row: Sequence[str]) -> dict[Column, int]:
    """Which column each heading names, by its place; empty where the row is not one of headings.

    A plan needs whose each project is, what it does and when; the last may stand in two columns, start and end.
    """
    found: dict[Column, int] = {}
    for place, cell in enumerate(row):
        text = " ".join(fold(cell).split()).strip(" :*.")
        if not text or len(text) > _LONGEST_HEADING or (place and cell == row[place - 1]):
            continue
        column = next((column for column, pattern in _PATTERNS if pattern.fullmatch(text)), None)
        if column is not None:
            found.setdefault(column, place)
    dated = Column.SCHEDULE in found or {Column.START, Column.END} <= found.keys()
    return found if dated and found.keys() >= _NEEDED else {}


def is_names_heading(row: Sequence[str]) -> bool:
    """Whether a row of the table of names says what its columns are, or is the table's title."""
    words = {" ".join(fold(cell).split()).strip(" :.") for cell in row}
    titles = {
        "abreviaturas",
        "siglas",
        "abreviatura",
        "sigla",
        "acronimo",
        "acronimos",
        "nombre",
        "grupo",
        "significado",
    }
    return words - {""} <= titles | {"nombre completo", "nombre del grupo", "instancia"}
