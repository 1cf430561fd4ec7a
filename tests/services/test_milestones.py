"""Milestones are added, renamed, moved and dropped with reasons; updates, reminders and the report follow."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.schedules import Precision
from monitor.domain.update_content import MilestoneAnswer, UpdateContent, as_json
from monitor.domain.updates import State
from monitor.models import DateChange, Milestone, ProgressUpdate, Project, UpdateMilestone, UpdateVersion
from monitor.services import events, milestones, reviews
from monitor.services.milestones import MilestoneFacts
from monitor.services.reminded_things import milestone_facts
from monitor.services.report_data import report_data
from monitor.services.update_moves import content_of
from reports import milestone_lists
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW

MAY = date(2022, 5, 3)


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(session, make_plan(session), make_group(session))


def facts(name: str, day: date | None = MAY, precision: Precision = Precision.MONTH) -> MilestoneFacts:
    return MilestoneFacts(name, day, precision)


def happened(session: Session, project: Project) -> list[tuple[str, str]]:
    history = events.history(session, subject="projects", subject_id=project.id)
    return [(event.kind, event.after["reason"]) for event in history]


def submitted(session: Session, update: ProgressUpdate, *answers: MilestoneAnswer) -> None:
    content = as_json(UpdateContent(milestones=answers))
    lead = make_user(session, lead_of=update.group)
    session.add(UpdateVersion(update=update, number=1, content=content, submitted_at=NOW, submitted_by=lead))
    update.state = State.SUBMITTED
    session.flush()


def test_a_new_milestone_gets_its_place_and_makes_updates_expected(session: Session) -> None:
    gtg = make_coordinator(session)
    plan = make_plan(session)
    project = make_project(session, plan, make_group(session), starts_on=None, ends_on=None)
    make_period(session, plan, "2021-T3")

    milestone, asked = milestones.add_milestone(
        session, project, facts("Taller", date(2021, 8, 2)), actor=gtg, reason="Acta 3", now=NOW
    )

    assert (milestone.due_on, milestone.precision, asked) == (date(2021, 8, 31), Precision.MONTH, 1)
    assert happened(session, project) == [("MilestoneAdded", "Acta 3")]
    with pytest.raises(Incomplete):
        milestones.add_milestone(session, project, facts("TALLER"), actor=gtg, reason="Otra vez", now=NOW)


def test_renaming_and_moving_keep_the_old_date_with_the_reason(session: Session, project: Project) -> None:
    gtg = make_coordinator(session)
    milestone = make_milestone(session, project)

    milestones.change_milestone(session, milestone, facts("Informe"), actor=gtg, reason="Lo pidió el GTL", now=NOW)

    (move,) = session.scalars(select(DateChange))
    assert (move.old_value, move.old_precision, move.new_value) == (
        date(2021, 12, 31), Precision.MONTH, date(2022, 5, 31),
    )  # fmt: skip
    assert move.decided
    assert [kind for kind, _ in happened(session, project)] == ["MilestoneRenamed", "MilestoneMoved"]
    same = facts("Informe", date(2022, 5, 31))
    assert milestones.change_milestone(session, milestone, same, actor=gtg, reason="", now=NOW) == (False, 0)


def test_a_milestone_that_was_met_keeps_its_date(session: Session, project: Project) -> None:
    milestone = make_milestone(session, project, done_on=date(2021, 9, 1))

    with pytest.raises(Incomplete):
        milestones.change_milestone(
            session, milestone, facts("Informe final"), actor=make_coordinator(session), reason="x", now=NOW
        )


def test_what_an_update_said_stays_when_its_milestone_is_dropped(session: Session) -> None:
    gtg = make_coordinator(session)
    update = make_update(session)
    milestone = make_milestone(session, update.project, name="Taller")
    update.milestone_answers.append(UpdateMilestone(milestone=milestone, done_on=date(2021, 9, 1)))
    submitted(session, update, MilestoneAnswer(milestone.id, "Taller", done_on=date(2021, 9, 1)))

    milestones.drop_milestone(session, milestone, actor=gtg, reason="No hay fondos", now=NOW)
    reviews.approve(session, update, actor=gtg, now=NOW)

    assert update.project.milestones == [] and content_of(update).milestones == ()
    assert update.versions[-1].content["milestones"][0]["name"] == "Taller"
    assert (milestone.done_on, milestone.dropped_reason) == (None, "No hay fondos")
    again = make_milestone(session, update.project, name="Taller", position=5)
    with pytest.raises(Incomplete):  # another took its name
        milestones.restore_milestone(session, milestone, actor=gtg, reason="Sí hay", now=NOW)
    milestones.drop_milestone(session, again, actor=gtg, reason="Repetido", now=NOW)
    milestones.restore_milestone(session, milestone, actor=gtg, reason="Sí hay", now=NOW)
    assert update.project.milestones == [milestone] and content_of(update).milestones


def test_reminders_follow_the_date_and_end_with_the_milestone(session: Session, project: Project) -> None:
    gtg = make_coordinator(session)
    milestone = make_milestone(session, project, due_on=NOW.date() + timedelta(days=30), precision=Precision.DAY)
    (before,) = milestone_facts(session, now=NOW)
    moved = facts("Informe final", NOW.date() + timedelta(days=40), Precision.DAY)
    milestones.change_milestone(session, milestone, moved, actor=gtg, reason="Acta", now=NOW)
    session.flush()
    (after,) = milestone_facts(session, now=NOW)

    assert before.last_day and after.last_day == before.last_day + timedelta(days=10)
    milestones.drop_milestone(session, milestone, actor=gtg, reason="Acta", now=NOW)
    assert list(milestone_facts(session, now=NOW)) == []
    (planned,) = milestone_facts(session, now=NOW, ids=[milestone.id])
    assert planned.thing is None


def test_the_report_of_the_quarter_tells_what_the_gtg_moved_and_dropped_and_why(session: Session) -> None:
    gtg = make_coordinator(session)
    update = make_update(session)
    moved, gone, renamed = (make_milestone(session, update.project, name=name) for name in ("Uno", "Dos", "Tres"))
    in_quarter = NOW.replace(year=2021, month=8, day=10)
    milestones.change_milestone(session, moved, facts("Uno"), actor=gtg, reason="Se aplazó", now=in_quarter)
    milestones.drop_milestone(session, gone, actor=gtg, reason="Sin fondos", now=in_quarter)
    submitted(session, update, MilestoneAnswer(renamed.id, "Tres", new_due=MAY, reason="Falta sede"))
    milestones.change_milestone(
        session, renamed, facts("Tres bis", date(2021, 12, 31)), actor=gtg, reason="Se llama así", now=NOW
    )
    reviews.approve(session, update, actor=gtg, now=NOW)
    session.flush()
    session.expire_all()

    data = report_data(session, update.period, now=NOW, fictional=False)

    told = [(line.milestone.name, line.move and line.move.reason) for line in milestone_lists.moved(data)]
    assert told == [("Uno", "Se aplazó"), ("Tres bis", "Falta sede")]
    assert [(line.milestone.name, line.milestone.reason) for line in milestone_lists.dropped(data)] == [
        ("Dos", "Sin fondos")
    ]


def test_only_the_gtg_changes_milestones_and_only_of_their_project(session: Session, project: Project) -> None:
    gtg, lead = make_coordinator(session), make_user(session, lead_of=project.coordinating_group)
    milestone = make_milestone(session, project)
    with pytest.raises(NotAllowed):
        milestones.add_milestone(session, project, facts("Otro"), actor=lead, reason="x", now=NOW)
    with pytest.raises(NotAllowed):
        milestones.drop_milestone(session, milestone, actor=lead, reason="x", now=NOW)
    other = make_project(session, project.plan, make_group(session))
    with pytest.raises(NotFound):
        milestones.get_milestone(session, other, milestone.id)
    with pytest.raises(WrongState):
        milestones.restore_milestone(session, milestone, actor=gtg, reason="x", now=NOW)
    milestones.drop_milestone(session, milestone, actor=gtg, reason="x", now=NOW)
    with pytest.raises(NotFound):
        milestones.change_milestone(session, milestone, facts("Nuevo"), actor=gtg, reason="x", now=NOW)
    assert isinstance(session.get(Milestone, milestone.id), Milestone)
