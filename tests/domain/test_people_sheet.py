"""A list of people is read as people write it, and everything that is wrong stands by its line."""

from collections.abc import Sequence

import pytest

from monitor.domain.participation import Country
from monitor.domain.people_sheet import MOST_PEOPLE, Column, Row, read_people
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.update_sheet_reading import FORMULA, SheetRefused, Unreadable

GROUPS = {"gte": 1, "grupo tecnico de educacion": 1, "gtpa": 2}
HEAD = ("Correo", "Nombre y apellidos", "Grupo", "Papel en el grupo", "País", "Qué hace", "Idioma")


def read(*lines: tuple[str | Unreadable, ...]) -> tuple[Sequence[object], list[tuple[int, Column | None, str]]]:
    rows: list[Row] = [(1, HEAD)]
    found = read_people([*rows, *enumerate(lines, start=2)], GROUPS)
    people = [
        (each.email, each.name, each.role, each.coordinates_country, each.country, each.language, each.memberships)
        for each in found.people
    ]
    return people, [(each.row, each.column, str(each.message)) for each in found.problems]


def test_a_person_with_two_groups_has_two_lines() -> None:
    people, problems = read(
        ("Eva@X.org", "Eva  Soto", "GTE · Grupo Técnico de Educación", "", "perú", "", ""),
        ("eva@x.org", "eva soto", "gtpa", "Colaboración", "PE", "Integrante de grupo", "español"),
        ("", "", "", "", "", "", ""),
        ("nacional@x.org", "Beatriz", "", "", "México", "Coordinación nacional", "English"),
    )
    assert problems == []
    assert people == [
        ("eva@x.org", "Eva Soto", Role.MEMBER, False, Country.PE, "es", {1: GroupRole.LEAD, 2: GroupRole.CONTRIBUTOR}),
        ("nacional@x.org", "Beatriz", Role.OBSERVER, True, Country.MX, "en", {}),
    ]


def test_a_list_of_ones_own_is_understood_by_its_headings() -> None:
    rows = [
        (1, ("Contactos 2022",)),
        (3, ("Nombre", "E-mail", "Teléfono", "Group")),
        (4, ("Eva", "e@x.org", "1", "GTE")),
    ]
    assert [person.memberships for person in read_people(rows, GROUPS).people] == [{1: GroupRole.LEAD}]


def test_every_problem_stands_by_its_line() -> None:
    _, problems = read(
        ("", "Eva", "GTE", "jefa", "", "", ""),
        ("a@x.org", "", "GTX", "", "Bolivia", "", "latín"),
        ("b@x.org", "B" * 121, "", "", "", "", ""),
        ("c@x.org", "C", "", "Responsable", "", "Observación", ""),
        ("d@x.org", "D", "GTE", "", "", "", ""),
        ("d@x.org", "Otro", "GTE", "", "Chile", "", ""),
        ("e@x.org", FORMULA, "GTE", "", "", "", ""),
        ("f@x.org", "F", "", "", "otro", "coordinación nacional", ""),
    )
    assert [(row, column) for row, column, _ in problems] == [
        (2, Column.EMAIL), (2, Column.GROUP_ROLE),
        (3, Column.COUNTRY), (3, Column.LANGUAGE), (3, Column.NAME), (3, Column.GROUP),
        (4, Column.NAME), (4, Column.GROUP),
        (5, Column.GROUP),
        (7, Column.NAME), (7, Column.COUNTRY), (7, Column.GROUP),
        (8, Column.NAME),
        (9, Column.COUNTRY),
    ]  # fmt: skip
    assert (7, Column.GROUP, "Esta persona y este grupo ya están en la fila 6.") in problems


def test_what_is_no_list_of_people_is_refused_as_a_whole() -> None:
    for rows in (
        [],
        [(1, ("Área", "Actividad"))],
        [(1, HEAD[:2]), *((n, ("x", "y")) for n in range(2, MOST_PEOPLE + 3))],
    ):
        with pytest.raises(SheetRefused):
            read_people(rows, GROUPS)
