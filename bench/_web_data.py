"""What `bench web` fills a database with: a large portfolio, twelve quarters old, and the last of them open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice, product
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Cell, Country, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.periods import Deadlines, Quarter, period_dates, quarters_between
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.schedules import Precision
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import Punctuality, State, Status
from monitor.models import (
    Area,
    Decision,
    Group,
    GroupKind,
    Membership,
    Milestone,
    Participation,
    ParticipationCell,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    ProjectGroup,
    ProjectRole,
    ProjectRow,
    Review,
    UpdateVersion,
    User,
)

TODAY = date(2024, 1, 8)
"""In the open days of the last quarter."""
NOW = datetime(2024, 1, 8, 15, 0, tzinfo=UTC)
STARTS, ENDS = date(2021, 1, 1), date(2023, 12, 31)
AT_ONCE = 5000
BANDS = (AgeBand.UNDER_18, AgeBand.FROM_18, AgeBand.FROM_30, AgeBand.FROM_45, AgeBand.FROM_60)
PLACES = [Cell(*each) for each in product((Sex.WOMEN, Sex.MEN, Sex.NOT_RECORDED), BANDS, (Country.CL, Country.PE))]
CONTENT = UpdateContent(
    status=Status.IN_PROGRESS,
    percent_done=60,
    punctuality=Punctuality.ON_SCHEDULE,
    achieved="Se hizo el taller previsto con las cuatro delegaciones y se aprobó su guía. " * 3,
    next_steps="Segundo taller, en otra ciudad.",
    womens_role="El equipo lo dirigen dos mujeres.",
)


@dataclass(frozen=True)
class Filled:
    coordinator: int
    leads: list[tuple[int, int, int]]
    """Of each group: its lead, an update of theirs in the open quarter, and the number of its project."""


def fill(engine: Engine, *, projects: int, quarters: int, groups: int) -> Filled:
    """Ids are dealt out by hand, so that millions of rows need no question back."""
    with Session(engine) as session:
        plan = make_plan(session)
        make_people(session, groups)
        make_projects(session, plan, projects, groups)
        periods = make_periods(session, plan, quarters)
        for place, period in enumerate(periods):
            make_updates(
                session, period, projects, groups, first_id=place * projects + 1, is_last=period is periods[-1]
            )
        coordinator = session.scalars(select(User.id).where(User.role == Role.COORDINATOR)).one()
    first = (quarters - 1) * projects
    return Filled(coordinator, [(n, first + n, n) for n in range(1, min(groups, projects) + 1)])


def put(session: Session, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        session.execute(insert(model), some)
    session.commit()


def make_plan(session: Session) -> Plan:
    plan = Plan(key="b", name="Plan de prueba", starts_on=STARTS, ends_on=ENDS, stated_rows=1)
    plan.time_zone = "America/Bogota"
    plan.areas = [Area(number=n, name=f"Área {n}") for n in range(1, 6)]
    session.add(plan)
    session.commit()
    return plan


def make_people(session: Session, groups: int) -> None:
    numbers = range(1, groups + 1)
    kind = {"kind": GroupKind.TECHNICAL_GROUP}
    put(session, Group, (kind | {"id": n, "key": f"G{n}", "acronym": f"G{n}", "name": f"Grupo {n}"} for n in numbers))
    person = {"created_at": NOW, "time_zone": "America/Bogota", "is_active": True}
    member = person | {"role": Role.MEMBER}
    put(session, User, (member | {"id": n, "email": f"p{n}@example.org", "name": f"Persona {n}"} for n in numbers))
    put(session, Membership, ({"user_id": n, "group_id": n, "role": GroupRole.LEAD} for n in numbers))
    gtg = person | {"id": groups + 1, "email": "gtg@example.org", "name": "GTG", "role": Role.COORDINATOR}
    put(session, User, iter([gtg]))


def make_projects(session: Session, plan: Plan, projects: int, groups: int) -> None:
    numbers = range(1, projects + 1)
    area = [area.id for area in plan.areas]
    dates = {"starts_on": STARTS, "ends_on": ENDS, "start_precision": Precision.DAY, "end_precision": Precision.DAY}
    text = {"activity": "Actividad del plan, en una frase como las del documento", "schedule_verbatim": "2021-2023"}
    common = {"plan_id": plan.id, "participation_required": True, **dates, **text}
    put(session, Project, (common | {"id": n, "number": n, "title": f"Proyecto {n}"} for n in numbers))
    row = {"plan_id": plan.id, "responsible_verbatim": "G", "activity_verbatim": "A", "schedule_verbatim": "2021-2023"}
    put(
        session,
        ProjectRow,
        (row | {"number": n, "project_id": n, "area_id": area[n % len(area)]} for n in numbers),
    )
    lead = {"role": ProjectRole.LEAD, "position": 1}
    put(session, ProjectGroup, (lead | {"project_id": n, "group_id": (n - 1) % groups + 1} for n in numbers))
    milestone = {"position": 1, "plan_name": "Diagnóstico", "name": "Diagnóstico", "precision": Precision.DAY}
    put(
        session,
        Milestone,
        (milestone | {"id": n, "project_id": n, "due_on": date(2022, n % 12 + 1, 15)} for n in numbers),
    )


def make_periods(session: Session, plan: Plan, quarters: int) -> list[Period]:
    made = []
    for quarter in list(quarters_between(STARTS, ENDS))[-quarters:]:
        dates = period_dates(quarter, Deadlines())
        period = Period(
            plan_id=plan.id,
            key=quarter.key,
            starts_on=quarter.start,
            ends_on=quarter.end,
            opens_on=dates.opens_on,
            due_on=dates.due_on,
            on_time_until=dates.on_time_until,
            locks_on=dates.locks_on,
            opened_at=NOW,
        )
        session.add(period)
        made.append(period)
    session.commit()
    return made


def make_updates(session: Session, period: Period, projects: int, groups: int, *, first_id: int, is_last: bool) -> None:
    """Of an earlier quarter all are approved; of the last a third is not begun, a third a draft, a third submitted."""
    quarter = Quarter.parse(period.key)
    numbers = range(projects)
    states = (State.NOT_STARTED, State.DRAFT, State.SUBMITTED) if is_last else (State.APPROVED,)

    def state(n: int) -> State:
        # Whoever types in the measurement owes the first project of each group.
        return State.DRAFT if is_last and n < groups else states[n % len(states)]

    answered = {name: getattr(CONTENT, name) for name in ("status", "percent_done", "punctuality", "achieved")}
    answered |= {"next_steps": CONTENT.next_steps, "womens_role": CONTENT.womens_role}
    filed = {"first_submitted_at": NOW, "was_on_time": True}
    put(
        session,
        ProgressUpdate,
        (
            {"id": first_id + n, "period_id": period.id, "project_id": n + 1, "group_id": n % groups + 1}
            | {"state": state(n), "saved_at": NOW, "saved_by_id": n % groups + 1, "lock_version": 1, **answered}
            | (filed if state(n) in (State.APPROVED, State.SUBMITTED) else dict.fromkeys(filed))
            for n in numbers
        ),
    )
    people = {"position": 1, "activity": "Taller", "measure": Measure.UNIQUE_IN_PERIOD, "depth": Depth.ALL}
    people |= {"total": None, "starts_on": quarter.start, "ends_on": quarter.end}
    put(session, Participation, (people | {"id": first_id + n, "update_id": first_id + n} for n in numbers))
    cells = [
        {"sex": cell.sex, "age_band": cell.age_band, "country": cell.country, "value": 5 + place % 9}
        for place, cell in enumerate(PLACES)
    ]
    put(session, ParticipationCell, (cell | {"participation_id": first_id + n} for n in numbers for cell in cells))
    frozen = [n for n in numbers if state(n) in (State.APPROVED, State.SUBMITTED)]
    content = as_json(with_people(quarter))
    version = {"number": 1, "content": content, "submitted_at": NOW}
    put(
        session,
        UpdateVersion,
        (version | {"id": first_id + n, "update_id": first_id + n, "submitted_by_id": n % groups + 1} for n in frozen),
    )
    review = {"decision": Decision.APPROVED, "reviewed_at": NOW, "reviewed_by_id": groups + 1}
    approved = (n for n in frozen if state(n) is State.APPROVED)
    put(session, Review, (review | {"version_id": first_id + n} for n in approved))


def with_people(quarter: Quarter) -> UpdateContent:
    record = ParticipationRecord(
        activity="Taller",
        measure=Measure.UNIQUE_IN_PERIOD,
        depth=Depth.ALL,
        cells={cell: 5 + place % 9 for place, cell in enumerate(PLACES)},
        starts_on=quarter.start,
        ends_on=quarter.end,
    )
    return replace(CONTENT, participation=(record,))
