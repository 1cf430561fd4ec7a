"""Opening, saving and submitting an update: who may, when the door is open, and what is kept for ever."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from monitor.domain.completeness import IncompleteUpdate
from monitor.domain.errors import NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.permissions import Role
from monitor.domain.schedules import Precision
from monitor.domain.update_content import MilestoneAnswer, UpdateContent, as_json
from monitor.domain.updates import DelayReason, Page, Punctuality, State, Status
from monitor.models import Decision, Extension, ProgressUpdate, Review, UpdateVersion, User
from monitor.services import updates
from monitor.services.events import history
from monitor.services.update_moves import move
from monitor.services.update_pages import fingerprint, save_page
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

STATUS = {
    "status": Status.IN_PROGRESS,
    "percent_done": 45,
    "punctuality": Punctuality.ON_SCHEDULE,
    "delay_reason": None,
    "delay_words": "",
}
PROGRESS = {"achieved": "Dos reuniones", "obstacles": "", "next_steps": "", "womens_role": ""}


def save(
    session: Session,
    update: ProgressUpdate,
    page: Page,
    values: dict[str, object],
    *,
    actor: User,
    now: datetime = NOW,
    lock_version: int | None = None,
    seen: str | None = None,
) -> None:
    version = update.lock_version if lock_version is None else lock_version
    save_page(session, update, page, values, actor=actor, now=now, lock_version=version, seen=seen)


def fill(session: Session, update: ProgressUpdate, actor: User, now: datetime = NOW) -> None:
    save(session, update, Page.STATUS, STATUS, actor=actor, now=now)
    save(session, update, Page.PROGRESS, PROGRESS, actor=actor, now=now)


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


def test_the_first_save_starts_the_update_and_says_who_and_when(session: Session) -> None:
    update = make_update(session)
    member = make_user(session, contributor_to=update.group)

    save(session, update, Page.STATUS, STATUS, actor=member)

    assert update.state is State.DRAFT
    assert (update.status, update.percent_done) == (Status.IN_PROGRESS, 45)
    assert (update.saved_at, update.saved_by) == (NOW, member)
    assert [event.kind for event in history(session, subject="updates", subject_id=update.id)] == ["UpdateStarted"]


def test_a_half_filled_page_is_kept(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)

    save(session, update, Page.STATUS, {"status": Status.IN_PROGRESS, "percent_done": None}, actor=lead)
    save(session, update, Page.PROGRESS, {"achieved": "Algo"}, actor=lead)
    save(session, update, Page.PROGRESS, {"next_steps": "Otra cosa"}, actor=lead)

    assert (update.status, update.percent_done) == (Status.IN_PROGRESS, None)
    assert (update.achieved, update.next_steps) == ("Algo", "Otra cosa")


def test_a_completed_project_without_a_percentage_is_done(session: Session) -> None:
    update = make_update(session)

    save(
        session,
        update,
        Page.STATUS,
        STATUS | {"status": Status.COMPLETED, "percent_done": None},
        actor=make_user(session, lead_of=update.group),
    )

    assert update.percent_done == 100


def test_many_saves_in_an_hour_leave_one_line_in_the_history(session: Session) -> None:
    update = make_update(session, state=State.DRAFT)
    lead, colleague = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)

    for minutes in (0, 5, 59):
        save(session, update, Page.PROGRESS, PROGRESS, actor=lead, now=NOW + timedelta(minutes=minutes))
    save(session, update, Page.PROGRESS, PROGRESS, actor=colleague, now=NOW + timedelta(minutes=30))
    save(session, update, Page.PROGRESS, PROGRESS, actor=lead, now=NOW + timedelta(minutes=61))

    events = history(session, subject="updates", subject_id=update.id)
    assert [(event.kind, event.actor) for event in events] == [
        ("UpdateSaved", lead),
        ("UpdateSaved", colleague),
        ("UpdateSaved", lead),
    ]


def test_a_stale_page_is_refused_with_who_was_faster_and_changes_nothing(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group, name="Ana Pérez")
    colleague = make_user(session, contributor_to=update.group)
    drawn = update.lock_version
    save(session, update, Page.PROGRESS, {"achieved": "Lo de Ana"}, actor=lead)

    with pytest.raises(StaleVersion, match="Ana Pérez"):
        save(session, update, Page.PROGRESS, {"achieved": "Lo mío"}, actor=colleague, lock_version=drawn)

    assert update.achieved == "Lo de Ana"
    assert update.saved_by is lead


def test_a_save_of_another_page_is_no_conflict(session: Session) -> None:
    update = make_update(session)
    lead, colleague = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)
    drawn, seen = update.lock_version, fingerprint(update, Page.PROGRESS)
    save(session, update, Page.STATUS, STATUS, actor=lead)

    save(session, update, Page.PROGRESS, {"achieved": "Lo mío"}, actor=colleague, lock_version=drawn, seen=seen)

    assert (update.achieved, update.percent_done) == ("Lo mío", 45)


def test_a_fingerprint_tells_when_this_page_changed(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    drawn, seen = update.lock_version, fingerprint(update, Page.PROGRESS)
    save(session, update, Page.PROGRESS, {"achieved": "Otra"}, actor=lead)

    with pytest.raises(StaleVersion):
        save(session, update, Page.PROGRESS, {"achieved": "Vieja"}, actor=lead, lock_version=drawn, seen=seen)


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.SUBMITTED, "ya está enviado"), (State.APPROVED, "ya está aprobado"), (State.WAIVED, "dispensó")],
)
def test_what_is_handed_in_is_not_written_in(session: Session, state: State, words: str) -> None:
    update = make_update(session, state=state, waived_reason="Sin recursos" if state is State.WAIVED else "")

    with pytest.raises(WrongState, match=words):
        save(session, update, Page.STATUS, STATUS, actor=make_user(session, lead_of=update.group))


def test_other_groups_and_the_gtg_do_not_save(session: Session) -> None:
    update = make_update(session)

    for actor in (make_user(session, lead_of=make_group(session)), make_coordinator(session)):
        with pytest.raises(NotAllowed):
            save(session, update, Page.STATUS, STATUS, actor=actor)
    assert update.state is State.NOT_STARTED


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


def test_the_door_closes_at_midnight_where_the_plan_lives(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    last_evening = datetime.fromisoformat("2021-11-14T23:30:00-05:00")

    save(session, update, Page.STATUS, STATUS, actor=lead, now=last_evening)
    with pytest.raises(WrongState):
        save(session, update, Page.STATUS, STATUS, actor=lead, now=last_evening + timedelta(hours=1))


def test_an_extension_and_a_correction_asked_for_keep_the_door_open(session: Session) -> None:
    extended, returned = make_update(session), make_update(session, state=State.RETURNED, correct_by=date(2021, 12, 1))
    extended.extensions.append(
        Extension(until=date(2021, 12, 1), reason="x", granted_at=NOW, granted_by=make_coordinator(session))
    )

    for update in (extended, returned):
        assert updates.why_closed(update, today=date(2021, 12, 1)) is None
        assert updates.why_closed(update, today=date(2021, 12, 2)) == updates.CLOSED


def test_milestone_answers_are_kept_changed_and_taken_back(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    milestone, foreign = make_milestone(session, update.project), make_milestone(session, make_update(session).project)

    def answer(**values: object) -> None:
        said = [MilestoneAnswer(milestone.id, "x", **values), MilestoneAnswer(foreign.id, "x", **values)]  # type: ignore[arg-type]
        save(session, update, Page.MILESTONES, {"milestones": said}, actor=lead)
        session.flush()

    answer(new_due=date(2022, 1, 31), reason=" Agenda ")
    assert [(row.milestone, row.new_due, row.reason) for row in update.milestone_answers] == [
        (milestone, date(2022, 1, 31), "Agenda")
    ]
    answer(done_on=date(2021, 9, 30))
    assert [(row.done_on, row.new_due, row.reason) for row in update.milestone_answers] == [
        (date(2021, 9, 30), None, "")
    ]
    answer()
    assert update.milestone_answers == []


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


def test_a_delay_reason_is_kept_as_chosen(session: Session) -> None:
    update = make_update(session)
    late = STATUS | {"punctuality": Punctuality.DELAYED, "delay_reason": DelayReason.FUNDING}

    save(session, update, Page.STATUS, late, actor=make_user(session, lead_of=update.group))
    session.flush()
    session.expire(update)

    assert (update.punctuality, update.delay_reason) == (Punctuality.DELAYED, DelayReason.FUNDING)
