"""Groups that changed their name or went on in another are the same unit when two waves are compared."""

from sqlalchemy.orm import Session

from monitor.services.survey_succession import successors
from tests.factories import make_group
from tests.survey_factories import make_wave


def test_renamed_and_merged_groups_are_found_in_the_later_wave(session: Session) -> None:
    renamed, merged, middle, heir, other = (make_group(session) for _ in range(5))
    first = make_wave(session, renamed, merged, other)
    was = {group: group.key for group in (renamed, merged, other)}
    renamed.key = renamed.acronym = "NUEVO"
    merged.successor, middle.successor = middle, heir
    session.flush()
    second = make_wave(session, renamed, heir, other, plan=first.survey.plan)
    assert successors(session, first.id, second.id) == {was[renamed]: "NUEVO", was[merged]: heir.key}


def test_a_group_that_ended_without_an_heir_became_nobody(session: Session) -> None:
    ended, other = make_group(session), make_group(session)
    first = make_wave(session, ended, other)
    second = make_wave(session, other, plan=first.survey.plan)
    assert successors(session, first.id, second.id) == {}


def test_heirs_in_a_circle_are_nobody(session: Session) -> None:
    one, two, other = (make_group(session) for _ in range(3))
    first = make_wave(session, one, other)
    one.successor_id, two.successor_id = two.id, one.id
    session.flush()
    second = make_wave(session, other, plan=first.survey.plan)
    assert successors(session, first.id, second.id) == {}
