"""Saving an update page by page: half filled, from a stale page, by whom and in which state."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion, WrongState
from monitor.domain.merging import ClashingAnswers
from monitor.domain.update_content import MilestoneAnswer
from monitor.domain.updates import DelayReason, Page, Punctuality, State, Status
from monitor.services.events import history
from monitor.services.update_pages import fingerprint, save_page
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_update,
    make_user,
)
from tests.fixtures import NOW
from tests.services.update_helpers import PROGRESS, STATUS, save


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


def test_the_door_closes_at_midnight_where_the_plan_lives(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    last_evening = datetime.fromisoformat("2021-11-14T23:30:00-05:00")

    save(session, update, Page.STATUS, STATUS, actor=lead, now=last_evening)
    with pytest.raises(WrongState):
        save(session, update, Page.STATUS, STATUS, actor=lead, now=last_evening + timedelta(hours=1))


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


def test_a_delay_reason_is_kept_as_chosen(session: Session) -> None:
    update = make_update(session)
    late = STATUS | {"punctuality": Punctuality.DELAYED, "delay_reason": DelayReason.FUNDING}

    save(session, update, Page.STATUS, late, actor=make_user(session, lead_of=update.group))
    session.flush()
    session.expire(update)

    assert (update.punctuality, update.delay_reason) == (Punctuality.DELAYED, DelayReason.FUNDING)


def test_two_people_on_one_page_each_keep_the_questions_they_changed(session: Session) -> None:
    update = make_update(session)
    lead, colleague = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)
    seen = fingerprint(update, Page.PROGRESS)
    save(session, update, Page.PROGRESS, PROGRESS | {"achieved": "Lo de Ana"}, actor=lead)

    theirs = save_page(
        session,
        update,
        Page.PROGRESS,
        PROGRESS | {"achieved": "", "next_steps": "Lo mío"},
        actor=colleague,
        now=NOW,
        lock_version=0,
        seen=seen,
    )

    assert theirs == ("achieved",)
    assert (update.achieved, update.next_steps, update.saved_by) == ("Lo de Ana", "Lo mío", colleague)


def test_a_clash_names_the_questions_and_saves_nothing_of_the_page(session: Session) -> None:
    update = make_update(session)
    lead, colleague = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)
    seen = fingerprint(update, Page.PROGRESS)
    save(session, update, Page.PROGRESS, {"achieved": "Lo de Ana"}, actor=lead)
    mine = {"achieved": "Lo mío", "next_steps": "También mío"}

    with pytest.raises(ClashingAnswers) as refusal:
        save_page(
            session, update, Page.PROGRESS, mine, actor=colleague, now=NOW, lock_version=update.lock_version, seen=seen
        )

    assert refusal.value.settled.clashes == ("achieved",)
    assert refusal.value.settled.to_save == {"next_steps": "También mío"}
    assert (update.achieved, update.next_steps, update.saved_by) == ("Lo de Ana", "", lead)


def test_the_same_save_twice_changes_nothing_the_second_time(session: Session) -> None:
    update = make_update(session)
    lead = make_user(session, lead_of=update.group)
    drawn = {"lock_version": update.lock_version, "seen": fingerprint(update, Page.PROGRESS)}
    for _ in range(2):
        save_page(session, update, Page.PROGRESS, {"achieved": "Hola"}, actor=lead, now=NOW, **drawn)  # type: ignore[arg-type]

    assert (update.achieved, update.lock_version) == ("Hola", 2)


def test_two_people_answer_two_questions_about_one_milestone(session: Session) -> None:
    update = make_update(session)
    lead, colleague = make_user(session, lead_of=update.group), make_user(session, contributor_to=update.group)
    milestone = make_milestone(session, update.project)
    session.refresh(update.project)
    seen = fingerprint(update, Page.MILESTONES)
    first = MilestoneAnswer(milestone.id, "", new_due=date(2022, 1, 31))
    save(session, update, Page.MILESTONES, {"milestones": [first]}, actor=lead)
    second = MilestoneAnswer(milestone.id, "", reason="Agenda")

    save(session, update, Page.MILESTONES, {"milestones": [second]}, actor=colleague, seen=seen)

    (row,) = update.milestone_answers
    assert (row.new_due, row.reason) == (date(2022, 1, 31), "Agenda")
