"""A plan as any document lays it out: finds its table by the headings, and gives the rows with their words as they are.

Nothing is understood here of groups and dates. What is missing or odd is listed, with its table, row and words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.domain.plan_document import Abbreviation, Action, Area
from monitor.domain.plan_headings import Column, columns_of, is_names_heading
from monitor.domain.plan_problems import PlanDocumentError, Problem
from monitor.domain.sentences import N_, Sentence
from monitor.domain.spanish_text import composed, fold

Table = tuple[tuple[str, ...], ...]
"""Rows of cells, each cell's text with a line for each paragraph; merged cells say their text in each place."""


@dataclass(frozen=True)
class RawDocument:
    """What a file holds: paragraphs outside tables (before the first table, and after it) and the tables."""

    before: tuple[str, ...]
    tables: tuple[Table, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceRow:
    """One row as it stands. `area` is None where the document does not say it; texts may be empty."""

    number: int
    table: int
    area: int | None
    responsible: str
    activity: str
    schedule: str


@dataclass(frozen=True)
class PlanSource:
    """All that a document says of a plan. `stated_total` is None where it states none."""

    heading: str
    rows: tuple[SourceRow, ...]
    areas: tuple[Area, ...]
    abbreviations: tuple[Abbreviation, ...]
    stated_total: int | None
    problems: tuple[Problem, ...]


_AREA = re.compile(r"(?:area|eje|pilar)?\s*(?:n\.?o?\.?\s*)?(?P<number>\d{1,2})\s*(?:[.):-]+|$)\s*")
_ACTION = re.compile(r"(?P<area>\d{1,2})\.(?P<action>\d{1,2})\.?\s+(?P<text>.+)")
_AREA_NAME = re.compile(r"(?:(?:area|eje|pilar)\s+)?(?P<number>\d{1,2})\s*[.):-]+\s+(?P<text>.+)")
_TOTAL = re.compile(r"(?:numero )?total (?:de )?(?:proyectos|lineas|actividades)\s*:?\s*(?P<number>[0-9]{1,4})?")
_HEADING_ROWS = 6
"""How deep inside a table its headings may stand, under a title."""
_TITLE_LINES = 6


def read_tables(raw: RawDocument) -> PlanSource:
    """Read as much as can be read. Raises PlanDocumentError only where no table is a plan's."""
    scan = _Scan()
    for position, table in enumerate(raw.tables, 1):
        scan.read_table(position, tuple(tuple(composed(cell) for cell in row) for row in table))
    if not scan.found:
        raise PlanDocumentError([Problem(None, "", Sentence(_NO_TABLE))])
    for text in raw.after:
        scan.read_total(text)
    scan.check()
    before = [" ".join(line.split()) for line in raw.before if line.strip()]
    return PlanSource(
        heading=" ".join((before or scan.titles)[-_TITLE_LINES:])[:400],
        rows=tuple(scan.rows),
        areas=scan.areas(),
        abbreviations=tuple(scan.abbreviations),
        stated_total=scan.stated_total,
        problems=tuple(scan.problems),
    )


_NO_TABLE = N_(
    "No se encontró la tabla del plan. Debe tener, en su primera fila, columnas para el grupo responsable, la actividad"
    " y el cronograma."
)


@dataclass
class _Scan:
    rows: list[SourceRow] = field(default_factory=list)
    abbreviations: list[Abbreviation] = field(default_factory=list)
    stated_total: int | None = None
    problems: list[Problem] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    columns: dict[Column, int] = field(default_factory=dict)
    width: int = 0
    area: int | None = None
    names: dict[int, str] = field(default_factory=dict)
    actions: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        return bool(self.columns)

    def areas(self) -> tuple[Area, ...]:
        return tuple(
            Area(
                number, name, tuple(Action(code, text) for (area, code), text in self.actions.items() if area == number)
            )
            for number, name in sorted(self.names.items())
        )

    def read_table(self, position: int, table: Table) -> None:
        filled = [row for row in table if any(cell.strip() for cell in row)]
        heads = ((place, columns_of(row)) for place, row in enumerate(filled[:_HEADING_ROWS]))
        place, columns = next(((place, found) for place, found in heads if found), (-1, {}))
        if columns:
            self.titles += [_only_text(row) for row in filled[:place] if _only_text(row)]
            self.columns, self.width = columns, max(map(len, filled))
            self._read_rows(position, filled[place + 1 :])
        elif filled and self.found and max(map(len, filled)) == self.width and self.width > 2:
            self._read_rows(position, filled)  # the table goes on, over a page, without its headings
        else:
            self._read_names(position, filled)

    def _read_rows(self, position: int, rows: Sequence[tuple[str, ...]]) -> None:
        for row in rows:
            said = list(dict.fromkeys(" ".join(cell.split()) for cell in row if cell.strip()))
            if columns_of(row) or (len(said) <= 2 and self.read_total(" ".join(said))):
                continue
            if len(said) == 1 and self._is_area_heading(said[0]):
                continue
            self._read_row(position, row)

    def _is_area_heading(self, text: str) -> bool:
        match = _AREA_NAME.fullmatch(" ".join(fold(text).split()))
        if match is not None:
            self.area = int(match.group("number"))
            self._name_area(self.area, _tail(text, match), row=None)
        return match is not None

    def _read_row(self, position: int, row: tuple[str, ...]) -> None:
        number = len(self.rows) + 1
        area_text = self._cell(row, Column.AREA)
        area = self._read_area(area_text, number)
        for paragraph in self._cell(row, Column.ACTIONS).splitlines():
            self._read_action(number, position, area, " ".join(paragraph.split()))
        allies, start, end = (self._cell(row, column) for column in (Column.ALLIES, Column.START, Column.END))
        responsible, schedule = self._cell(row, Column.RESPONSIBLE), self._cell(row, Column.SCHEDULE)
        if allies:
            responsible = f"{responsible}\nAliados: {allies}".strip()
        if start or end:
            ends = f"Inicio: {start}. Fin: {end}" if start and end else f"desde {start}" if start else f"hasta {end}"
            schedule = f"{schedule}\n{ends}".strip()
        source = SourceRow(number, position, area, responsible, self._cell(row, Column.ACTIVITY), schedule)
        self.rows.append(source)
        texts = {N_("grupo responsable"): responsible, N_("actividad"): source.activity, N_("cronograma"): schedule}
        for name in (name for name, text in texts.items() if not text):
            why = Sentence("Falta el texto de la celda «%(column)s».", column=Sentence(name))
            self._problem(why, " | ".join(row), row=number, table=position)
        if area is None:
            self._problem(
                Sentence("No dice a qué área pertenece."), area_text or source.activity, row=number, table=position
            )

    def _cell(self, row: tuple[str, ...], column: Column) -> str:
        place = self.columns.get(column)
        if place is None or place >= len(row):
            return ""
        lines = (" ".join(line.split()) for line in row[place].splitlines())
        return "\n".join(line for line in lines if line)

    def _read_area(self, text: str, row: int) -> int | None:
        """The area of the cell; an empty cell goes on with the area of the row above, as a merged one."""
        line = " ".join(text.split())
        match = _AREA.match(fold(line))
        if match is not None:
            self.area = int(match.group("number"))
            if line[match.end() :]:
                self._name_area(self.area, line[match.end() :], row=row)
        elif line:
            return next((number for number, name in self.names.items() if fold(name) == fold(line)), None)
        return self.area

    def _read_action(self, row: int, table: int, area: int | None, text: str) -> None:
        action, name = _ACTION.fullmatch(text), _AREA_NAME.fullmatch(" ".join(fold(text).split()))
        if action is not None:
            number, code = int(action.group("area")), f"{int(action.group('area'))}.{int(action.group('action'))}"
            known = self.actions.setdefault((number, code), action.group("text"))
            if fold(known) != fold(action.group("text")):
                why = Sentence("La acción %(code)s ya estaba en el documento con otras palabras.", code=code)
                self._problem(why, text, row=row, table=table)
        elif name is not None:
            number = int(name.group("number"))
            self._name_area(number, _tail(text, name), row=row)
        else:
            why = Sentence("No se entiende el texto de la celda de acciones.")
            self._problem(why, text, row=row, table=table)
            return
        if area is not None and number != area:
            why = Sentence("El texto es del área %(number)s y la fila, del área %(area)s.", number=number, area=area)
            self._problem(why, text, row=row, table=table)

    def _name_area(self, number: int, name: str, *, row: int | None) -> None:
        if fold(self.names.setdefault(number, name)) != fold(name):
            why = Sentence("El nombre del área %(number)s ya estaba en el documento con otras palabras.", number=number)
            self._problem(why, name, row=row)

    def read_total(self, text: str) -> bool:
        match = _TOTAL.match(" ".join(fold(text).split()))
        if match is None:
            return False
        if match.group("number"):
            self.stated_total = int(match.group("number"))
        return True

    def _read_names(self, position: int, rows: Sequence[tuple[str, ...]]) -> None:
        """A table of names and acronyms: two columns of words."""
        if not rows or any(len(row) not in (2, 3) for row in rows):
            return
        for row in rows:
            name, acronym = " ".join(row[0].split()), " ".join(row[-1].split())
            if is_names_heading(row) or (name == acronym and self.read_total(name)):
                continue
            if not name:
                why = Sentence("Una línea de la tabla de abreviaturas no tiene nombre.")
                self._problem(why, " | ".join(row), table=position)
                continue
            self._add_abbreviation(position, Abbreviation(name, acronym or None))

    def _add_abbreviation(self, position: int, abbreviation: Abbreviation) -> None:
        taken = {fold(known.acronym) for known in self.abbreviations if known.acronym}
        if abbreviation.acronym and fold(abbreviation.acronym) in taken:
            why = N_("La sigla %(acronym)s está dos veces en la tabla de abreviaturas.")
            self._problem(Sentence(why, acronym=abbreviation.acronym), abbreviation.name, table=position)
            return
        self.abbreviations.append(abbreviation)

    def check(self) -> None:
        if self.stated_total is not None and self.stated_total != len(self.rows):
            why = N_("El documento dice que son %(stated)s proyectos y la tabla tiene %(rows)s filas.")
            self._problem(Sentence(why, stated=self.stated_total, rows=len(self.rows)))
        if not self.rows:
            raise PlanDocumentError([Problem(None, "", Sentence("La tabla del plan no tiene ninguna fila."))])

    def _problem(self, why: Sentence, text: str = "", *, row: int | None = None, table: int | None = None) -> None:
        self.problems.append(Problem(row, text, why, table))


def _only_text(row: tuple[str, ...]) -> str:
    """The text of a row that says one thing only, in one cell or merged over several; else nothing."""
    texts = {" ".join(cell.split()) for cell in row if cell.strip()}
    return texts.pop() if len(texts) == 1 else ""


def _tail(text: str, match: re.Match[str]) -> str:
    """The matched words as they were written."""
    line = " ".join(text.split())
    return line[match.start("text") : match.end("text")]
