"""The last days of surveys in the calendar of whoever answers them."""

from datetime import date

from sqlalchemy.orm import Session

from monitor.domain.calendar_entries import Entry, Standing
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole
from monitor.domain.waves import UnitKind
from monitor.models import Membership, User, WaveUnit
from monitor.services import calendar_feed, surveys, wave_moves, wave_units
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import NOW
from tests.survey_factories import CLOSES_ON, make_unit, make_wave, submitted_by, units_of


def entry_of(session: Session, user: User, unit: WaveUnit) -> Entry:
    return surveys_in(session, user)[f"encuesta-{unit.id}"]


def surveys_in(session: Session, user: User) -> dict[str, Entry]:
    session.flush()
    found = calendar_feed.entries_for(session, user, say=lambda words, **facts: words % facts)
    return {entry.uid: entry for entry in found if entry.uid.startswith("encuesta-")}


def test_a_survey_is_one_entry_that_moves_with_its_last_day_and_is_done_when_sent(session: Session) -> None:
    group, gtg = make_group(session), make_coordinator(session)
    unit = make_unit(session, group)
    lead, contributor = make_user(session, lead_of=group), make_user(session)
    contributor.memberships = [Membership(group=group, role=GroupRole.CONTRIBUTOR)]
    first = entry_of(session, lead, unit)
    assert (first.day, first.standing) == (CLOSES_ON, Standing.OPEN)
    assert first.path == f"/responder/{unit.id}"
    assert unit.wave.name in first.title
    assert entry_of(session, contributor, unit) == first
    assert surveys_in(session, make_user(session, lead_of=make_group(session))) == {}, "another group's"
    assert surveys_in(session, gtg) == {}, "the GTG does not answer for the group"

    told = [first]

    def after(step: str, *, day: date, standing: Standing) -> None:
        told.append(entry_of(session, lead, unit))
        assert (told[-1].day, told[-1].standing) == (day, standing), step
        assert told[-1].sequence > told[-2].sequence, step
        assert told[-1].changed_at >= told[-2].changed_at, step

    later, extended = date(2021, 10, 20), date(2021, 10, 29)
    wave = unit.wave
    surveys.change_wave(
        session,
        wave,
        name=wave.name,
        opens_on=wave.opens_on,
        closes_on=later,
        unit_kind=wave.unit_kind,
        actor=gtg,
        now=NOW,
    )
    after("moved", day=later, standing=Standing.OPEN)
    wave_units.extend(session, unit, until=extended, reason="Feriado", actor=gtg, now=NOW)
    after("extended", day=extended, standing=Standing.OPEN)
    wave_units.decline(session, unit, reason="Sin quórum", actor=lead, now=NOW)
    after("declined", day=extended, standing=Standing.CANCELLED)
    wave_units.ask_again(session, unit, actor=lead, now=NOW)
    after("asked again", day=extended, standing=Standing.OPEN)
    submitted_by(session, unit, lead, now=NOW)
    after("sent", day=extended, standing=Standing.DONE)
    wave_units.reopen(session, unit, reason="Una cifra", actor=gtg, now=NOW)
    after("reopened", day=extended, standing=Standing.OPEN)
    wave_moves.close(session, wave, actor=gtg, now=NOW)
    after("closed with what was sent before", day=extended, standing=Standing.DONE)
    assert {entry.uid for entry in told} == {first.uid}


def test_a_wave_that_closes_before_its_day_is_cancelled_for_who_had_not_answered(session: Session) -> None:
    one, other = make_group(session), make_group(session)
    wave = make_wave(session, one, other)
    first, second = units_of(session, wave)
    lead, late = make_user(session, lead_of=one), make_user(session, lead_of=other)
    before = entry_of(session, late, second)
    wave_units.decline(session, first, reason="Sin quórum", actor=lead, now=NOW)
    assert entry_of(session, late, second).sequence == before.sequence, "what another group does is no news here"

    wave_moves.close(session, wave, actor=None, now=NOW)
    closed = entry_of(session, late, second)
    assert (closed.standing, closed.sequence) == (Standing.CANCELLED, before.sequence + 1)


def test_nothing_stands_before_a_wave_opens_and_a_country_concerns_its_own_people(session: Session) -> None:
    group = make_group(session)
    chilean, peruvian = make_user(session, country=Country.CL), make_user(session, country=Country.PE)
    for person in (chilean, peruvian):
        person.memberships = [Membership(group=group, role=GroupRole.CONTRIBUTOR)]
    make_wave(session, group, opened=False)
    assert surveys_in(session, chilean) == {}

    make_wave(session, group, unit_kind=UnitKind.GROUP_COUNTRY)
    (mine,), (hers,) = surveys_in(session, chilean).values(), surveys_in(session, peruvian).values()
    assert mine.uid != hers.uid
    assert "Chile" in mine.title
    assert "Perú" in hers.title


def test_a_personal_survey_stands_in_the_persons_own_calendar_alone(session: Session) -> None:
    group = make_group(session)
    person, colleague = make_user(session, lead_of=group), make_user(session, lead_of=group)
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    unit = next(each for each in units_of(session, wave) if each.user_id == person.id)
    before = entry_of(session, person, unit)
    assert f"encuesta-{unit.id}" not in surveys_in(session, colleague)
    theirs = next(iter(surveys_in(session, colleague).values()))

    submitted_by(session, unit, person, now=NOW)
    done = entry_of(session, person, unit)
    assert (done.standing, done.sequence) == (Standing.DONE, before.sequence + 1)
    assert surveys_in(session, colleague) == {theirs.uid: theirs}
