"""The GTG returns, approves, reopens, excuses and gives time; each leaves its trace and tells whom it must."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.update_content import MilestoneAnswer, UpdateContent, as_json
from monitor.domain.updates import State, Status
from monitor.models import DateChange, Decision, OutboxMessage, ProgressUpdate, UpdateVersion, User
from monitor.services import reviews
from monitor.services.link_mails import MailWriter
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW

CORRECT_BY = date(2021, 10, 12)


def written(kind: str, **context: object) -> SimpleNamespace:
    return SimpleNamespace(subject=kind, text=f"{context['reason']} {context['url']}", html="")


MAILS = MailWriter(render=written, address_of=lambda secret: f"http://test/{secret}")


def submitted(session: Session, content: UpdateContent | None = None) -> ProgressUpdate:
    update = make_update(session, state=State.SUBMITTED)
    lead = make_user(session, lead_of=update.group)
    add_version(update, content or UpdateContent(status=Status.IN_PROGRESS), lead)
    session.flush()
    return update


def add_version(update: ProgressUpdate, content: UpdateContent, lead: User) -> None:
    update.versions.append(
        UpdateVersion(number=len(update.versions) + 1, content=as_json(content), submitted_at=NOW, submitted_by=lead)
    )


def test_returning_keeps_the_reason_with_the_version_and_mails_the_leads(session: Session) -> None:
    update = submitted(session)
    coordinator = make_coordinator(session)
    make_user(session, contributor_to=update.group)
    make_user(session, lead_of=update.group, is_active=False)

    reviews.return_update(
        session, update, actor=coordinator, reason=" Falta el desglose ", correct_by=CORRECT_BY, now=NOW, mails=MAILS
    )

    [review] = update.versions[-1].reviews
    assert (review.decision, review.reason, review.correct_by) == (Decision.RETURNED, "Falta el desglose", CORRECT_BY)
    [mail] = session.scalars(select(OutboxMessage))
    assert mail.recipient == update.versions[-1].submitted_by.email
    assert mail.text.startswith("Falta el desglose http://test/")


@pytest.mark.parametrize("day", [date(2021, 10, 5), date(2021, 10, 1)])
def test_a_group_gets_at_least_one_day_to_correct(session: Session, day: date) -> None:
    update = submitted(session)

    with pytest.raises(Incomplete) as refused:
        reviews.return_update(
            session, update, actor=make_coordinator(session), reason="Falta", correct_by=day, now=NOW, mails=MAILS
        )

    assert refused.value.field == "correct_by"
    assert update.state is State.SUBMITTED


def test_approving_carries_milestones_into_the_project_and_keeps_the_old_date(session: Session) -> None:
    update = submitted(session)
    met = make_milestone(session, update.project, name="Taller")
    moved = make_milestone(session, update.project, name="Informe", due_on=date(2021, 12, 31))
    content = UpdateContent(
        milestones=(
            MilestoneAnswer(met.id, "Taller", done_on=date(2021, 9, 20)),
            MilestoneAnswer(moved.id, "Informe", new_due=date(2022, 2, 15), reason="Cambio de consultora"),
        )
    )
    add_version(update, content, update.versions[-1].submitted_by)
    session.flush()

    reviews.approve(session, update, actor=make_coordinator(session), now=NOW)
    session.flush()

    assert update.state is State.APPROVED
    assert met.done_on == date(2021, 9, 20)
    assert moved.due_on == date(2022, 2, 15)
    [change] = session.scalars(select(DateChange))
    assert (change.old_value, change.new_value) == (date(2021, 12, 31), date(2022, 2, 15))
    assert change.reason == "Cambio de consultora"


def test_reopening_keeps_the_approval_in_the_history(session: Session) -> None:
    update = submitted(session)
    coordinator = make_coordinator(session)
    reviews.approve(session, update, actor=coordinator, now=NOW)

    reviews.reopen(
        session, update, actor=coordinator, reason="Error en cifras", correct_by=CORRECT_BY, now=NOW, mails=MAILS
    )

    assert update.state is State.RETURNED
    assert [review.decision for review in update.versions[-1].reviews] == [Decision.APPROVED, Decision.REOPENED]


@pytest.mark.parametrize("act", [reviews.waive, reviews.restore])
def test_only_the_gtg_decides(session: Session, act: Callable[..., None]) -> None:
    update = make_update(session)

    with pytest.raises(NotAllowed):
        act(session, update, actor=make_user(session, lead_of=update.group), reason="Porque sí", now=NOW)


def test_an_update_can_be_excused_and_asked_for_again(session: Session) -> None:
    update = make_update(session)
    coordinator = make_coordinator(session)

    reviews.waive(session, update, actor=coordinator, reason="El evento se canceló", now=NOW)
    assert (update.state, update.waived_reason) == (State.WAIVED, "El evento se canceló")

    reviews.restore(session, update, actor=coordinator, reason="Se hizo al final", now=NOW)

    [waiver] = update.waivers
    assert (waiver.reason, waiver.granted_by, waiver.granted_at) == ("El evento se canceló", coordinator, NOW)
    assert (waiver.ended_reason, waiver.ended_by, waiver.ended_at) == ("Se hizo al final", coordinator, NOW)
    session.flush()
    assert (update.state, update.waived_reason) == (State.DRAFT, "")


def test_what_was_handed_in_needs_no_extension(session: Session) -> None:
    update = submitted(session)

    with pytest.raises(WrongState):
        reviews.grant_extension(
            session, update, actor=make_coordinator(session), until=CORRECT_BY, reason="Cambio", now=NOW
        )


def test_last_quarters_approved_answer_stands_beside(session: Session) -> None:
    before = submitted(session)
    reviews.approve(session, before, actor=make_coordinator(session), now=NOW)
    session.flush()
    later = make_period(session, before.project.plan, "2021-T4")
    update = make_update(session, before.project, later)
    stranger = make_update(session, make_project(session, before.project.plan, make_group(session)), later)

    assert reviews.approved_before(session, update) is before.versions[-1]
    assert reviews.approved_before(session, stranger) is None
    assert reviews.approved_before(session, before) is None
