"""The activities of an update and their people."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.age_bands import AgeBand
from monitor.domain.errors import NotFound, StaleVersion, WrongState
from monitor.domain.participation import Cell, Country, Depth, Measure, NoSplitReason, ParticipationRecord, Sex
from monitor.domain.updates import State
from monitor.models import Participation, ParticipationCell, ProgressUpdate, User
from monitor.services import participation_entry as entry
from monitor.services.participation_entry import ActivityDetails, Figures
from tests.factories import make_update, make_user
from tests.fixtures import NOW

WORKSHOP = ActivityDetails("Taller", Measure.UNIQUE_IN_PERIOD, Depth.SEX_AGE, date(2021, 8, 1), date(2021, 8, 2))
WOMEN_18 = Cell(Sex.WOMEN, AgeBand.FROM_18)
WOMEN_30 = Cell(Sex.WOMEN, AgeBand.FROM_30)
MEN_30 = Cell(Sex.MEN, AgeBand.FROM_30)


@pytest.fixture
def update(session: Session) -> ProgressUpdate:
    return make_update(session)


@pytest.fixture
def lead(session: Session, update: ProgressUpdate) -> User:
    return make_user(session, lead_of=update.group)


def add(session: Session, update: ProgressUpdate, lead: User, details: ActivityDetails = WORKSHOP) -> Participation:
    return entry.add_activity(session, update, details, actor=lead, now=NOW, lock_version=update.lock_version)


def write(session: Session, update: ProgressUpdate, lead: User, activity: Participation, figures: Figures) -> None:
    entry.save_figures(session, update, activity, figures, actor=lead, now=NOW, lock_version=update.lock_version)
    session.flush()


def cells_in_database(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(ParticipationCell))


def test_adding_an_activity_starts_the_update_and_withdraws_no_aplica(
    session: Session, update: ProgressUpdate, lead: User
) -> None:
    update.no_participation, update.no_participation_reason = True, "Fue un estudio"

    first, second = add(session, update, lead), add(session, update, lead)

    assert update.state is State.DRAFT
    assert (update.no_participation, update.no_participation_reason) == (False, "")
    assert [first.position, second.position] == [1, 2]
    assert first.as_record().is_empty


def test_figures_are_replaced_cell_by_cell_and_an_emptied_cell_is_gone(
    session: Session, update: ProgressUpdate, lead: User
) -> None:
    activity = add(session, update, lead)
    before = cells_in_database(session) or 0

    write(session, update, lead, activity, Figures(None, {WOMEN_18: 5, MEN_30: 0}))
    assert activity.as_record().cells == {WOMEN_18: 5, MEN_30: 0}
    write(session, update, lead, activity, Figures(20, {WOMEN_18: 6, WOMEN_30: 2}, comment="Lista del programa"))
    session.expire(activity)

    assert activity.as_record().cells == {WOMEN_18: 6, WOMEN_30: 2}
    assert (activity.total, activity.comment) == (20, "Lista del programa")
    assert cells_in_database(session) == before + 2


def test_a_shallower_split_adds_up_and_loses_nobody(session: Session, update: ProgressUpdate, lead: User) -> None:
    activity = add(session, update, lead)
    write(session, update, lead, activity, Figures(None, {WOMEN_18: 5, WOMEN_30: 2, MEN_30: 4}))

    def change(depth: Depth) -> None:
        details = ActivityDetails("Taller", Measure.ATTENDANCES, depth)
        entry.save_details(session, update, activity, details, actor=lead, now=NOW, lock_version=update.lock_version)
        session.flush()

    change(Depth.SEX)
    assert activity.as_record().cells == {Cell(Sex.WOMEN): 7, Cell(Sex.MEN): 4}
    assert (activity.measure, activity.starts_on) == (Measure.ATTENDANCES, None)
    change(Depth.NONE)
    assert (activity.as_record().cells, activity.total) == ({}, 11)


def test_a_reason_for_no_split_goes_once_there_is_one(session: Session, update: ProgressUpdate, lead: User) -> None:
    activity = add(session, update, lead, ActivityDetails("Feria", Measure.ATTENDANCES, Depth.NONE))
    write(session, update, lead, activity, Figures(500, {WOMEN_18: 3}, NoSplitReason.OPEN_EVENT))
    assert (activity.total, activity.no_split_reason, activity.cells) == (500, NoSplitReason.OPEN_EVENT, [])

    details = ActivityDetails("Feria", Measure.ATTENDANCES, Depth.SEX)
    entry.save_details(session, update, activity, details, actor=lead, now=NOW, lock_version=update.lock_version)

    assert activity.no_split_reason is None


def test_cells_deeper_than_the_activity_are_added_up(session: Session, update: ProgressUpdate, lead: User) -> None:
    activity = add(session, update, lead, ActivityDetails("Curso", Measure.ATTENDANCES, Depth.SEX_COUNTRY))
    chile, peru = Country.CL, Country.PE
    deep = {Cell(Sex.MEN, AgeBand.FROM_18, chile): 1, Cell(Sex.MEN, AgeBand.FROM_30, chile): 2}

    write(session, update, lead, activity, Figures(None, deep | {Cell(Sex.MEN, AgeBand.FROM_18, peru): 4}))

    assert activity.as_record().cells == {
        Cell(Sex.MEN, country=chile): 3,
        Cell(Sex.MEN, country=peru): 4,
    }


def test_removing_an_activity_removes_its_figures(session: Session, update: ProgressUpdate, lead: User) -> None:
    before = cells_in_database(session)
    activity = add(session, update, lead)
    write(session, update, lead, activity, Figures(None, {WOMEN_18: 5}))

    entry.remove_activity(session, update, activity, actor=lead, now=NOW, lock_version=update.lock_version)
    session.flush()

    assert update.participation == []
    assert cells_in_database(session) == before
    with pytest.raises(NotFound):
        entry.get_activity(update, activity.id)


def test_an_activity_of_another_update_cannot_be_reached(session: Session, update: ProgressUpdate, lead: User) -> None:
    other = make_update(session)
    foreign = add(session, other, make_user(session, lead_of=other.group))

    with pytest.raises(NotFound):
        entry.get_activity(update, foreign.id)


def test_a_stale_table_is_refused_and_a_submitted_update_is_closed(
    session: Session, update: ProgressUpdate, lead: User
) -> None:
    activity = add(session, update, lead)
    drawn = update.lock_version
    write(session, update, lead, activity, Figures(3, {}))

    with pytest.raises(StaleVersion):
        entry.save_figures(session, update, activity, Figures(9, {}), actor=lead, now=NOW, lock_version=drawn)
    update.state = State.SUBMITTED
    with pytest.raises(WrongState):
        add(session, update, lead)
    assert activity.total == 3


def test_last_periods_activities_are_offered_until_they_are_repeated(
    session: Session, update: ProgressUpdate, lead: User
) -> None:
    earlier = (
        ParticipationRecord("TALLER", Measure.UNIQUE_IN_PERIOD, Depth.SEX, {Cell(Sex.WOMEN): 8}),
        ParticipationRecord("Feria", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): 9}),
    )
    assert [position for position, _record in entry.not_yet_repeated(update, earlier)] == [0, 1]

    activity = add(session, update, lead)

    assert entry.not_yet_repeated(update, earlier) == [(1, earlier[1])]
    assert entry.same_activity_before(activity, earlier) is earlier[0]
    assert entry.same_activity_before(activity, earlier[1:]) is None
