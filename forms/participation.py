"""The people of an update: whether there are any, what the activity was, and the table of figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from forms.fields import CountField, DayField, choices_of, list_of
from forms.updates import SHORT, PageForm, words_field
from monitor.domain import words
from monitor.domain.counts import NotACount, read_count
from monitor.domain.participation import AgeBand, Cell, Country, Depth, Measure, NoSplitReason, Sex


class NoParticipationForm(PageForm):
    no_participation = BooleanField(_l("No aplica: este trimestre no hay personas que contar"))
    no_participation_reason = words_field(
        _l("¿Por qué no aplica?"), _l("Por ejemplo: «Fue un estudio, sin actividades con público»."), limit=SHORT
    )


MEASURE_HINTS = {
    Measure.UNIQUE_IN_PERIOD: _l("Cada persona una sola vez, aunque haya venido varias."),
    Measure.UNIQUE_SINCE_START: _l("El acumulado del proyecto, cada persona una sola vez."),
    Measure.ATTENDANCES: _l("Una persona que vino a tres sesiones cuenta tres veces."),
}


class ActivityForm(PageForm):
    activity = StringField(
        _l("Nombre de la actividad"),
        description=_l("Por ejemplo: «Taller de liderazgo, sesión de agosto»."),
        validators=[
            DataRequired(_l("Escriba el nombre de la actividad.")),
            Length(max=200, message=_l("Use 200 caracteres o menos.")),
        ],
    )
    starts_on = DayField(_l("¿Cuándo empezó?"), validators=[Optional()])
    ends_on = DayField(_l("¿Cuándo terminó?"), description=_l("Vacío si duró un solo día."), validators=[Optional()])
    measure = RadioField(
        _l("¿Qué va a contar?"),
        coerce=Measure,
        choices=choices_of(words.MEASURE),
        validators=[InputRequired(_l("Elija qué va a contar."))],
    )
    depth = RadioField(
        _l("¿Qué datos tiene de las personas?"),
        coerce=Depth,
        choices=choices_of(words.DEPTH),
        validators=[InputRequired(_l("Elija qué datos tiene: con eso se arma la tabla."))],
    )

    def validate_ends_on(self, field: DayField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("La actividad no puede terminar antes de empezar."))


class FiguresForm(PageForm):
    total = CountField(
        _l("Total de personas"),
        description=_l("Si lo escribe, quienes falten en la tabla quedan «sin registro». Vacío: se suma la tabla."),
        validators=[Optional()],
    )
    no_split_reason = list_of(NoSplitReason, words.NO_SPLIT_REASON, _l("¿Por qué no hay datos por sexo?"))
    comment = words_field(_l("¿Algo que se deba saber de estas cifras?"), limit=SHORT)


@dataclass(frozen=True)
class GridPart:
    """One table of the grid: all of it, or that of one country."""

    key: str
    """Empty where there is only one table."""
    label: str
    rows: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], Cell]
    """The cell that stands at (row, column)."""


SEXES = tuple((sex.value, words.SEX[sex]) for sex in Sex)
ONE_ROW = (("all", "Personas"),)
_AGES = tuple((band.value, words.AGE_BAND[band]) for band in AgeBand)
_COUNTRIES = tuple((country.value, words.COUNTRY[country]) for country in Country)


def grid_parts(depth: Depth) -> tuple[GridPart, ...]:
    """The tables to draw for a depth: none where there is only a total, one for each country at the deepest."""
    match depth:
        case Depth.NONE:
            return ()
        case Depth.SEX:
            return (_part("", "", ONE_ROW, lambda sex, _row: Cell(sex)),)
        case Depth.SEX_AGE:
            return (_part("", "", _AGES, lambda sex, row: Cell(sex, AgeBand(row))),)
        case Depth.SEX_COUNTRY:
            return (_part("", "", _COUNTRIES, lambda sex, row: Cell(sex, AgeBand.NOT_RECORDED, Country(row))),)
        case Depth.ALL:
            return tuple(_country_part(country) for country in Country)


def _country_part(country: Country) -> GridPart:
    return _part(country.value, words.COUNTRY[country], _AGES, lambda sex, row: Cell(sex, AgeBand(row), country))


def _part(key: str, label: str, rows: tuple[tuple[str, str], ...], place: Any) -> GridPart:
    cells = {(row, sex.value): place(sex, row) for row, _label in rows for sex in Sex}
    return GridPart(key, label, rows, cells)


class FiguresGrid:
    """The table as it was typed: texts, what could be read of them, and what could not."""

    def __init__(self, depth: Depth, texts: Mapping[Cell, str]) -> None:
        self.parts = grid_parts(depth)
        self.texts = {cell: text for cell, text in texts.items() if text.strip()}
        self.cells: dict[Cell, int] = {}
        self.errors: dict[Cell, str] = {}
        for cell, text in self.texts.items():
            try:
                value = read_count(text)
            except NotACount as error:
                self.errors[cell] = str(error)
            else:
                if value is not None:
                    self.cells[cell] = value

    @classmethod
    def typed(cls, depth: Depth, formdata: Mapping[str, str]) -> "FiguresGrid":
        places = ((place, cell) for part in grid_parts(depth) for place, cell in part_names(part))
        return cls(depth, {cell: formdata.get(name, "") for name, cell in places})

    @classmethod
    def stored(cls, depth: Depth, cells: Mapping[Cell, int]) -> "FiguresGrid":
        return cls(depth, {cell: str(value) for cell, value in cells.items()})

    def values_of(self, part: GridPart) -> dict[tuple[str, str], str]:
        return {place: self.texts[cell] for place, cell in part.cells.items() if cell in self.texts}

    def errors_of(self, part: GridPart) -> dict[tuple[str, str], str]:
        return {place: self.errors[cell] for place, cell in part.cells.items() if cell in self.errors}

    def error_lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """For the error summary: id of the input, part, row and column in words, and what is wrong."""
        for part in self.parts:
            row_words, sexes = dict(part.rows), dict(SEXES)
            for (row, column), message in self.errors_of(part).items():
                yield f"{part_id(part)}-{row}-{column}", part.label, row_words[row], sexes[column], message


def part_id(part: GridPart) -> str:
    return f"people-{part.key}" if part.key else "people"


def name_prefix(part: GridPart) -> str:
    return f"{part.key}-" if part.key else ""


def part_names(part: GridPart) -> Iterator[tuple[str, Cell]]:
    for (row, column), cell in part.cells.items():
        yield f"{name_prefix(part)}cell-{row}-{column}", cell
