"""The GTG asks about a question, the group answers, either marks it resolved; strangers do neither."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Role
from monitor.models import Comment
from monitor.services import comments
from monitor.services.events import history
from tests.factories import make_user
from tests.fixtures import NOW
from tests.services.review_helpers import Leads, hand_in, two_leads


@pytest.fixture
def leads(session: Session) -> Leads:
    leads = two_leads(session)
    hand_in(session, leads.first, leads.lead)
    return leads


def write(session: Session, leads: Leads, text: str = "¿Cuántas reuniones?", question: str = "achieved") -> Comment:
    written = comments.write(session, leads.first, question=question, text=text, actor=leads.gtg, now=NOW)
    session.flush()
    return written


def test_a_comment_stays_with_the_question_and_the_version_it_was_written_on(session: Session, leads: Leads) -> None:
    written = write(session, leads)
    hand_in(session, leads.first, leads.lead)

    [found] = comments.comments_of(session, leads.first)
    assert (found, found.question, found.version.number, found.is_open) == (written, "achieved", 1, True)
    assert comments.count_open(session, [leads.first.id, leads.second.id]) == {leads.first.id: 1}


def test_the_group_answers_and_resolves_and_all_of_it_is_in_the_history(session: Session, leads: Leads) -> None:
    written = write(session, leads)

    comments.answer(session, written, text=" Fueron dos. ", actor=leads.lead, now=NOW)
    comments.resolve(session, written, actor=leads.lead, now=NOW)
    comments.resolve(session, written, actor=leads.gtg, now=NOW + timedelta(days=1))

    assert [answer.text for answer in written.answers] == ["Fueron dos."]
    assert (written.resolved_by, written.resolved_at) == (leads.lead, NOW)
    assert comments.count_open(session, [leads.first.id]) == {}
    comments.reopen(session, written, actor=leads.gtg, now=NOW)
    assert written.is_open
    events = history(session, subject="updates", subject_id=leads.first.id)
    assert [event.kind for event in events] == [
        "CommentWritten",
        "CommentAnswered",
        "CommentResolved",
        "CommentReopened",
    ]
    assert events[0].after == {"question": "achieved", "text": "¿Cuántas reuniones?"}


def test_open_comments_come_first(session: Session, leads: Leads) -> None:
    first, second = write(session, leads, "Primero"), write(session, leads, "Segundo")
    comments.resolve(session, first, actor=leads.gtg, now=NOW)

    assert comments.comments_of(session, leads.first) == [second, first]


def test_only_the_gtg_writes_and_only_those_concerned_answer(session: Session, leads: Leads) -> None:
    written = write(session, leads)
    for actor in (leads.lead, make_user(session, role=Role.OBSERVER)):
        with pytest.raises(NotAllowed):
            comments.write(session, leads.first, question="", text="x", actor=actor, now=NOW)
    for actor in (leads.co_lead, make_user(session, role=Role.OBSERVER)):
        with pytest.raises(NotAllowed):
            comments.get_comment(session, leads.first, written.id, actor=actor)
    for actor in (leads.lead, leads.gtg, make_user(session, contributor_to=leads.first.group)):
        assert comments.get_comment(session, leads.first, written.id, actor=actor) is written


def test_a_comment_is_found_only_under_its_own_update(session: Session, leads: Leads) -> None:
    written = write(session, leads)

    with pytest.raises(NotFound):
        comments.get_comment(session, leads.second, written.id, actor=leads.gtg)
    with pytest.raises(NotFound):
        comments.get_comment(session, leads.first, written.id + 100, actor=leads.gtg)


@pytest.mark.parametrize(("question", "text", "field"), [("achieved", "  ", "text"), ("lock_version", "x", "question")])
def test_a_comment_has_words_and_a_question_that_exists(
    session: Session, leads: Leads, question: str, text: str, field: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        write(session, leads, text, question)
    assert refused.value.field == field


def test_what_was_never_submitted_is_not_commented(session: Session, leads: Leads) -> None:
    with pytest.raises(WrongState):
        comments.write(session, leads.second, question="", text="x", actor=leads.gtg, now=NOW)
