"""The reviewed decisions beside a plan document: what no text can say, each with its reason (a TOML file)."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from monitor.domain.plan_problems import PlanDocumentError, Problem
from monitor.domain.responsible_groups import GroupKind
from monitor.domain.schedule_reader import ReadSchedule


class LinkKind(StrEnum):
    """How a project stands to another. People of contained and subset projects are left out of sums."""

    CONTAINED_IN = "contained_in"
    SUBSET_OF = "subset_of"
    DEPENDS_ON = "depends_on"
    OVERLAPS = "overlaps"


@dataclass(frozen=True)
class PlanFacts:
    """The plan itself. `heading` is a part of the document's heading that tells it from other plans."""

    key: str
    name: str
    heading: str
    start: date
    end: date
    time_zone: str
    short_name: str = ""
    """For headers; where it is not said it is made of the name and the years."""
    participation_areas: tuple[int, ...] = ()
    """The areas whose projects count their people every quarter."""


@dataclass(frozen=True)
class NamedBody:
    """A group (with its kind) or an ally (without) as it is to be written. `in_table`: the document abbreviates it."""

    acronym: str | None
    name: str
    kind: GroupKind | None
    in_table: bool
    reason: str


@dataclass(frozen=True)
class Alias:
    """A way of writing that means a body: everywhere, or only in one row where the acronym is ambiguous."""

    written: str
    means: str
    reason: str
    row: int | None = None


@dataclass(frozen=True)
class RowTitle:
    """A short title for screens. `starts` are the activity's first words when it was written."""

    row: int
    starts: str
    title: str


@dataclass(frozen=True)
class RequiredParticipation:
    row: int
    reason: str


@dataclass(frozen=True)
class RowLink:
    row: int
    kind: LinkKind
    target: int
    reason: str


@dataclass(frozen=True)
class RowSchedule:
    """A doubtful schedule that a person looked at: the reading is right, or `reading` says what it is to be."""

    row: int
    written: str
    reason: str
    reading: ReadSchedule | None = None


@dataclass(frozen=True)
class RowResponsible:
    """Who is responsible for a row whose words a reader cannot settle: keys of groups and allies, in order."""

    row: int
    leads: tuple[str, ...]
    supports: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decisions:
    plan: PlanFacts
    bodies: tuple[NamedBody, ...]
    aliases: tuple[Alias, ...]
    titles: tuple[RowTitle, ...]
    required_participation: tuple[RequiredParticipation, ...]
    links: tuple[RowLink, ...]
    schedules: tuple[RowSchedule, ...] = ()
    responsibles: tuple[RowResponsible, ...] = ()
    apart: frozenset[int] = frozenset()
    """Rows that are projects of their own though they say the same as another."""


def read_decisions(text: str) -> Decisions:
    """Read the decisions file. Raises PlanDocumentError with every problem found."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanDocumentError([Problem(None, "", f"El archivo de decisiones no es TOML válido ({error}).")]) from None
    reading = _Reading(data)
    decisions = reading.decisions()
    if reading.problems or decisions is None:
        raise PlanDocumentError(reading.problems)
    return decisions


_TABLES = {"plan", "groups", "allies", "aliases", "titles", "participation", "links", "schedules"}


@dataclass
class _Reading:
    data: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def decisions(self) -> Decisions | None:
        for name in sorted(self.data.keys() - _TABLES):
            self._problem(f"El archivo de decisiones tiene una parte que no se conoce: «{name}».")
        plan = self._plan()
        bodies = (*self._bodies("groups"), *self._bodies("allies"))
        aliases = tuple(self._aliases())
        titles = tuple(self._titles())
        participation = tuple(
            RequiredParticipation(entry["row"], entry["reason"])
            for entry in self._entries("participation", {"row": int, "reason": str})
        )
        links = tuple(self._links())
        schedules = tuple(
            RowSchedule(**entry) for entry in self._entries("schedules", {"row": int, "written": str, "reason": str})
        )
        if plan is None:
            return None
        return Decisions(plan, bodies, aliases, titles, participation, links, schedules)

    def _problem(self, why: str, text: object = "") -> None:
        self.problems.append(Problem(None, str(text), why))

    def _fits(self, where: str, entry: object, needs: Mapping[str, type], may: Mapping[str, type]) -> bool:
        """Whether the entry has exactly the values it should; says what is missing, empty or unknown."""
        if not isinstance(entry, dict):
            self._problem(f"«{where}» debe ser una tabla.", entry)
            return False
        before = len(self.problems)
        for name in needs:
            if name not in entry:
                self._problem(f"A una decisión de «{where}» le falta «{name}».", entry)
        for name, value in entry.items():
            wanted = needs.get(name) or may.get(name)
            if wanted is None:
                self._problem(f"Una decisión de «{where}» tiene un dato que no se conoce: «{name}».", entry)
            elif type(value) is not wanted or (isinstance(value, str) and not value.strip()):
                self._problem(f"El dato «{name}» de una decisión de «{where}» no es válido.", entry)
        return len(self.problems) == before

    def _entries(
        self, where: str, needs: Mapping[str, type], may: Mapping[str, type] | None = None
    ) -> Iterator[dict[str, Any]]:
        entries = self.data.get(where, [])
        if not isinstance(entries, list):
            self._problem(f"«{where}» debe ser una lista de decisiones.")
            return
        yield from (entry for entry in entries if self._fits(where, entry, needs, may or {}))

    def _plan(self) -> PlanFacts | None:
        plan = self.data.get("plan", {})
        words = {"key": str, "name": str, "heading": str, "time_zone": str}
        may = {"short_name": str, "participation_areas": list}
        if not self._fits("plan", plan, words | {"start": date, "end": date}, may):
            return None
        areas = tuple(plan.get("participation_areas", ()))
        if not all(type(area) is int for area in areas):
            self._problem("El dato «participation_areas» de una decisión de «plan» no es válido.", plan)
        facts = PlanFacts(**{**plan, "participation_areas": areas})
        if facts.end <= facts.start:
            self._problem("El plan termina antes de empezar.", plan)
        try:
            ZoneInfo(facts.time_zone)
        except (ValueError, OSError, KeyError):
            self._problem("No se conoce la zona horaria del plan.", facts.time_zone)
        return facts

    def _bodies(self, where: str) -> Iterator[NamedBody]:
        kind_needed: dict[str, type] = {"kind": str} if where == "groups" else {}
        needs = {"name": str, "reason": str} | kind_needed
        for entry in self._entries(where, needs, {"acronym": str, "in_table": bool}):
            kind = None
            if where == "groups":
                if entry["kind"] not in set(GroupKind):
                    self._problem("No se conoce la clase de grupo.", entry)
                    continue
                kind = GroupKind(entry["kind"])
            yield NamedBody(entry.get("acronym"), entry["name"], kind, entry.get("in_table", True), entry["reason"])

    def _aliases(self) -> Iterator[Alias]:
        for entry in self._entries("aliases", {"written": str, "means": str, "reason": str}, {"row": int}):
            yield Alias(**entry)

    def _titles(self) -> Iterator[RowTitle]:
        titles = self.data.get("titles")
        if titles is None or not self._fits("titles", titles, {"reason": str, "rows": dict}, {}):
            return
        for row, entry in titles["rows"].items():
            if not row.isdecimal():
                self._problem("Un título debe llevar el número de su fila.", row)
            elif self._fits("titles", entry, {"starts": str, "title": str}, {}):
                yield RowTitle(int(row), entry["starts"], entry["title"])

    def _links(self) -> Iterator[RowLink]:
        for entry in self._entries("links", {"row": int, "kind": str, "target": int, "reason": str}):
            if entry["kind"] not in set(LinkKind):
                self._problem("No se conoce la clase de relación entre proyectos.", entry)
            else:
                yield RowLink(entry["row"], LinkKind(entry["kind"]), entry["target"], entry["reason"])
