"""A lead that does not coordinate endorses the coordinating group's update, adds to it, or files beside it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.co_leads import AnswerKind
from monitor.domain.completeness import IncompleteUpdate
from monitor.domain.errors import NotAllowed, StaleVersion, WrongState
from monitor.domain.update_content import from_json
from monitor.domain.updates import Page, State
from monitor.models import Decision, OutboxMessage, ProgressUpdate, User
from monitor.services import endorsements, reviews, updates
from monitor.services.events import history
from monitor.services.update_moves import content_of
from tests.factories import make_update, make_user
from tests.fixtures import NOW
from tests.services.review_helpers import MAILS, Leads, hand_in, two_leads
from tests.services.update_helpers import save


@pytest.fixture
def leads(session: Session) -> Leads:
    return two_leads(session)


def endorse(session: Session, leads: Leads, actor: User | None = None, *, version: int | None = None) -> None:
    seen = leads.first.versions[-1].id if version is None else version
    endorsements.endorse(session, leads.second, version_id=seen, actor=actor or leads.co_lead, now=NOW)


def kinds(session: Session, update: ProgressUpdate) -> list[str]:
    return [event.kind for event in history(session, subject="updates", subject_id=update.id)]


def test_one_step_hands_in_a_version_that_refers_to_the_endorsed_one(session: Session, leads: Leads) -> None:
    version = hand_in(session, leads.first, leads.lead)

    endorse(session, leads)

    frozen = from_json(leads.second.versions[-1].content)
    assert (frozen.kind, frozen.status, frozen.achieved) == (AnswerKind.ENDORSEMENT, None, "")
    assert frozen.endorsed is not None
    assert (frozen.endorsed.version_id, frozen.endorsed.number, frozen.endorsed.group) == (version.id, 1, "GTCU")
    assert (leads.second.state, leads.second.was_on_time) == (State.SUBMITTED, True)
    assert kinds(session, leads.second) == ["UpdateEndorsed"]
    assert content_of(leads.second) == frozen


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT])
def test_what_was_not_submitted_cannot_be_endorsed(session: Session, leads: Leads, state: State) -> None:
    leads.first.state = state

    with pytest.raises(WrongState):
        endorse(session, leads, version=1)
    assert leads.second.state is State.NOT_STARTED


def test_what_was_returned_cannot_be_endorsed(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead)
    leads.first.state, leads.first.correct_by = State.RETURNED, date(2021, 10, 12)

    with pytest.raises(WrongState):
        endorse(session, leads)


def test_nobody_endorses_a_version_that_was_not_read(session: Session, leads: Leads) -> None:
    first = hand_in(session, leads.first, leads.lead)
    hand_in(session, leads.first, leads.lead)

    with pytest.raises(StaleVersion, match="otra versión mientras usted leía"):
        endorse(session, leads, version=first.id)


def test_only_a_lead_of_the_group_endorses_and_the_coordinating_group_never_itself(
    session: Session, leads: Leads
) -> None:
    version = hand_in(session, leads.first, leads.lead)
    for actor in (leads.lead, leads.gtg, make_user(session, contributor_to=leads.second.group)):
        with pytest.raises(NotAllowed):
            endorse(session, leads, actor)
    with pytest.raises(WrongState):
        endorsements.endorse(session, leads.first, version_id=version.id, actor=leads.lead, now=NOW)


def test_a_closed_door_is_closed_for_endorsements_too(session: Session, leads: Leads) -> None:
    version = hand_in(session, leads.first, leads.lead)

    with pytest.raises(WrongState, match="El plazo de este trimestre ya se cerró"):
        endorsements.endorse(
            session, leads.second, version_id=version.id, actor=leads.co_lead, now=NOW + timedelta(days=90)
        )


def test_approving_the_endorsed_version_approves_what_stands_behind_it(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead)
    endorse(session, leads)

    together = reviews.approve(session, leads.first, actor=leads.gtg, now=NOW)

    assert together == [leads.second]
    assert leads.second.state is State.APPROVED
    assert [review.decision for review in leads.second.versions[-1].reviews] == [Decision.APPROVED]
    assert kinds(session, leads.second) == ["UpdateEndorsed", "UpdateApproved"]


def test_an_endorsement_given_after_the_approval_waits_for_one_press(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead)
    reviews.approve(session, leads.first, actor=leads.gtg, now=NOW)

    endorse(session, leads)

    assert leads.second.state is State.SUBMITTED


def test_another_version_leaves_the_endorsement_where_it_was_and_tells_who_gave_it(
    session: Session, leads: Leads
) -> None:
    hand_in(session, leads.first, leads.lead)
    endorse(session, leads)
    reviews.return_update(
        session,
        leads.first,
        actor=leads.gtg,
        reason="Falta el desglose",
        correct_by=date(2021, 10, 12),
        now=NOW,
        mails=MAILS,
    )
    assert endorsements.tell_endorsers(session, leads.first, now=NOW, mails=MAILS) == 0, "nothing new yet"
    second = hand_in(session, leads.first, leads.lead)

    assert endorsements.tell_endorsers(session, leads.first, now=NOW, mails=MAILS) == 1
    assert reviews.approve(session, leads.first, actor=leads.gtg, now=NOW) == []
    assert leads.second.state is State.SUBMITTED

    told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "endorsed_changed")).one()
    assert told.recipient == leads.co_lead.email
    endorse(session, leads)
    endorsed = endorsements.endorsed_by(leads.second)
    assert endorsed is not None
    assert (endorsed.version_id, len(leads.second.versions)) == (second.id, 2)
    with pytest.raises(WrongState):
        endorse(session, leads)


def test_what_was_typed_before_endorsing_is_kept_and_comes_back(session: Session, leads: Leads) -> None:
    save(session, leads.second, Page.PROGRESS, {"achieved": "Una charla"}, actor=leads.co_lead)
    hand_in(session, leads.first, leads.lead)
    endorse(session, leads)
    leads.second.state, leads.second.correct_by = State.RETURNED, date(2021, 10, 12)

    with pytest.raises(IncompleteUpdate, match="faltan respuestas"):
        updates.submit(session, leads.second, actor=leads.co_lead, now=NOW)
    choose(session, leads, AnswerKind.FULL)

    assert content_of(leads.second).achieved == "Una charla"


def choose(session: Session, leads: Leads, kind: AnswerKind) -> None:
    endorsements.choose(
        session, leads.second, kind, actor=leads.co_lead, now=NOW, lock_version=leads.second.lock_version
    )


def contribute(session: Session, leads: Leads, text: str) -> None:
    endorsements.save_contribution(
        session, leads.second, text, actor=leads.co_lead, now=NOW, lock_version=leads.second.lock_version
    )


def test_a_contribution_is_a_short_text_and_nothing_else_is_asked(session: Session, leads: Leads) -> None:
    leads.second.project.participation_required = True
    contribute(session, leads, "   ")
    with pytest.raises(IncompleteUpdate) as refused:
        updates.submit(session, leads.second, actor=leads.co_lead, now=NOW)
    assert [each.field for each in refused.value.missing] == ["contribution"]

    contribute(session, leads, " Aportamos la sala. ")
    version = updates.submit(session, leads.second, actor=leads.co_lead, now=NOW)

    frozen = from_json(version.content)
    assert (frozen.kind, frozen.contribution, frozen.status) == (
        AnswerKind.CONTRIBUTION,
        "Aportamos la sala.",
        None,
    )


def test_choosing_how_to_answer_starts_the_update_and_is_written_down(session: Session, leads: Leads) -> None:
    choose(session, leads, AnswerKind.CONTRIBUTION)

    assert (leads.second.state, leads.second.answer_kind) == (State.DRAFT, AnswerKind.CONTRIBUTION)
    assert "AnswerKindChosen" in kinds(session, leads.second)
    with pytest.raises(WrongState):
        choose(session, leads, AnswerKind.ENDORSEMENT)


def test_a_stale_page_does_not_erase_a_contribution(session: Session, leads: Leads) -> None:
    contribute(session, leads, "Aportamos la sala.")

    with pytest.raises(StaleVersion):
        endorsements.save_contribution(session, leads.second, "Otra cosa", actor=leads.co_lead, now=NOW, lock_version=0)
    assert leads.second.contribution == "Aportamos la sala."


def test_the_coordinating_group_files_in_full(session: Session, leads: Leads) -> None:
    alone = make_update(session)
    lead = make_user(session, lead_of=alone.group)

    assert endorsements.co_lead(session, leads.first) is None
    with pytest.raises(WrongState):
        endorsements.choose(session, alone, AnswerKind.CONTRIBUTION, actor=lead, now=NOW, lock_version=0)
    with pytest.raises(WrongState):
        endorsements.save_contribution(session, alone, "Algo", actor=lead, now=NOW, lock_version=0)
