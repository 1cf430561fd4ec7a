"""Read the demo's story: fictional people, and what their groups report in each quarter."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.domain.age_bands import AgeBand
from monitor.domain.indicators import WHOLE, Amount, IndicatorKind, IndicatorValue
from monitor.domain.participation import Cell, Country, Depth, Measure, Modality, NoSplitReason, Sex
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.presidencies import Term
from monitor.domain.updates import DelayReason, Punctuality, Status
from monitor.services.indicators import Definition
from monitor.services.participation_entry import ActivityDetails, Figures

STORY = Path(__file__).with_name("story.toml")
ZONE = ZoneInfo("America/Bogota")


@dataclass(frozen=True)
class StoryPerson:
    email: str
    name: str
    role: Role
    country: Country
    groups: dict[str, GroupRole]
    """By the group's key."""
    coordinates_country: bool = False


@dataclass(frozen=True)
class StoryUpdate:
    """What one group does with one update, step by step; a step without a time did not happen."""

    period: str
    project: int
    group: str
    saved_at: datetime
    status_answers: dict[str, Any]
    progress_answers: dict[str, Any]
    no_participation_reason: str = ""
    people: tuple[tuple[ActivityDetails, Figures], ...] = ()
    indicators: Mapping[str, tuple[IndicatorValue, str]] = field(default_factory=dict)
    """By the indicator's name, what was measured and the comment."""
    links: tuple[tuple[str, str], ...] = ()
    """Title and address."""
    submitted_at: datetime | None = None
    approved_at: datetime | None = None
    returned_at: datetime | None = None
    reason: str = ""
    correct_by: date | None = None


@dataclass(frozen=True)
class Story:
    people: tuple[StoryPerson, ...] = field(default_factory=tuple)
    presidencies: tuple[Term, ...] = ()
    indicators: tuple[tuple[int, Definition], ...] = ()
    """By project number, what the coordination asks to measure."""
    updates: tuple[StoryUpdate, ...] = field(default_factory=tuple)


def read_story() -> Story:
    data = tomllib.loads(STORY.read_text(encoding="utf-8"))
    return Story(
        people=tuple(map(_person, data["people"])),
        presidencies=tuple(map(_term, data["presidencies"])),
        indicators=tuple(map(_indicator, data["indicators"])),
        updates=tuple(map(_update, data["updates"])),
    )


def _indicator(data: Mapping[str, Any]) -> tuple[int, Definition]:
    said = {name: value for name, value in data.items() if name not in ("project", "kind")}
    return data["project"], Definition(kind=IndicatorKind(data["kind"]), **said)


def _value(data: Any) -> IndicatorValue:
    """A number, `[12, 40]` for 12 of 40, true or false, or words."""
    if isinstance(data, bool):
        return IndicatorValue(yes=data)
    if isinstance(data, str):
        return IndicatorValue(text=data)
    value, *of = data if isinstance(data, list) else [data]
    return IndicatorValue({WHOLE: Amount(Decimal(value), Decimal(of[0]) if of else None)})


def _person(data: Mapping[str, Any]) -> StoryPerson:
    return StoryPerson(
        email=data["email"],
        name=data["name"],
        role=Role(data.get("role", "member")),
        country=Country(data["country"]),
        groups={key: GroupRole(role) for key, role in data.get("groups", {}).items()},
        coordinates_country=data.get("coordinates_country", False),
    )


def _term(data: Mapping[str, Any]) -> Term:
    return Term(Country(data["country"]), data["starts_on"], data.get("ends_on"))


def _update(data: Mapping[str, Any]) -> StoryUpdate:
    submitted = _moment(data.get("submitted"))
    saved = _moment(data.get("saved")) or submitted
    if saved is None:
        raise ValueError(f"the update of project {data['project']} has no time")
    nothing = data.get("nothing_reason", "")
    return StoryUpdate(
        period=data["period"],
        project=data["project"],
        group=data["group"],
        saved_at=saved,
        status_answers={
            "status": Status(data["status"]),
            "percent_done": data.get("percent_done"),
            "punctuality": Punctuality(data["punctuality"]) if "punctuality" in data else None,
            "delay_reason": DelayReason(data["delay_reason"]) if "delay_reason" in data else None,
            "delay_words": data.get("delay_words", ""),
        },
        progress_answers={
            "nothing_to_report": bool(nothing),
            "nothing_reason": nothing,
            **{name: data.get(name, "").strip() for name in ("achieved", "obstacles", "next_steps", "womens_role")},
        },
        no_participation_reason=data.get("no_participation_reason", ""),
        people=tuple(map(_people, data.get("participation", []))),
        indicators={
            each["name"]: (_value(each["value"]) if "value" in each else IndicatorValue(), each.get("comment", ""))
            for each in data.get("indicators", [])
        },
        links=tuple((link["title"], link["url"]) for link in data.get("evidence", [])),
        submitted_at=submitted,
        approved_at=_moment(data.get("approved")),
        returned_at=_moment(data.get("returned")),
        reason=data.get("reason", ""),
        correct_by=data.get("correct_by"),
    )


def _moment(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=ZONE) if value else None


def _people(data: Mapping[str, Any]) -> tuple[ActivityDetails, Figures]:
    cells = dict(_cells(data))
    depth = next((depth for key, depth in _DEPTHS.items() if key in data), Depth.NONE)
    details = ActivityDetails(
        activity=data["activity"],
        measure=Measure(data["measure"]),
        depth=depth,
        starts_on=data.get("starts_on"),
        ends_on=data.get("ends_on"),
        modality=Modality(data["modality"]) if "modality" in data else None,
        counting_rule=data.get("counting_rule", ""),
    )
    reason = data.get("no_split_reason")
    comment = data.get("comment", "")
    return details, Figures(data.get("total"), cells, NoSplitReason(reason) if reason else None, comment)


_DEPTHS = {"sex": Depth.SEX, "country": Depth.SEX_COUNTRY, "age": Depth.SEX_AGE, "all": Depth.ALL}


def _cells(data: Mapping[str, Any]) -> Iterator[tuple[Cell, int]]:
    """The counts above zero, written as rows of women, men, other and not recorded."""
    yield from _row(data.get("sex", ()))
    for country, counts in data.get("country", {}).items():
        yield from _row(counts, country=Country(country))
    for age, counts in data.get("age", {}).items():
        yield from _row(counts, age_band=AgeBand(age))
    for country, age, *counts in data.get("all", ()):
        yield from _row(counts, age_band=AgeBand(age), country=Country(country))


def _row(
    counts: tuple[int, ...] | list[int],
    *,
    age_band: AgeBand = AgeBand.NOT_RECORDED,
    country: Country = Country.NOT_RECORDED,
) -> Iterator[tuple[Cell, int]]:
    for sex, count in zip(Sex, counts, strict=False):
        if count:
            yield Cell(sex, age_band, country), count
