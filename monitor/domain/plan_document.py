"""Reads a published plan: the table of rows, the areas with their actions, the abbreviations and the stated total."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.domain.plan_cells import cell_text
from monitor.domain.plan_problems import PlanDocumentError, Problem
from monitor.domain.spanish_text import composed, fold


@dataclass(frozen=True)
class PlanRow:
    """One row of the table. `activity_cell` is the cell as it stands; the other texts are without HTML."""

    number: int
    area: int
    responsible: str
    activity: str
    activity_cell: str
    schedule: str


@dataclass(frozen=True)
class Action:
    """A numbered action of an area: `2.5` and its words."""

    code: str
    text: str


@dataclass(frozen=True)
class Area:
    number: int
    name: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Abbreviation:
    """A line of the document's own table of names. `acronym` is None where the table gives none."""

    name: str
    acronym: str | None


@dataclass(frozen=True)
class PlanDocument:
    """What the document says, before anything is understood of its groups and dates.

    `row_count` counts the rows of the table, also those that could not be read.
    """

    heading: str
    row_count: int
    rows: tuple[PlanRow, ...]
    areas: tuple[Area, ...]
    abbreviations: tuple[Abbreviation, ...]
    stated_total: int


_HEADING = re.compile(r"(?P<area>\d+)\.\s+(?P<text>.+)")
_ACTION = re.compile(r"(?P<code>(?P<area>\d+)\.\d+)\.?\s+(?P<text>.+)")
_AREA_CELL = re.compile(r"(?P<number>\d{1,3})\.?")
_TOTAL = re.compile(r"total (?:de )?proyectos\s*:?\s*(?P<number>.*)")


def decode_plan(data: bytes) -> str:
    """The bytes of a plan file as text. Raises PlanDocumentError when they are not UTF-8 text."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanDocumentError([Problem(None, "", "El archivo no es un texto en UTF-8.")]) from None


def read_plan_document(text: str) -> PlanDocument:
    """Read a plan document. Raises PlanDocumentError with every problem found."""
    document, problems = scan_plan_document(text)
    if problems:
        raise PlanDocumentError(problems)
    return document


def scan_plan_document(text: str) -> tuple[PlanDocument, list[Problem]]:
    """Read as much as can be read, and list the problems beside it.

    Raises PlanDocumentError only where there is no plan table at all.
    """
    lines = re.split(r"\r\n|\r|\n", composed(text).lstrip("\ufeff"))
    top = next((place for place, line in enumerate(lines) if _is_header(line)), None)
    if top is None:
        missing = "No se encontró la tabla del plan, que empieza con la columna «Área»."
        raise PlanDocumentError([Problem(None, "", missing if text.strip() else "El archivo está vacío.")])
    scan = _Scan(heading=" ".join(" ".join(lines[:top]).split()))
    scan.read(lines[top + 1 :])
    document = PlanDocument(
        heading=scan.heading,
        row_count=scan.row_count,
        rows=tuple(scan.rows),
        areas=tuple(sorted(scan.areas(), key=lambda area: area.number)),
        abbreviations=tuple(scan.abbreviations),
        stated_total=scan.stated_total or 0,
    )
    return document, scan.problems


def _is_header(line: str) -> bool:
    cells = line.split("\t")
    return len(cells) >= 4 and fold(cells[0]).strip() == "area"


class _Scan:
    """One reading from top to bottom: the rows, the total, the abbreviations."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.rows: list[PlanRow] = []
        self.row_count = 0
        self.abbreviations: list[Abbreviation] = []
        self.stated_total: int | None = None
        self.problems: list[Problem] = []
        # By area and action code; the area's own name has the code "".
        self._texts: dict[tuple[int, str], str] = {}

    def areas(self) -> Iterator[Area]:
        for (number, code), name in self._texts.items():
            if not code:
                texts = self._texts.items()
                actions = (Action(code, text) for (area, code), text in texts if area == number and code)
                yield Area(number, name, tuple(actions))

    def problem(self, why: str, text: str = "", *, row: int | None = None) -> None:
        self.problems.append(Problem(row, text, why))

    def read(self, lines: Sequence[str]) -> None:
        filled = [line for line in lines if line.strip() and not _is_header(line)]
        total = next((place for place, line in enumerate(filled) if _TOTAL.match(fold(line).strip())), None)
        names = next((place for place, line in enumerate(filled) if fold(line).strip() == "abreviaturas"), None)
        end = min(place for place in (total, names, len(filled)) if place is not None)
        for line in filled[:end]:
            self.row_count += 1
            self._read_row(self.row_count, line)
        self._check_areas()
        self._read_total(filled[end:names], present=total is not None)
        if names is None:
            self.problem("Falta la tabla «ABREVIATURAS»: el documento parece cortado.")
        else:
            for line in filled[names + 1 :]:
                self._read_abbreviation(line)

    def _read_row(self, number: int, line: str) -> None:
        cells = [cell.strip() for cell in line.split("\t")]
        # Rows without an action cell have four cells; an empty or an action cell among four means one is missing.
        if len(cells) not in (4, 5) or (len(cells) == 4 and _is_action_cell(cells[1])):
            self.problem(f"Tiene {len(cells)} celdas y debe tener 5, o 4 si no trae acciones.", line, row=number)
            return
        area_cell, *action_cell, responsible, activity, schedule = cells
        match = _AREA_CELL.fullmatch(area_cell)
        if match is None:
            self.problem("La primera celda debe ser el número del área.", line, row=number)
            return
        area = int(match.group("number"))
        for paragraph in cell_text("".join(action_cell)).splitlines():
            self._read_action(number, area, paragraph)
        texts = {"grupo responsable": responsible, "actividad": activity, "cronograma": schedule}
        empty = [name for name, cell in texts.items() if not cell_text(cell)]
        for name in empty:
            self.problem(f"Falta el texto de la celda «{name}».", line, row=number)
        if not empty:
            row = PlanRow(number, area, cell_text(responsible), cell_text(activity), activity, cell_text(schedule))
            self.rows.append(row)

    def _read_action(self, row: int, area: int, paragraph: str) -> None:
        match = _ACTION.fullmatch(paragraph) or _HEADING.fullmatch(paragraph)
        if match is None:
            self.problem("No se entiende el texto de la celda de acciones.", paragraph, row=row)
        elif int(match.group("area")) != area:
            self.problem(f"El texto es del área {match.group('area')} y la fila, del área {area}.", paragraph, row=row)
        else:
            code = match.groupdict().get("code") or ""
            if self._texts.setdefault((area, code), match.group("text")) != match.group("text"):
                what = f"La acción {code}" if code else f"El nombre del área {area}"
                self.problem(f"{what} ya estaba en el documento con otras palabras.", paragraph, row=row)

    def _check_areas(self) -> None:
        for row in self.rows:
            if (row.area, "") not in self._texts:
                self.problem(f"El área {row.area} no tiene nombre en el documento.", row.activity, row=row.number)

    def _read_total(self, lines: Sequence[str], *, present: bool) -> None:
        if not present:
            self.problem("Falta la línea «Total proyectos»: el documento parece cortado.")
            return
        said = " ".join(lines)
        match = _TOTAL.fullmatch(" ".join(fold(said).split()))
        number = match.group("number").strip() if match else ""
        if re.fullmatch(r"[0-9]{1,4}", number) is None:
            self.problem("No se entiende el total de proyectos.", said)
            return
        self.stated_total = int(number)
        if self.stated_total != self.row_count:
            self.problem(
                f"El documento dice que son {self.stated_total} proyectos y la tabla tiene {self.row_count} filas.",
                said,
            )

    def _read_abbreviation(self, line: str) -> None:
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        if len(cells) != 2 or not cells[0]:
            self.problem("Una línea de la tabla de abreviaturas debe tener un nombre y una sigla.", line)
            return
        abbreviation = Abbreviation(cells[0], cells[1] or None)
        taken = {fold(known.acronym) for known in self.abbreviations if known.acronym}
        if abbreviation.acronym and fold(abbreviation.acronym) in taken:
            self.problem(f"La sigla {abbreviation.acronym} está dos veces en la tabla de abreviaturas.", line)
            return
        self.abbreviations.append(abbreviation)


def _is_action_cell(cell: str) -> bool:
    paragraphs = cell_text(cell).splitlines()
    return not paragraphs or any(_ACTION.fullmatch(text) or _HEADING.fullmatch(text) for text in paragraphs)
