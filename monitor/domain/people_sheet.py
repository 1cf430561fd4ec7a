"""People on a spreadsheet: its columns, and what each line says, or everything that is wrong with it.

A person who is in several groups has a line for each, with the same address. Nothing here knows a database: whether a
group exists and whether a person is there already is asked of what is given.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.sentences import N_, Sentence
from monitor.domain.spanish_text import fold
from monitor.domain.update_sheet_reading import SheetRefused, Unreadable
from monitor.domain.words import COUNTRY, GROUP_ROLE, ROLE

T = TypeVar("T")

MOST_PEOPLE = 300
LONGEST_NAME = 120
HEADER_WITHIN = 10
"""The headings stand in one of the first so many lines: people write a title above them."""


class Column(StrEnum):
    EMAIL = "email"
    NAME = "name"
    GROUP = "group"
    GROUP_ROLE = "group_role"
    COUNTRY = "country"
    ROLE = "role"
    LANGUAGE = "language"


HEADINGS = {
    Column.EMAIL: N_("Correo"),
    Column.NAME: N_("Nombre y apellidos"),
    Column.GROUP: N_("Grupo"),
    Column.GROUP_ROLE: N_("Papel en el grupo"),
    Column.COUNTRY: N_("País"),
    Column.ROLE: N_("Qué hace"),
    Column.LANGUAGE: N_("Idioma"),
}
_CALLED = {
    Column.EMAIL: ("correo electronico", "e-mail", "email", "email address", "mail"),
    Column.NAME: ("nombre", "nombre completo", "name", "full name", "persona"),
    Column.GROUP: ("grupo responsable", "group", "nombre del grupo"),
    Column.GROUP_ROLE: ("papel", "rol en el grupo", "rol", "role in the group"),
    Column.COUNTRY: ("country",),
    Column.ROLE: ("que hace en hraem monitor", "what they do", "what they do in hraem monitor"),
    Column.LANGUAGE: ("language", "lengua"),
}
NATIONAL = N_("Coordinación nacional")
"""An observer who is the national coordination of their country."""
_GROUP_ROLES = {
    "responsable": GroupRole.LEAD,
    "lead": GroupRole.LEAD,
    "colaboracion": GroupRole.CONTRIBUTOR,
    "colabora": GroupRole.CONTRIBUTOR,
    "colaborador": GroupRole.CONTRIBUTOR,
    "colaboradora": GroupRole.CONTRIBUTOR,
    "contributor": GroupRole.CONTRIBUTOR,
}
_ROLES = {
    "integrante de grupo": (Role.MEMBER, False),
    "integrante": (Role.MEMBER, False),
    "group member": (Role.MEMBER, False),
    "member of a group": (Role.MEMBER, False),
    "observacion": (Role.OBSERVER, False),
    "observador": (Role.OBSERVER, False),
    "observadora": (Role.OBSERVER, False),
    "observer": (Role.OBSERVER, False),
    "coordinacion nacional": (Role.OBSERVER, True),
    "national coordination": (Role.OBSERVER, True),
    "national coordinator": (Role.OBSERVER, True),
    "coordinacion del gtg": (Role.COORDINATOR, False),
    "gtg coordination": (Role.COORDINATOR, False),
    "gtg coordinator": (Role.COORDINATOR, False),
    "gtg coordinating team": (Role.COORDINATOR, False),
}
_COUNTRIES = {
    "chile": Country.CL,
    "cl": Country.CL,
    "colombia": Country.CO,
    "co": Country.CO,
    "mexico": Country.MX,
    "mx": Country.MX,
    "peru": Country.PE,
    "pe": Country.PE,
    "otro pais": Country.OTHER,
    "otro": Country.OTHER,
    "another country": Country.OTHER,
    "other country": Country.OTHER,
    "other": Country.OTHER,
}
_LANGUAGES = {"espanol": "es", "es": "es", "spanish": "es", "ingles": "en", "english": "en", "en": "en"}

Row = tuple[int, Sequence[str | Unreadable]]
"""The line's number in the file, as people count, and its cells."""


@dataclass(frozen=True)
class LineProblem:
    """What is wrong in one line, and what to do."""

    row: int
    column: Column | None
    message: str


@dataclass
class NewPerson:
    """Somebody to invite, put together from their lines."""

    email: str
    name: str
    role: Role
    country: Country | None
    coordinates_country: bool
    language: str
    rows: list[int]
    memberships: dict[int, GroupRole] = field(default_factory=dict)
    """By group id."""


@dataclass(frozen=True)
class PeopleReading:
    people: list[NewPerson]
    problems: list[LineProblem]


def choices() -> dict[Column, tuple[str, ...]]:
    """What the drop-downs of a template offer besides groups; not translated yet."""
    return {
        Column.GROUP_ROLE: tuple(GROUP_ROLE[role] for role in GroupRole),
        Column.COUNTRY: tuple(
            COUNTRY[each] for each in (Country.CL, Country.CO, Country.MX, Country.PE, Country.OTHER)
        ),
        Column.ROLE: (ROLE[Role.MEMBER], ROLE[Role.OBSERVER], NATIONAL, ROLE[Role.COORDINATOR]),
    }


def read_people(rows: Iterable[Row], groups: Mapping[str, int]) -> PeopleReading:
    """Who stands on the sheet. `groups`: every way a group may be called, folded, and its id.

    Raises SheetRefused where it is no list of people at all.
    """
    lines = [(number, cells) for number, cells in rows if any(_text(cell) for cell in cells)]
    at, columns = _headings(lines)
    if len(lines) - at - 1 > MOST_PEOPLE:
        raise SheetRefused("La planilla tiene más de %(most)s personas. Súbala en partes.", most=MOST_PEOPLE)
    reader = _Reader(columns, groups)
    for number, cells in lines[at + 1 :]:
        reader.line(number, cells)
    return PeopleReading(list(reader.people.values()), sorted(reader.problems, key=lambda each: each.row))


def _headings(lines: Sequence[Row]) -> tuple[int, dict[Column, int]]:
    """Which of the lines are the headings, and where each column stands."""
    names = {fold(heading): column for column, heading in HEADINGS.items()}
    names |= {name: column for column, called in _CALLED.items() for name in called}
    for position, (_number, cells) in enumerate(lines[:HEADER_WITHIN]):
        found: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            column = names.get(" ".join(fold(_text(cell)).strip(" *:").split()))
            if column:
                found.setdefault(column, place)
        if {Column.EMAIL, Column.NAME} <= found.keys():
            return position, found
    raise SheetRefused(
        "No se encuentran las columnas «Correo» y «Nombre y apellidos». Copie su lista en la planilla que se descarga"
        " de aquí y súbala otra vez."
    )


def _text(cell: str | Unreadable) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else "?"


class _Reader:
    def __init__(self, columns: Mapping[Column, int], groups: Mapping[str, int]) -> None:
        self.columns, self.groups = columns, groups
        self.people: dict[str, NewPerson] = {}
        self.problems: list[LineProblem] = []
        self.seen: dict[str, dict[int, int]] = defaultdict(dict)
        """By address, in which line each group stands."""

    def line(self, row: int, cells: Sequence[str | Unreadable]) -> None:
        said = {column: cells[place] if place < len(cells) else "" for column, place in self.columns.items()}
        for column, cell in said.items():
            if isinstance(cell, Unreadable):
                self._wrong(row, column, cell.message)
                return
        text = {column: _text(said.get(column, "")) for column in Column}
        role, coordinates = self._one_of(row, text, Column.ROLE, _ROLES) or (Role.MEMBER, False)
        person = NewPerson(
            email=text[Column.EMAIL].lower(),
            name=text[Column.NAME],
            role=role,
            country=self._one_of(row, text, Column.COUNTRY, _COUNTRIES),
            coordinates_country=coordinates,
            language=self._one_of(row, text, Column.LANGUAGE, _LANGUAGES) or "es",
            rows=[row],
        )
        self._check(person, row)
        self._join(self._person(person, row), row, text)

    def _check(self, person: NewPerson, row: int) -> None:
        if not person.email:
            self._wrong(row, Column.EMAIL, Sentence("Falta el correo."))
        if not person.name:
            self._wrong(row, Column.NAME, Sentence("Falta el nombre de la persona."))
        elif len(person.name) > LONGEST_NAME:
            self._wrong(row, Column.NAME, Sentence("El nombre es demasiado largo: caben 120 letras."))
        if person.coordinates_country and person.country in (None, Country.OTHER):
            message = Sentence("Elija de cuál de los cuatro países es la coordinación nacional.")
            self._wrong(row, Column.COUNTRY, message)

    def _person(self, person: NewPerson, row: int) -> NewPerson:
        """The person of the line: a new one, or one that stood above with the same address."""
        first = self.people.setdefault(person.email or f"?{row}", person)
        if first is not person:
            first.rows.append(row)
            for column, same in (
                (Column.NAME, fold(first.name) == fold(person.name)),
                (Column.COUNTRY, first.country is person.country),
                (Column.ROLE, (first.role, first.coordinates_country) == (person.role, person.coordinates_country)),
                (Column.LANGUAGE, first.language == person.language),
            ):
                if not same:
                    message = Sentence(
                        "No dice lo mismo que la fila %(row)s, que es del mismo correo.", row=first.rows[0]
                    )
                    self._wrong(row, column, message)
        return first

    def _join(self, person: NewPerson, row: int, text: Mapping[Column, str]) -> None:
        """Put the person into the line's group."""
        called, role = text[Column.GROUP], self._one_of(row, text, Column.GROUP_ROLE, _GROUP_ROLES)
        if not called:
            if role:
                self._wrong(row, Column.GROUP, Sentence("Falta el grupo."))
            elif person.role is Role.MEMBER:
                self._wrong(row, Column.GROUP, Sentence("Falta el grupo: sin él no tendría nada que hacer aquí."))
            return
        group = next((self.groups[name] for name in names_in(called) if name in self.groups), None)
        if group is None:
            message = Sentence("No hay un grupo que se llame «%(name)s». Elija uno de la lista.", name=called[:80])
            self._wrong(row, Column.GROUP, message)
        elif group in self.seen[person.email]:
            before = self.seen[person.email][group]
            self._wrong(
                row, Column.GROUP, Sentence("Esta persona y este grupo ya están en la fila %(row)s.", row=before)
            )
        else:
            self.seen[person.email][group] = row
            person.memberships[group] = role or GroupRole.LEAD

    def _one_of(self, row: int, text: Mapping[Column, str], column: Column, known: Mapping[str, T]) -> T | None:
        said = fold(text[column]).strip(" .")
        if said and said not in known:
            message = Sentence("«%(said)s» no es una de las respuestas de la lista.", said=text[column][:80])
            self._wrong(row, column, message)
        return known.get(said)

    def _wrong(self, row: int, column: Column | None, message: str) -> None:
        self.problems.append(LineProblem(row, column, message))


def names_in(called: str) -> Iterator[str]:
    """Ways to look for what a cell calls a group: «GTE · Grupo Técnico de Educación» is found by either part."""
    whole = fold(" ".join(called.split()))
    yield whole
    if "·" in whole:
        yield from (part.strip() for part in whole.split("·"))
