"""What the read API says of plans, projects, periods and editions. Addresses are made by the edge that answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain import api_shapes as shapes
from monitor.domain.updates import RECEIVED, State
from monitor.models import Ally, AnnualEdition, Edition, EditionFile, Group, Period, Plan, ProgressUpdate, Project
from monitor.services import annual_publications, public_plans
from monitor.services.published_facts import facts_of, last_editions

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """One page of a list: its things, and after which number the next page begins (None: this is the last)."""

    items: Sequence[T]
    next_after: int | None = None


@dataclass(frozen=True)
class Addresses:
    """The addresses of pages and files for people, as the edge knows them."""

    plan: Callable[[Plan], str]
    project: Callable[[Plan, int], str]
    edition: Callable[[Edition], str]
    edition_file: Callable[[Edition, EditionFile], str]
    annual: Callable[[AnnualEdition], str]
    annual_file: Callable[[AnnualEdition, str], str]


def part_of(rows: Sequence[T], number: Callable[[T], int], limit: int) -> Part[T]:
    """The first `limit` of rows that were asked for with one more than that."""
    shown = rows[:limit]
    return Part(shown, number(shown[-1]) if len(rows) > limit else None)


def part_of_list(rows: Sequence[T], *, after: int, limit: int) -> Part[T]:
    """A page of a short list that is at hand as a whole: its things are numbered by their place."""
    shown = rows[after : after + limit]
    return Part(shown, after + limit if len(rows) > after + limit else None)


def plans(session: Session, addresses: Addresses) -> list[shapes.Plan]:
    return [plan(session, each, addresses) for each in public_plans.public_plans(session)]


def plan(session: Session, found: Plan, addresses: Addresses) -> shapes.Plan:
    counted = select(func.count()).where(Project.plan_id == found.id, Project.withdrawn_at.is_(None))
    return shapes.Plan(
        key=found.key,
        name=found.name,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        rows=found.stated_rows,
        projects=session.scalar(counted) or 0,
        areas=tuple(
            shapes.Area(area.number, area.name, tuple(shapes.Action(each.code, each.text) for each in area.actions))
            for area in found.areas
        ),
        published_periods=tuple(edition.period.key for edition in last_editions(session, found)),
        page=addresses.plan(found),
    )


def projects(
    session: Session, found: Plan, addresses: Addresses, *, after: int, limit: int, dates: bool
) -> Part[shapes.Project]:
    """By their number. `dates`: whether to tell those that hold now."""
    query = select(Project.number).where(Project.plan_id == found.id, Project.number > after).order_by(Project.number)
    numbers = session.scalars(query.limit(limit + 1)).all()
    part = part_of(numbers, lambda number: number, limit)
    periods = _periods_of_projects(session, found)
    every = public_plans.projects_of(session, found, numbers=part.items)
    shown = [each for each in every if each.withdrawn_at is None or periods.get(each.number)]
    return Part([_project(found, each, periods, addresses, dates=dates) for each in shown], part.next_after)


def project(session: Session, found: Plan, number: int, addresses: Addresses, *, dates: bool) -> shapes.Project:
    """Raises NotFound."""
    page = public_plans.project_page(session, found.key, number)
    return _project(found, page.project, _periods_of_projects(session, found), addresses, dates=dates)


def _periods_of_projects(session: Session, found: Plan) -> dict[int, list[str]]:
    periods: dict[int, list[str]] = {}
    for edition in last_editions(session, found):
        for status in facts_of(session, edition, found).statuses:
            periods.setdefault(status.project, []).append(edition.period.key)
    return periods


def _project(
    found: Plan, own: Project, periods: dict[int, list[str]], addresses: Addresses, *, dates: bool
) -> shapes.Project:
    current = shapes.CurrentDates(
        starts_on=own.starts_on,
        ends_on=own.ends_on,
        start_precision=own.start_precision,
        end_precision=own.end_precision,
        approximate=own.approximate,
        open_ended=own.open_ended,
    )
    return shapes.Project(
        plan=found.key,
        number=own.number,
        title=own.title,
        activity=own.activity,
        schedule=own.schedule_verbatim,
        in_plan=own.withdrawn_at is None,
        areas=tuple(area.number for area in own.areas),
        rows=tuple(
            shapes.PlanRow(
                row.number, row.area.number, row.responsible_verbatim, row.activity_verbatim, row.schedule_verbatim
            )
            for row in own.rows
        ),
        leads=_bodies(own.leads),
        supports=_bodies(own.supports),
        allies=_bodies([part.ally for part in own.allies]),
        published_periods=tuple(periods.get(own.number, ())),
        current_dates=current if dates else None,
        page=addresses.project(found, own.number),
    )


def _bodies(bodies: Iterable[Group | Ally]) -> tuple[shapes.Body, ...]:
    return tuple(shapes.Body(body.acronym or body.name, body.name) for body in bodies)


def periods(session: Session, found: Plan, *, after: int, limit: int, opened: bool) -> Part[shapes.Period]:
    """By the order in which they were opened. `opened`: also those without an edition, and how their updates stand."""
    query = select(Period).where(Period.plan_id == found.id, Period.id > after).order_by(Period.id).limit(limit + 1)
    if not opened:
        query = query.where(Period.id.in_(select(Edition.period_id)))
    part = part_of(session.scalars(query).all(), lambda period: period.id, limit)
    ids = [period.id for period in part.items]
    numbers: dict[int, list[str]] = {}
    for period_id, number in session.execute(
        select(Edition.period_id, Edition.number).where(Edition.period_id.in_(ids)).order_by(Edition.id)
    ):
        numbers.setdefault(period_id, []).append(number)
    counts = _counts(session, ids) if opened else {}
    return Part(
        [
            shapes.Period(
                plan=found.key,
                key=period.key,
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                due_on=period.due_on,
                editions=tuple(numbers.get(period.id, ())),
                counts=counts.get(period.id, shapes.UpdateCounts(0, 0, 0, 0)) if opened else None,
            )
            for period in part.items
        ],
        part.next_after,
    )


def _counts(session: Session, period_ids: Sequence[int]) -> dict[int, shapes.UpdateCounts]:
    query = (
        select(ProgressUpdate.period_id, ProgressUpdate.state, func.count())
        .where(ProgressUpdate.period_id.in_(period_ids))
        .group_by(ProgressUpdate.period_id, ProgressUpdate.state)
    )
    found: dict[int, dict[State, int]] = {}
    for period_id, state, count in session.execute(query):
        found.setdefault(period_id, {})[state] = count
    return {
        period_id: shapes.UpdateCounts(
            expected=sum(count for state, count in states.items() if state is not State.WAIVED),
            received=sum(states.get(state, 0) for state in RECEIVED),
            approved=states.get(State.APPROVED, 0),
            waived=states.get(State.WAIVED, 0),
        )
        for period_id, states in found.items()
    }


def editions(
    session: Session, found: Plan, addresses: Addresses, *, after: int, limit: int, period: str
) -> Part[shapes.Edition]:
    """By the order in which they came out, of one period or all."""
    query = (
        select(Edition)
        .join(Edition.period)
        .where(Period.plan_id == found.id, Edition.id > after)
        .options(joinedload(Edition.period), selectinload(Edition.files))
        .order_by(Edition.id)
        .limit(limit + 1)
    )
    rows = session.scalars(query.where(Period.key == period) if period else query).all()
    part = part_of(rows, lambda edition: edition.id, limit)
    last = {edition.id for edition in last_editions(session, found)}
    return Part([_edition(found, each, last, addresses) for each in part.items], part.next_after)


def _edition(found: Plan, own: Edition, last: set[int], addresses: Addresses) -> shapes.Edition:
    return shapes.Edition(
        plan=found.key,
        period=own.period.key,
        number=own.number,
        is_last=own.id in last,
        published_at=own.published_at,
        cut_off=own.cut_off,
        received=own.received,
        expected=own.expected,
        erratum=own.erratum,
        snapshot_sha256=own.snapshot_sha256,
        files=tuple(
            shapes.File(
                each.form,
                each.language,
                each.content_type,
                each.size,
                each.sha256,
                addresses.edition_file(own, each),
            )
            for each in own.files
        ),
        page=addresses.edition(own),
    )


def annual_editions(
    session: Session, found: Plan, addresses: Addresses, *, after: int, limit: int
) -> Part[shapes.AnnualEdition]:
    every = annual_publications.published_annuals(session)
    own = sorted((each for each in every if each.plan_id == found.id and each.id > after), key=lambda each: each.id)
    part = part_of(own[: limit + 1], lambda each: each.id, limit)
    return Part([_annual(found, each, addresses) for each in part.items], part.next_after)


def _annual(found: Plan, own: AnnualEdition, addresses: Addresses) -> shapes.AnnualEdition:
    return shapes.AnnualEdition(
        plan=found.key,
        year=own.year,
        number=own.number,
        published_at=own.published_at,
        made_of=tuple(f"{each['period']} {each['number']}" for each in own.made_of),
        missing=tuple(own.missing),
        erratum=own.erratum,
        files=tuple(
            shapes.File(
                "pdf", each.language, "application/pdf", each.size, each.sha256, addresses.annual_file(own, each.name)
            )
            for each in annual_publications.pdfs_of(own)
        ),
        page=addresses.annual(own),
    )
