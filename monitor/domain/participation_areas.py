"""Of which projects a plan asks whom they reached: those under the areas it names."""

from collections.abc import Collection, Iterable

from monitor.domain.errors import Incomplete
from monitor.domain.plan_document import Area
from monitor.domain.spanish_text import fold

_SPEAKS_OF_PEOPLE = ("particip", "desagreg", "beneficiari", "capacita", "formacion")


def participation_reason(areas: Collection[int], asking: Collection[int]) -> str:
    """Why a project under these areas counts its people; empty where none of them asks."""
    found = sorted(set(areas) & set(asking))
    if not found:
        return ""
    if len(found) == 1:
        return f"Es un proyecto del área {found[0]}, que pide datos desagregados por sexo y edad."
    several = " y ".join([", ".join(map(str, found[:-1])), str(found[-1])])
    return f"Es un proyecto de las áreas {several}, que piden datos desagregados por sexo y edad."


def proposed_areas(areas: Iterable[Area]) -> tuple[int, ...]:
    """Those whose name, or one of whose actions, speaks of the people reached: a proposal for a person to confirm."""
    return tuple(area.number for area in areas if any(_speaks(text) for text in _texts(area)))


def _texts(area: Area) -> list[str]:
    return [area.name, *(action.text for action in area.actions)]


def _speaks(text: str) -> bool:
    return any(part in fold(text) for part in _SPEAKS_OF_PEOPLE)


def check_areas(chosen: Iterable[int], known: Collection[int]) -> list[int]:
    """In order, each once. Raises Incomplete naming `areas` for one that the plan does not have."""
    areas = sorted(set(chosen))
    if not set(areas) <= set(known):
        raise Incomplete("Elija áreas de este plan.", field="areas")
    return areas
