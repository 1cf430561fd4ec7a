"""Opening and submitting an update: who may, when the door is open, and what is kept for ever."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from monitor.domain.completeness import IncompleteUpdate
from monitor.domain.errors import NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.permissions import Role
from monitor.domain.schedules import Precision
from monitor.domain.update_content import MilestoneAnswer, UpdateContent, as_json
from monitor.domain.updates import Page, State, Status
from monitor.models import Decision, Extension, ProgressUpdate, Review, UpdateVersion, User
from monitor.services import updates
from monitor.services.update_moves import move
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
from tests.services.update_helpers import STATUS, fill, save


def version_of(update: ProgressUpdate, actor: User, content: UpdateContent | None = None) -> UpdateVersion:
    version = UpdateVersion(
        number=len(update.versions) + 1,
        content=as_json(content or UpdateContent(achieved="Lo de antes")),
        submitted_at=NOW,
        submitted_by=actor,
    )
    update.versions.append(version)
    return version


def test_a_group_opens_its_own_update_and_no_other(session: Session) -> None:
    update = make_update(session)
    member = make_user(session, contributor_to=update.group)
    stranger = make_user(session, lead_of=make_group(session))

    assert updates.get_for_edit(session, update.id, actor=member) is update
    for open_it in (updates.get_for_view, updates.get_for_edit):
        with pytest.raises(NotFound):
            open_it(session, update.id, actor=stranger)
        with pytest.raises(NotFound):
            open_it(session, update.id + 1000, actor=member)


def test_the_gtg_and_observers_read_what_was_submitted_and_no_draft(session: Session) -> None:
    update = make_update(session, state=State.DRAFT, achieved="Borrador sin terminar")
    lead = make_user(session, lead_of=update.group)
    readers = [make_coordinator(session), make_user(session, role=Role.OBSERVER)]

    for reader in readers:
        with pytest.raises(NotAllowed):
            updates.get_for_view(session, update.id, actor=reader)
    version_of(update, lead, UpdateContent(achieved="Lo enviado"))
    session.flush()

    for reader in readers:
        assert updates.get_for_view(session, update.id, actor=reader) is update
        assert updates.content_for(update, reader).achieved == "Lo enviado"
        with pytest.raises(NotAllowed):
            updates.get_for_edit(session, update.id, actor=reader)
    assert updates.content_for(update, lead).achieved == "Borrador sin terminar"


def test_the_door_opens_and_closes_by_the_calendar(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)

    assert updates.why_closed(update, today=date(2021, 9, 30)) == updates.NOT_OPEN_YET
    assert updates.why_closed(update, today=date(2021, 10, 1)) is None
    assert updates.why_closed(update, today=date(2021, 11, 14)) is None
    assert updates.why_closed(update, today=date(2021, 11, 15)) == updates.CLOSED
    with pytest.raises(WrongState, match="prórroga"):
        save(session, update, Page.STATUS, STATUS, actor=lead, now=NOW + timedelta(days=60))
    assert update.state is State.NOT_STARTED


def test_an_extension_and_a_correction_asked_for_keep_the_door_open(session: Session) -> None:
    extended, returned = make_update(session), make_update(session, state=State.RETURNED, correct_by=date(2021, 12, 1))
    extended.extensions.append(
        Extension(until=date(2021, 12, 1), reason="x", granted_at=NOW, granted_by=make_coordinator(session))
    )

    for update in (extended, returned):
        assert updates.why_closed(update, today=date(2021, 12, 1)) is None
        assert updates.why_closed(update, today=date(2021, 12, 2)) == updates.CLOSED


def test_submitting_freezes_what_is_written_and_keeps_the_first_day_for_ever(session: Session) -> None:
    update = make_update(session)
    lead, coordinator = make_user(session, lead_of=update.group), make_coordinator(session)
    fill(session, update, lead)

    first = updates.submit(session, update, actor=lead, now=NOW)
    assert (update.state, first.number, first.submitted_by) == (State.SUBMITTED, 1, lead)
    assert (update.first_submitted_at, update.was_on_time) == (NOW, True)

    move(session, update, "return", actor=coordinator, now=NOW, reason="Más detalle", correct_by=date(2021, 11, 1))
    later = NOW + timedelta(days=20)
    save(session, update, Page.PROGRESS, {"achieved": "Tres reuniones"}, actor=lead, now=later)
    second = updates.submit(session, update, actor=lead, now=later)
    session.flush()

    assert [version.content["achieved"] for version in update.versions] == ["Dos reuniones", "Tres reuniones"]
    assert (second.number, update.correct_by) == (2, None)
    assert (update.first_submitted_at, update.was_on_time) == (NOW, True)


def test_a_late_first_submission_stays_late(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    late = NOW + timedelta(days=20)
    fill(session, update, lead, late)

    updates.submit(session, update, actor=lead, now=late)

    assert update.was_on_time is False


def test_an_incomplete_update_is_refused_with_all_that_is_missing(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    update.project.participation_required = True
    with pytest.raises(IncompleteUpdate):
        updates.submit(session, update, actor=lead, now=NOW)
    save(session, update, Page.STATUS, {"status": Status.IN_PROGRESS}, actor=lead)

    with pytest.raises(IncompleteUpdate) as refusal:
        updates.submit(session, update, actor=lead, now=NOW)

    assert [each.field for each in refusal.value.missing] == [
        "percent_done",
        "punctuality",
        "achieved",
        "participation",
    ]
    assert update.state is State.DRAFT
    assert update.versions == []


def test_a_project_past_a_date_asks_why_it_is_called_on_schedule(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    milestone = make_milestone(session, update.project, due_on=date(2021, 8, 31), precision=Precision.MONTH)
    fill(session, update, lead)
    assert [each.field for each in updates.missing(update, today=date(2021, 10, 5))] == ["delay_words"]

    met = [MilestoneAnswer(milestone.id, milestone.name, done_on=date(2021, 8, 30))]
    save(session, update, Page.MILESTONES, {"milestones": met}, actor=lead)

    assert updates.missing(update, today=date(2021, 10, 5)) == []


def test_only_a_lead_of_the_group_submits(session: Session) -> None:
    update = make_update(session)
    lead, contributor = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)
    fill(session, update, lead)

    for actor in (contributor, make_coordinator(session), make_user(session, lead_of=make_group(session))):
        with pytest.raises(NotAllowed):
            updates.submit(session, update, actor=actor, now=NOW)
    assert updates.names_of_leads(session, update) == [lead.name]


def test_submitting_twice_makes_one_submission(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    fill(session, update, lead)
    updates.submit(session, update, actor=lead, now=NOW)

    with pytest.raises(WrongState):
        updates.submit(session, update, actor=lead, now=NOW)

    assert len(update.versions) == 1


def test_of_two_people_who_submit_at_once_one_is_told(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    fill(session, update, lead)
    session.flush()
    session.execute(text("UPDATE updates SET lock_version = 99 WHERE id = :id"), {"id": update.id})

    with pytest.raises(StaleVersion):
        updates.submit(session, update, actor=lead, now=NOW)

    assert update.versions == []
    assert update.first_submitted_at is None


def test_nothing_is_submitted_after_the_door_has_closed(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    fill(session, update, lead)

    with pytest.raises(WrongState, match="prórroga"):
        updates.submit(session, update, actor=lead, now=NOW + timedelta(days=60))


def test_nothing_to_report_is_a_submission_with_its_reason(session: Session) -> None:
    update = make_update(session)
    update.project.participation_required = True
    lead = make_user(session, lead_of=update.group)
    save(
        session,
        update,
        Page.STATUS,
        STATUS | {"status": Status.NOT_STARTED, "delay_words": "Empieza en enero"},
        actor=lead,
    )
    quiet = {"nothing_to_report": True, "nothing_reason": "Empieza en enero"}
    save(session, update, Page.PROGRESS, quiet, actor=lead)

    version = updates.submit(session, update, actor=lead, now=NOW)

    assert version.content["nothing_to_report"] is True


def test_last_periods_answers_are_the_last_approved_ones_of_the_same_group(session: Session) -> None:
    plan, group, colead = make_plan(session), make_group(session), make_group(session)
    project = make_project(session, plan, group, colead, starts_on=date(2021, 1, 1))
    first, second, third = (make_period(session, plan, key) for key in ("2021-T1", "2021-T2", "2021-T3"))
    lead, coordinator = make_user(session, lead_of=group), make_coordinator(session)

    def approved(period: object, words: str, whose: object = group) -> ProgressUpdate:
        update = make_update(session, project, period, group=whose, state=State.APPROVED)  # type: ignore[arg-type]
        version = version_of(update, lead, UpdateContent(achieved=words))
        version.reviews.append(Review(decision=Decision.APPROVED, reviewed_at=NOW, reviewed_by=coordinator))
        session.flush()
        return update

    approved(first, "Primer trimestre")
    approved(second, "Del otro grupo", colead)
    unapproved = make_update(session, project, second, state=State.SUBMITTED)
    version_of(unapproved, lead, UpdateContent(achieved="Sin aprobar"))
    now = make_update(session, project, third)

    before = updates.previous(session, now)
    assert before is not None
    assert (before.period, before.content.achieved) == ("2021-T1", "Primer trimestre")
    assert updates.previous_update(session, now) is unapproved
    assert updates.previous_content(session, make_update(session)) is None
