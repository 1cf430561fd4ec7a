"""Groups that changed their name or went on in another are the same unit when two waves are compared."""

from sqlalchemy.orm import Session

from monitor.domain.waves import UnitKind
from monitor.models import Wave
from monitor.services.survey_book import book
from monitor.services.survey_succession import successors
from tests.factories import make_group, make_user
from tests.survey_factories import make_wave, submitted_by, units_of


def test_groups_that_were_renamed_or_merged_are_compared_as_one(session: Session) -> None:
    renamed, merged, middle, heir, other = (make_group(session) for _ in range(5))
    first = make_wave(session, renamed, merged, heir, other)
    answered(session, first)
    renamed.key = renamed.acronym = "NUEVO"
    merged.successor, middle.successor = middle, heir
    session.flush()
    second = make_wave(session, renamed, heir, other, plan=first.survey.plan)
    answered(session, second)
    told = book(session, second).comparison(book(session, first), successors(session, first.id, second.id))
    pairs = {pair.after.name: {each.unit for each in pair.before} for pair in told.pairs}
    assert pairs == {
        "NUEVO": {str(renamed.id)},
        heir.key: {str(merged.id), str(heir.id)},
        other.key: {str(other.id)},
    }
    assert told.only_before == ()


def answered(session: Session, wave: Wave) -> None:
    for unit in units_of(session, wave):
        assert unit.group is not None
        submitted_by(session, unit, make_user(session, lead_of=unit.group))


def test_of_groups_asked_by_country_each_country_goes_on_in_its_own(session: Session) -> None:
    merged, heir = make_group(session), make_group(session)
    first = make_wave(session, merged, unit_kind=UnitKind.GROUP_COUNTRY)
    merged.successor = heir
    session.flush()
    second = make_wave(session, heir, plan=first.survey.plan, unit_kind=UnitKind.GROUP_COUNTRY)
    became = successors(session, first.id, second.id)
    assert became == {f"{merged.id}/{country}": f"{heir.id}/{country}" for country in ("CL", "CO", "MX", "PE")}


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
