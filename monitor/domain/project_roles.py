"""Who does what in a project: one group coordinates, others answer beside it or support it, allies help.

A change of roles holds from the first quarter that is not open yet: nobody is asked for what was another's, and whoever
was asked still owes it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.errors import Incomplete
from monitor.domain.periods import Quarter


class Part(StrEnum):
    """What a body does in a project."""

    COORDINATES = "coordinates"
    """Its status is the project's."""
    LEAD = "lead"
    """Answers beside the coordinating group."""
    SUPPORT = "support"
    ALLY = "ally"
    """An organisation from outside."""


@dataclass(frozen=True)
class Roles:
    """Keys of groups and allies, in order; the first lead coordinates."""

    leads: tuple[str, ...]
    supports: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        return (*self.leads, *self.supports, *self.allies)


def read_roles(lines: Iterable[tuple[str, Part]]) -> Roles:
    """The roles that the lines name. Raises Incomplete naming `roles`."""
    chosen = [(body, part) for body, part in lines if body]
    of = {part: tuple(body for body, own in chosen if own is part) for part in Part}
    if len(of[Part.COORDINATES]) != 1:
        raise Incomplete("Elija un grupo que coordine, y uno solo.", field="roles")
    roles = Roles(of[Part.COORDINATES] + of[Part.LEAD], of[Part.SUPPORT], of[Part.ALLY])
    if len(set(roles.bodies)) != len(roles.bodies):
        raise Incomplete("Un mismo grupo o aliado está dos veces.", field="roles")
    return roles


def check_bodies(
    roles: Roles, *, groups: Collection[str], allies: Collection[str], collective: Collection[str]
) -> None:
    """Whether each body may have its role. `collective`: groups that receive no forms. Raises Incomplete: `roles`."""
    for key in (*roles.leads, *roles.supports):
        if key not in groups:
            raise Incomplete("«%(name)s» es una organización externa: solo puede ser aliada.", name=key, field="roles")
    for key in roles.leads:
        if key in collective:
            raise Incomplete("«%(name)s» reúne a varios grupos y no llena avances.", name=key, field="roles")
    for key in roles.allies:
        if key not in allies:
            raise Incomplete("«%(name)s» es un grupo: elija que apoya, no que es aliado.", name=key, field="roles")


def holds_from(opened: Iterable[Quarter], *, plan_start: date) -> Quarter:
    """The first quarter in which a change made now holds: the one after the last that is open."""
    last = max(opened, default=None, key=lambda quarter: quarter.start)
    return last.next() if last else Quarter.containing(plan_start)
