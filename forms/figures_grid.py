"""The table of figures of an activity: its parts, rows and columns, and what was typed in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from forms.base import spoken
from monitor.domain import words
from monitor.domain.age_bands import DEFAULT_AGE_BANDS, AgeBand, AgeBands
from monitor.domain.counts import NotACount, read_count
from monitor.domain.participation import Cell, Country, Depth, Measure, Sex

Rows = tuple[tuple[str, str], ...]
"""Keys and labels."""


@dataclass(frozen=True)
class GridPart:
    """One table of the grid: all of it, or that of one country."""

    key: str
    """Empty where there is only one table."""
    label: str
    rows: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], Cell]
    """The cell that stands at (row, column)."""


def columns_of(measure: Measure) -> tuple[tuple[str, str], ...]:
    """The columns of the table: the sexes, or for enterprises who leads them."""
    return tuple((sex.value, gettext(label)) for sex, label in words.sexes_of(measure).items())


def grid_parts(
    depth: Depth, bands: AgeBands = DEFAULT_AGE_BANDS, measure: Measure = Measure.UNIQUE_IN_PERIOD
) -> tuple[GridPart, ...]:
    """The tables to draw for a depth: none where there is only a total, one for each country at the deepest."""
    match depth:
        case Depth.NONE:
            return ()
        case Depth.SEX:
            label = gettext("Empresas") if measure is Measure.ENTERPRISES else gettext("Personas")
            return (_part("", "", (("all", label),), lambda sex, _row: Cell(sex)),)
        case Depth.SEX_AGE:
            return (_part("", "", _ages(bands), lambda sex, row: Cell(sex, AgeBand(row))),)
        case Depth.SEX_COUNTRY:
            rows = tuple((country.value, gettext(words.COUNTRY[country])) for country in Country)
            return (_part("", "", rows, lambda sex, row: Cell(sex, AgeBand.NOT_RECORDED, Country(row))),)
        case Depth.ALL:
            return tuple(_country_part(country, bands) for country in Country)


def _ages(bands: AgeBands) -> Rows:
    texts = [(band, *words.age_band(band)) for band in bands.bands]
    return tuple((band.value, gettext(message, **ages)) for band, message, ages in texts)


def _country_part(country: Country, bands: AgeBands) -> GridPart:
    label = gettext(words.COUNTRY[country])
    return _part(country.value, label, _ages(bands), lambda sex, row: Cell(sex, AgeBand(row), country))


def _part(key: str, label: str, rows: Rows, place: Callable[[Sex, str], Cell]) -> GridPart:
    cells = {(row, sex.value): place(sex, row) for row, _label in rows for sex in Sex}
    return GridPart(key, label, rows, cells)


class FiguresGrid:
    """The table as it was typed: texts, what could be read of them, and what could not."""

    def __init__(self, parts: tuple[GridPart, ...], texts: Mapping[Cell, str]) -> None:
        self.parts = parts
        self.texts = {cell: text for cell, text in texts.items() if text.strip()}
        self.cells: dict[Cell, int] = {}
        self.errors: dict[Cell, str] = {}
        for cell, text in self.texts.items():
            try:
                value = read_count(text)
            except NotACount as error:
                self.errors[cell] = spoken(error.sentence)
            else:
                if value is not None:
                    self.cells[cell] = value

    @classmethod
    def typed(cls, parts: tuple[GridPart, ...], formdata: Mapping[str, str]) -> "FiguresGrid":
        places = ((name, cell) for part in parts for name, cell in part_names(part))
        return cls(parts, {cell: formdata.get(name, "") for name, cell in places})

    @classmethod
    def stored(cls, parts: tuple[GridPart, ...], cells: Mapping[Cell, int]) -> "FiguresGrid":
        return cls(parts, {cell: str(value) for cell, value in cells.items()})

    def values_of(self, part: GridPart) -> dict[tuple[str, str], str]:
        return {place: self.texts[cell] for place, cell in part.cells.items() if cell in self.texts}

    def errors_of(self, part: GridPart) -> dict[tuple[str, str], str]:
        return {place: self.errors[cell] for place, cell in part.cells.items() if cell in self.errors}

    def error_lines(self, columns: Rows) -> Iterator[tuple[str, str]]:
        """For the error summary: id of the input, and in words where it stands and what is wrong."""
        labels = dict(self.labels(columns))
        for part in self.parts:
            for (row, column), cell in part.cells.items():
                if cell in self.errors:
                    yield f"{part_id(part)}-{row}-{column}", f"{labels[cell]}: {self.errors[cell]}"

    def errors_by_name(self) -> dict[str, str]:
        """What could not be read, by the name of the input."""
        return {
            name: self.errors[cell] for part in self.parts for name, cell in part_names(part) if cell in self.errors
        }

    def labels(self, columns: Rows) -> Iterator[tuple[Cell, str]]:
        """Every cell, and in words where it stands."""
        column_words = dict(columns)
        for part in self.parts:
            row_words = dict(part.rows)
            for (row, column), cell in part.cells.items():
                if column in column_words:
                    yield cell, ", ".join(filter(None, (part.label, row_words[row], column_words[column])))


def part_id(part: GridPart) -> str:
    return f"people-{part.key}" if part.key else "people"


def name_prefix(part: GridPart) -> str:
    return f"{part.key}-" if part.key else ""


def part_names(part: GridPart) -> Iterator[tuple[str, Cell]]:
    for (row, column), cell in part.cells.items():
        yield f"{name_prefix(part)}cell-{row}-{column}", cell
