"""The dashboard: the report's own figures for the whole plan or a part of it, and what is owed and comes next.

The number of queries depends neither on the number of projects nor on that of periods.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from monitor.domain.coming import Coming
from monitor.domain.participation import Country
from monitor.models import Group, Period, Plan, ProgressUpdate, ProjectGroup, ProjectRole
from monitor.models import Project as PlannedProject
from monitor.services.agenda import Owed, coming, owed_updates
from monitor.services.editions import last_edition_number
from monitor.services.group_countries import groups_of_country
from monitor.services.past_periods import past_periods
from monitor.services.periods import find_period
from monitor.services.report_data import known_data
from reports import figures
from reports.data import ReportData
from reports.past import PastPeriod
from reports.portions import Portion, answers_of, headline_of, portion_of

MANY = 1000
"""More periods than a plan has."""


@dataclass(frozen=True)
class Wanted:
    """What the dashboard is asked for; None: all."""

    area: int | None = None
    group: Group | None = None
    country: Country | None = None
    """Of the people of a group: the part of the plan that is in the hands of that country."""


@dataclass(frozen=True)
class Dashboard:
    period: Period
    edition: str
    """The edition that the figures are of; empty: they are what is known now."""
    data: ReportData
    """The projects asked for, whole, with the figures of the period before to compare with."""
    answered: ReportData
    """The same, with the answers of the groups asked for alone."""
    history: tuple[PastPeriod, ...]
    """What each group owed and sent in every period up to this one."""


def dashboard(session: Session, period: Period, wanted: Wanted, *, now: datetime, fictional: bool) -> Dashboard:
    """The figures of a quarter, from its last edition or, while it has none, as they are now."""
    portion = portion_wanted(session, wanted)
    whole = known_data(session, period, now=now, fictional=fictional)
    previous = None
    if (before := find_period(session, period.plan, period.quarter.previous().key)) is not None:
        previous = headline_of(known_data(session, before, now=now, fictional=fictional), portion)
    data = replace(portion_of(whole, portion), previous=previous, trend=())
    answered = replace(answers_of(whole, portion), previous=previous, trend=())
    numbers = None if portion.area is None else [project.number for project in data.projects]
    past = past_periods(session, period, shown=MANY, projects=numbers)
    history = figures.trend(replace(answered, trend=tuple(_of_groups(own, portion) for own in past)))
    return Dashboard(period, last_edition_number(session, period), data, answered, tuple(history))


def _of_groups(past: PastPeriod, portion: Portion) -> PastPeriod:
    groups = portion.groups
    if groups is None:
        return past
    return replace(past, groups=tuple(own for own in past.groups if own.group in groups))


def portion_wanted(session: Session, wanted: Wanted) -> Portion:
    groups: frozenset[str] | None = frozenset({wanted.group.key}) if wanted.group else None
    if wanted.country:
        of_country = frozenset(group.key for group in groups_of_country(session, wanted.country))
        groups = of_country if groups is None else groups & of_country
    return Portion(wanted.area, groups)


def reporting_groups(session: Session, plan: Plan) -> list[Group]:
    """The groups that answer for any project of the plan, or once did, by name."""
    leading = (
        select(ProjectGroup.group_id)
        .join(PlannedProject)
        .where(PlannedProject.plan_id == plan.id, ProjectGroup.role == ProjectRole.LEAD)
    )
    asked = select(ProgressUpdate.group_id).join(Period).where(Period.plan_id == plan.id)
    query = select(Group).where(or_(Group.id.in_(leading), Group.id.in_(asked)))
    return sorted(session.scalars(query), key=lambda group: group.name)


@dataclass(frozen=True)
class Agenda:
    """What is to be done, as of today and not of the quarter that is looked at."""

    owed: tuple[Owed, ...]
    coming: tuple[Coming, ...]


def agenda(session: Session, period: Period, wanted: Wanted, *, now: datetime) -> Agenda:
    today = now.astimezone(ZoneInfo(period.plan.time_zone)).date()
    portion = portion_wanted(session, wanted)
    owed = owed_updates(session, period.plan, portion, today=today)
    return Agenda(tuple(owed), tuple(coming(session, period.plan, owed, portion, today=today)))


def debts(owed: Sequence[Owed]) -> list[tuple[Group, list[Owed]]]:
    """What is owed by group: whoever has waited longest first."""
    by_group: dict[Group, list[Owed]] = {}
    for own in owed:
        by_group.setdefault(own.group, []).append(own)
    return sorted(by_group.items(), key=lambda each: (min(own.last_day for own in each[1]), each[0].name))
