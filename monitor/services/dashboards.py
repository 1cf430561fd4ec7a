"""The dashboard: the report's own figures for the whole plan or a part of it, and what is owed and comes next.

The number of queries depends neither on the number of projects nor on that of periods. What was reckoned is kept in the
process until something changes (`monitor.services.kept_figures`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from monitor.domain.coming import Coming
from monitor.domain.participation import Country
from monitor.models import Edition, Group, Period, Plan, ProgressUpdate, ProjectGroup, ProjectRole
from monitor.models import Project as PlannedProject
from monitor.services.agenda import Owed, coming, owed_updates
from monitor.services.editions import last_edition_number
from monitor.services.group_countries import groups_of_country
from monitor.services.kept_figures import Shelf, Stamp, stamp
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
class Figures:
    edition: str
    """The edition that the figures are of; empty: they are what is known now."""
    data: ReportData
    """The projects asked for, whole, with the figures of the period before to compare with."""
    answered: ReportData
    """The same, with the answers of the groups asked for alone."""
    history: tuple[PastPeriod, ...]
    """What each group owed and sent in every period up to this one."""


@dataclass(frozen=True)
class Dashboard(Figures):
    period: Period
    name: tuple[int, Portion, bool]
    """Of what part of what period the figures are, and whether they are made up."""
    stamp: Stamp | None
    """As of when; None: what is made of them may not be kept."""


_EDITIONS: Shelf[ReportData] = Shelf(4)
_KNOWN: Shelf[ReportData] = Shelf(4)
_FIGURES: Shelf[Figures] = Shelf(8)


def dashboard(session: Session, period: Period, wanted: Wanted, *, now: datetime, fictional: bool) -> Dashboard:
    """The figures of a quarter, from its last edition or, while it has none, as they are now."""
    portion = portion_wanted(session, wanted)
    as_of = stamp(session, plan_today(period.plan, now))
    name = (period.id, portion, fictional)

    def known(own: Period) -> ReportData:
        def read() -> ReportData:
            return known_data(session, own, now=now, fictional=fictional)

        edition = session.scalar(select(Edition.id).where(Edition.period_id == own.id).order_by(Edition.id.desc()))
        if edition is not None:
            return _EDITIONS.of(session, edition, as_of and "for ever", read)
        return _KNOWN.of(session, (own.id, fictional), as_of, read)

    def reckon() -> Figures:
        whole, previous = known(period), None
        if (before := find_period(session, period.plan, period.quarter.previous().key)) is not None:
            previous = headline_of(known(before), portion)
        data = replace(portion_of(whole, portion), previous=previous, trend=())
        answered = replace(answers_of(whole, portion), previous=previous, trend=())
        numbers = None if portion.area is None else [project.number for project in data.projects]
        past = past_periods(session, period, shown=MANY, projects=numbers)
        history = figures.trend(replace(answered, trend=tuple(_of_groups(own, portion) for own in past)))
        return Figures(last_edition_number(session, period), data, answered, tuple(history))

    found = _FIGURES.of(session, name, as_of, reckon)
    return Dashboard(found.edition, found.data, found.answered, found.history, period, name, as_of)


def plan_today(plan: Plan, now: datetime) -> date:
    return now.astimezone(ZoneInfo(plan.time_zone)).date()


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
class Debt:
    """One update that is owed."""

    project: int
    """Its number."""
    title: str
    period: str
    last_day: date
    is_overdue: bool


@dataclass(frozen=True)
class Debtor:
    """A group, and what it owes: what is due first comes first."""

    id: int
    key: str
    name: str
    owed: tuple[Debt, ...]


@dataclass(frozen=True)
class Agenda:
    """What is to be done, as of today and not of the quarter that is looked at."""

    debtors: tuple[Debtor, ...]
    """Whoever has waited longest first."""
    coming: tuple[Coming, ...]


_AGENDAS: Shelf[Agenda] = Shelf(8)


def agenda(session: Session, period: Period, wanted: Wanted, *, now: datetime) -> Agenda:
    today = plan_today(period.plan, now)
    portion = portion_wanted(session, wanted)

    def reckon() -> Agenda:
        owed = owed_updates(session, period.plan, portion, today=today)
        debtors = [Debtor(group.id, group.key, group.full_name, tuple(map(_debt, own))) for group, own in debts(owed)]
        return Agenda(tuple(debtors), tuple(coming(session, period.plan, owed, portion, today=today)))

    return _AGENDAS.of(session, (period.plan_id, portion), stamp(session, today), reckon)


def _debt(own: Owed) -> Debt:
    return Debt(own.project.number, own.project.title, own.period.key, own.last_day, own.is_overdue)


def debts(owed: Sequence[Owed]) -> list[tuple[Group, list[Owed]]]:
    """What is owed by group: whoever has waited longest first."""
    by_group: dict[Group, list[Owed]] = {}
    for own in owed:
        by_group.setdefault(own.group, []).append(own)
    return sorted(by_group.items(), key=lambda each: (min(own.last_day for own in each[1]), each[0].name))
