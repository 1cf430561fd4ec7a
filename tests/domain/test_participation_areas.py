"""Which areas of a plan ask whom their projects reached, and how a document's own words propose them."""

import pytest

from monitor.domain.errors import Incomplete
from monitor.domain.participation_areas import check_areas, participation_reason, proposed_areas
from monitor.domain.plan_document import Action, Area


def test_a_project_counts_its_people_where_one_of_its_areas_asks() -> None:
    assert participation_reason([2, 5], [5]) == (
        "Es un proyecto del área 5, que pide datos desagregados por sexo y edad."
    )
    assert "de las áreas 2 y 5, que piden" in participation_reason([5, 2], [2, 5, 7])
    assert participation_reason([1], [5]) == participation_reason([1], []) == ""


def test_areas_that_speak_of_the_people_reached_are_proposed() -> None:
    areas = [
        Area(1, "Acceso a financiamiento", (Action("1.1", "Abrir una línea de crédito"),)),
        Area(2, "Participación de mujeres", ()),
        Area(3, "Datos", (Action("3.1", "Registros desagregados por sexo"),)),
    ]

    assert proposed_areas(areas) == (2, 3)


def test_only_areas_of_the_plan_are_chosen() -> None:
    assert check_areas([5, 2, 5], [1, 2, 5]) == [2, 5]
    with pytest.raises(Incomplete):
        check_areas([9], [1, 2])
