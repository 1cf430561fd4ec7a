"""Roles of groups change from the next quarter on: open quarters, and what they said, stay as they were."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.periods import Quarter
from monitor.domain.project_roles import Roles
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State, Status
from monitor.models import ProgressUpdate, UpdateVersion
from monitor.services import api_updates, events, periods
from monitor.services.project_roles import change_roles
from monitor.services.projects import headlines_of
from monitor.services.report_data import report_data
from tests.factories import make_coordinator, make_group, make_plan, make_project, make_user
from tests.fixtures import NOW

LATER = NOW.replace(year=2022, month=1, day=3)


def asked(session: Session, key: str) -> list[tuple[str, bool]]:
    query = select(ProgressUpdate).join(ProgressUpdate.period).order_by(ProgressUpdate.id)
    return [(own.group.key, own.coordinates) for own in session.scalars(query) if own.period.key == key]


def test_the_next_quarter_asks_the_new_groups_and_the_open_one_stays(session: Session) -> None:
    gtg, plan = make_coordinator(session), make_plan(session)
    old, second, new = (make_group(session, key) for key in ("OLD", "SECOND", "NEW"))
    project = make_project(session, plan, old, second)
    period, _ = periods.open_period(session, plan, Quarter.parse("2021-T3"), actor=None, now=NOW)
    update = session.scalars(select(ProgressUpdate).where(ProgressUpdate.coordinates)).one()
    update.state, update.status = State.APPROVED, Status.IN_PROGRESS

    since = change_roles(session, project, Roles(("NEW", "OLD")), actor=gtg, reason="Acta 9", now=NOW)

    assert since is not None and since.key == "2021-T4"
    assert [(part.group.key, part.since) for part in project.groups] == [
        ("NEW", date(2021, 10, 1)),
        ("OLD", date(2021, 10, 1)),
    ]
    assert periods.add_expected_updates(session, period) == 0
    assert asked(session, "2021-T3") == [("OLD", True), ("SECOND", False)]
    assert headlines_of(session, plan)[project.id] is update
    update.state = State.DRAFT
    periods.open_period(session, plan, Quarter.parse("2021-T4"), actor=None, now=LATER)
    assert asked(session, "2021-T4") == [("NEW", True), ("OLD", False)]
    told = next(own for own in report_data(session, period, now=LATER, fictional=False).projects)
    assert [body.acronym for body in told.leads] == ["OLD", "SECOND"]
    (event,) = events.history(session, subject="projects", subject_id=project.id)
    assert (event.kind, event.after["since"], event.after["reason"]) == ("ProjectRolesChanged", "2021-T4", "Acta 9")
    assert new.key in event.after["title"]


def test_programs_read_who_coordinated_in_the_quarter_and_not_who_does_now(session: Session) -> None:
    gtg, plan = make_coordinator(session), make_plan(session)
    project = make_project(session, plan, make_group(session, "OLD"), make_group(session, "SECOND"))
    periods.open_period(session, plan, Quarter.parse("2021-T3"), actor=None, now=NOW)
    for update in session.scalars(select(ProgressUpdate)):
        update.state = State.APPROVED
        update.versions.append(
            UpdateVersion(number=1, content=as_json(UpdateContent()), submitted_at=NOW, submitted_by=gtg)
        )

    change_roles(session, project, Roles(("SECOND", "OLD")), actor=gtg, reason="Acta 9", now=NOW)

    told = api_updates.approved_updates(session, plan, api_updates.Wanted(after=0, limit=10)).items
    assert [(each.group, each.coordinates) for each in told] == [("OLD", True), ("SECOND", False)]


def test_whoever_keeps_a_role_keeps_since_when_and_nothing_new_is_no_change(session: Session) -> None:
    gtg, plan = make_coordinator(session), make_plan(session)
    first, other = make_group(session, "FIRST"), make_group(session, "OTHER")
    project = make_project(session, plan, first)

    change_roles(session, project, Roles(("FIRST",), ("OTHER",)), actor=gtg, reason="Acta", now=NOW)

    assert [(part.group, part.since) for part in project.groups] == [(first, None), (other, date(2021, 1, 1))]
    assert change_roles(session, project, Roles(("FIRST",), ("OTHER",)), actor=gtg, reason="", now=NOW) is None


def test_only_the_gtg_changes_roles_and_says_why(session: Session) -> None:
    plan = make_plan(session)
    project = make_project(session, plan, make_group(session, "ONE"))
    make_group(session, "TWO")
    with pytest.raises(NotAllowed):
        change_roles(session, project, Roles(("TWO",)), actor=make_user(session), reason="x", now=NOW)
    with pytest.raises(Incomplete):
        change_roles(session, project, Roles(("TWO",)), actor=make_coordinator(session), reason=" ", now=NOW)
