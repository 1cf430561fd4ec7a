"""The help: short tasks, step by step, gathered into a guide for each role; plain data, in Spanish msgids.

A step may show a picture. Each picture says which page of the demo it was taken of, as whom, and what must be read
there: a test opens every one and fails where the page no longer says it, so that no guide shows what is gone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Reader(StrEnum):
    """Whom a guide is for. Whoever has not signed in is a guest."""

    GUEST = "guest"
    LEAD = "lead"
    CONTRIBUTOR = "contributor"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Picture:
    """`path`: the page of the demo. `email`: as whom; None for a guest. `words`: what is read there, as msgids."""

    key: str
    path: str
    email: str | None
    words: tuple[str, ...]
    alt: str
    start: str = ""
    """The words at which the picture begins; from the top of the page where there are none."""


@dataclass(frozen=True)
class Step:
    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Task:
    """`key` is its address; `minutes`, how long it takes whoever does it for the first time."""

    key: str
    title: str
    lead: str
    readers: frozenset[Reader]
    steps: tuple[Step, ...]
    minutes: int
    more: str = ""
    """What else is good to know."""


@dataclass(frozen=True)
class Guide:
    """What one role comes to do, and its tasks in the order in which they come up."""

    reader: Reader
    title: str
    lead: str


def tasks_for(tasks: Collection[Task], readers: Collection[Reader]) -> list[Task]:
    """Those that any of the readers may see, in their order."""
    return [task for task in tasks if not task.readers.isdisjoint(readers)]


def find_task(tasks: Collection[Task], key: str, readers: Collection[Reader]) -> Task | None:
    return next((task for task in tasks_for(tasks, readers) if task.key == key), None)


def pictures_of(tasks: Collection[Task]) -> Iterator[Picture]:
    """Each once."""
    seen = set()
    for task in tasks:
        for step in task.steps:
            if step.picture is not None and step.picture.key not in seen:
                seen.add(step.picture.key)
                yield step.picture
