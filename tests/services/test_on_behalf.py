"""The GTG hands in a group's own draft when the group asks for it, and nobody can take it for the group's doing."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.updates import State
from monitor.services.events import history
from monitor.services.on_behalf import submit_for
from tests.fixtures import NOW
from tests.services.review_helpers import Leads, two_leads
from tests.services.update_helpers import fill

WHY = "Lo pidió por teléfono: no tenía conexión."


@pytest.fixture
def leads(session: Session) -> Leads:
    leads = two_leads(session)
    fill(session, leads.first, leads.lead)
    return leads


def test_the_version_and_the_event_say_who_for_whom_and_why(session: Session, leads: Leads) -> None:
    version = submit_for(session, leads.first, reason=f" {WHY} ", actor=leads.gtg, now=NOW)

    assert (version.submitted_by, version.submitted_for) == (leads.gtg, WHY)
    assert (leads.first.state, leads.first.was_on_time) == (State.SUBMITTED, True)
    event = history(session, subject="updates", subject_id=leads.first.id)[-1]
    assert (event.kind, event.actor) == ("UpdateSubmissionRecorded", leads.gtg)
    assert (event.after["submitted_for"], event.after["reason"]) == ("GTCU", WHY)


def test_a_reason_is_asked_for(session: Session, leads: Leads) -> None:
    with pytest.raises(Incomplete) as refused:
        submit_for(session, leads.first, reason="  ", actor=leads.gtg, now=NOW)

    assert refused.value.field == "reason"
    assert leads.first.versions == []


def test_a_group_submits_for_itself_and_for_nobody_else(session: Session, leads: Leads) -> None:
    for actor in (leads.lead, leads.co_lead):
        with pytest.raises(NotAllowed):
            submit_for(session, leads.first, reason=WHY, actor=actor, now=NOW)


def test_a_half_filled_draft_is_not_handed_in(session: Session, leads: Leads) -> None:
    leads.first.achieved = ""

    with pytest.raises(WrongState, match="no está completo"):
        submit_for(session, leads.first, reason=WHY, actor=leads.gtg, now=NOW)


def test_a_closed_door_stays_closed(session: Session, leads: Leads) -> None:
    with pytest.raises(WrongState, match="ya se cerró"):
        submit_for(session, leads.first, reason=WHY, actor=leads.gtg, now=NOW + timedelta(days=90))
