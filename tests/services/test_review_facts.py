"""Approving several at once: each by itself, only what asks for no look, and none stops another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.unproblematic import what_needs_eyes
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import DelayReason, Punctuality, State, Status
from monitor.models import Decision
from monitor.services import board, comments, endorsements, reviews
from monitor.services.review_facts import approve_many, facts_of
from monitor.services.review_page import leads_differ
from tests.factories import make_group, make_period, make_project, make_update, make_user
from tests.fixtures import NOW, TODAY
from tests.services.review_helpers import WHOLE, Leads, hand_in, two_leads

DELAYED = replace(WHOLE, punctuality=Punctuality.DELAYED)


@pytest.fixture
def leads(session: Session) -> Leads:
    return two_leads(session)


def doubts(session: Session, leads: Leads) -> tuple[str, ...]:
    return what_needs_eyes(facts_of(session, [leads.first], [leads.first, leads.second])[leads.first.id])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WHOLE, ""),
        (replace(DELAYED, delay_reason=DelayReason.FUNDING), ""),
        (DELAYED, "no dice por qué"),
        (replace(WHOLE, achieved=""), "faltan respuestas"),
    ],
)
def test_what_was_submitted_says_whether_it_needs_eyes(
    session: Session, leads: Leads, content: UpdateContent, words: str
) -> None:
    hand_in(session, leads.first, leads.lead, content)

    found = doubts(session, leads)
    assert any(words in each for each in found) if words else found == ()


def test_odd_figures_ask_for_a_look_also_where_they_are_explained(session: Session, leads: Leads) -> None:
    record = ParticipationRecord(
        "Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 30, Cell(Sex.MEN): 30}, total=60, comment="Así fue."
    )
    hand_in(session, leads.first, leads.lead, replace(WHOLE, participation=(record,)))

    assert doubts(session, leads) == ("sus cifras piden una mirada",)


def test_figures_are_compared_with_those_approved_before(session: Session, leads: Leads) -> None:
    record = ParticipationRecord(
        "Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 9, Cell(Sex.MEN): 4}, total=13
    )
    content = replace(WHOLE, participation=(record,))
    before = make_update(
        session, leads.first.project, make_period(session, leads.first.period.plan, "2021-T2"), group=leads.first.group
    )
    hand_in(session, before, leads.lead, content)
    reviews.approve(session, before, actor=leads.gtg, now=NOW)
    hand_in(session, leads.first, leads.lead, content)

    assert "sus cifras piden una mirada" in doubts(session, leads), "the same figures as last quarter"


def test_a_co_lead_with_another_status_asks_for_a_look_at_both(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead)
    hand_in(session, leads.second, leads.co_lead, replace(WHOLE, status=Status.SUSPENDED))

    facts = facts_of(session, [leads.first, leads.second], [leads.first, leads.second])
    assert [facts[update.id].co_lead_differs for update in (leads.first, leads.second)] == [True, True]
    assert leads_differ(leads.second, leads.first)
    leads.second.state = State.RETURNED
    assert not leads_differ(leads.first, leads.second)


def test_an_endorsement_of_an_earlier_version_is_not_approved_unread(session: Session, leads: Leads) -> None:
    version = hand_in(session, leads.first, leads.lead)
    endorsements.endorse(session, leads.second, version_id=version.id, actor=leads.co_lead, now=NOW)
    both = [leads.first, leads.second]
    assert facts_of(session, [leads.second], both)[leads.second.id].endorses_earlier_version is False

    hand_in(session, leads.first, leads.lead)
    assert facts_of(session, [leads.second], both)[leads.second.id].endorses_earlier_version is True


def test_each_has_its_own_outcome_and_one_refused_stops_none(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead, DELAYED)
    lead = make_user(session, lead_of=make_group(session))
    good, commented, newer, approved = (
        make_update(
            session, make_project(session, leads.first.period.plan, lead.memberships[0].group), leads.first.period
        )
        for _each in range(4)
    )
    for update in (good, commented, newer, approved):
        hand_in(session, update, lead)
    comments.write(session, commented, question="", text="¿Seguro?", actor=leads.gtg, now=NOW)
    hand_in(session, newer, lead)
    approved.state = State.APPROVED
    session.flush()

    seen = [(update.id, 1) for update in (leads.first, commented, newer, approved, good)]
    outcomes = approve_many(session, seen, actor=leads.gtg, now=NOW)

    assert [outcome.approved for outcome in outcomes] == [False, False, False, False, True]
    assert "no dice por qué" in outcomes[0].why_not
    assert "comentarios sin resolver" in outcomes[1].why_not
    assert "otra versión" in outcomes[2].why_not
    assert "Ya no espera revisión" in outcomes[3].why_not
    assert good.state is State.APPROVED
    assert [review.decision for review in good.versions[-1].reviews] == [Decision.APPROVED]
    assert (leads.first.state, leads.first.versions[-1].reviews) == (State.SUBMITTED, [])


def test_an_endorsement_approved_with_what_it_endorses_counts_as_approved(session: Session, leads: Leads) -> None:
    version = hand_in(session, leads.first, leads.lead)
    endorsements.endorse(session, leads.second, version_id=version.id, actor=leads.co_lead, now=NOW)

    outcomes = approve_many(session, [(leads.first.id, 1), (leads.second.id, 1)], actor=leads.gtg, now=NOW)

    assert [outcome.approved for outcome in outcomes] == [True, True]
    assert len(leads.second.versions[-1].reviews) == 1


def test_the_board_says_for_how_long_each_waits_and_what_may_go_together(session: Session, leads: Leads) -> None:
    hand_in(session, leads.first, leads.lead, now=NOW - timedelta(days=9))
    hand_in(session, leads.second, leads.co_lead, DELAYED)

    shown = board.board(session, leads.first.period, today=TODAY)
    waiting = board.to_review(session, shown, shown.waiting)

    assert [line.waiting_days for line in waiting] == [9, 0]
    assert [line.update for line in board.unproblematic(waiting)] == [leads.first]
