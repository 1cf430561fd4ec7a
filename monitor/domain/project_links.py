"""How a project may be tied to another: what makes no sense is refused in plain words."""

from collections.abc import Iterable

from monitor.domain.errors import Incomplete
from monitor.domain.plan_decisions import LinkKind

Tie = tuple[int, int, LinkKind]
"""A project, the one that it is tied to, and how; by number."""

LEFT_OUT = (LinkKind.CONTAINED_IN, LinkKind.SUBSET_OF)
"""Whose people are counted in the other project."""


def check_tie(new: Tie, known: Iterable[Tie]) -> None:
    """Raises Incomplete naming `target` or `kind`.

    What is part of another, or waits for it, cannot come back to itself: two projects that hold each other would both
    be left out of every sum of people.
    """
    project, target, kind = new
    known = list(known)
    if project == target:
        raise Incomplete("Un proyecto no se relaciona consigo mismo.", field="target")
    if any({one, other} == {project, target} and own is kind for one, other, own in known if own is LinkKind.OVERLAPS):
        raise Incomplete("Los dos proyectos ya tienen esta relación.", field="kind")
    if new in known:
        raise Incomplete("Los dos proyectos ya tienen esta relación.", field="kind")
    alike = LEFT_OUT if kind in LEFT_OUT else (kind,)
    ties = {(one, other) for one, other, own in known if own in alike}
    if kind is not LinkKind.OVERLAPS and project in _reached(target, ties):
        raise Incomplete("Así los proyectos quedarían en círculo: el otro ya lleva hasta este.", field="target")


def _reached(start: int, ties: set[tuple[int, int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {other for one, other in ties if one == here} - found
        found |= following
        waiting += following
    return found
