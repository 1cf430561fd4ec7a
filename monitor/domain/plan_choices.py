"""What a person decided while bringing in a plan, as it is kept between two visits: plain JSON values in and out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from monitor.domain.responsible_groups import GroupKind
from monitor.domain.schedules import Precision


class ScheduleAnswer(StrEnum):
    ACCEPT = "accept"
    """The reading is right."""
    UNDATED = "undated"
    """There is no date for now."""
    YEAR = "year"
    """The dates are of the year chosen."""
    GIVEN = "given"
    """The dates are those given."""


@dataclass(frozen=True)
class ScheduleChoice:
    answer: ScheduleAnswer
    year: int | None = None
    start: date | None = None
    end: date | None = None
    precision: Precision | None = None


@dataclass(frozen=True)
class NameChoice:
    """What an unknown name means: a body that is known, by its key; a new group (with its kind) or ally; or nobody."""

    means: str = ""
    name: str = ""
    acronym: str = ""
    kind: GroupKind | None = None

    @property
    def is_new(self) -> bool:
        return bool(self.name)

    @property
    def is_nobody(self) -> bool:
        """Words in the cell that name no body."""
        return not self.name and not self.means


@dataclass(frozen=True)
class Roles:
    """Keys of groups and allies, in order; the first lead coordinates."""

    leads: tuple[str, ...]
    supports: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowChoice:
    """`apart`: not the project of the row that says the same (true) or that it is (false); None while nobody said."""

    left_out: bool = False
    area: int | None = None
    activity: str = ""
    """Words for a row that has none of its own."""
    schedule: ScheduleChoice | None = None
    roles: Roles | None = None
    apart: bool | None = None
    matches: bool | None = None
    """In a new version: whether the row is the project proposed."""
    title: str = ""
    """A short name for the new project, in place of the first words of its activity."""
    project: int | None = None
    """In a new version: the number of the project that the row is, where its words do not tell."""


@dataclass(frozen=True)
class PlanChoice:
    name: str
    start: date
    end: date
    short_name: str = ""


@dataclass(frozen=True)
class Choices:
    plan: PlanChoice | None = None
    names: Mapping[str, NameChoice] = field(default_factory=dict)
    """By the folded name as it is written."""
    areas: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[int, RowChoice] = field(default_factory=dict)
    participation: tuple[int, ...] | None = None
    """The areas that count their people; None while nobody said, and the proposal stands."""

    def row(self, number: int) -> RowChoice:
        return self.rows.get(number, RowChoice())


def choices_as_json(choices: Choices) -> dict[str, Any]:
    return _plain(asdict(choices))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def choices_from_json(data: Mapping[str, Any]) -> Choices:
    plan = data.get("plan")
    return Choices(
        plan=PlanChoice(plan["name"], _day(plan["start"]), _day(plan["end"]), plan.get("short_name", ""))
        if plan
        else None,
        names={written: _name(each) for written, each in data.get("names", {}).items()},
        areas={int(number): name for number, name in data.get("areas", {}).items()},
        rows={int(number): _row(each) for number, each in data.get("rows", {}).items()},
        participation=tuple(data["participation"]) if data.get("participation") is not None else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _name(data: Mapping[str, Any]) -> NameChoice:
    kind = GroupKind(data["kind"]) if data["kind"] else None
    return NameChoice(data["means"], data["name"], data["acronym"], kind)


def _row(data: Mapping[str, Any]) -> RowChoice:
    values = dict(data)
    schedule, roles = values.pop("schedule"), values.pop("roles")
    return RowChoice(
        **values,
        schedule=None
        if schedule is None
        else ScheduleChoice(
            ScheduleAnswer(schedule["answer"]),
            schedule["year"],
            _day(schedule["start"]) if schedule["start"] else None,
            _day(schedule["end"]) if schedule["end"] else None,
            Precision(schedule["precision"]) if schedule["precision"] else None,
        ),
        roles=None if roles is None else Roles(*(tuple(roles[name]) for name in ("leads", "supports", "allies"))),
    )
