"""Age bands and the limit of small counts are decisions of the plan; bands stand still once figures use them."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.age_bands import AgeBand
from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.participation import Cell, Depth, Measure, Sex
from monitor.models import Event, Plan, ProgressUpdate
from monitor.services import participation_entry as entry
from monitor.services import plan_settings
from monitor.services.participation_entry import ActivityDetails, Figures
from tests.factories import make_coordinator, make_update, make_user
from tests.fixtures import NOW


@pytest.fixture
def update(session: Session) -> ProgressUpdate:
    return make_update(session)


@pytest.fixture
def plan(update: ProgressUpdate) -> Plan:
    return update.period.plan


def count(session: Session, update: ProgressUpdate, cell: Cell) -> None:
    lead = make_user(session, lead_of=update.group)
    details = ActivityDetails("Taller", Measure.ATTENDANCES, Depth.SEX_AGE)
    activity = entry.add_activity(session, update, details, actor=lead, now=NOW, lock_version=update.lock_version)
    figures = Figures(None, {cell: 4})
    entry.save_figures(session, update, activity, figures, actor=lead, now=NOW, lock_version=update.lock_version)
    session.flush()


def set_(
    session: Session,
    plan: Plan,
    limits: tuple[int, ...] = (15, 25, 65),
    hide_below: int = 5,
    short_name: str = "Plan 2021–2023",
) -> bool:
    actor = make_coordinator(session)
    return plan_settings.change(
        session, plan, short_name=short_name, age_limits=limits, hide_below=hide_below, actor=actor, now=NOW
    )


def test_a_plan_begins_with_the_default_bands_and_hides_one_to_four(plan: Plan) -> None:
    assert plan.age_bands.bands[1] == AgeBand.FROM_18
    assert plan.hide_below == 5


def test_bands_of_its_own_can_be_counted_in(session: Session, update: ProgressUpdate, plan: Plan) -> None:
    assert set_(session, plan)
    cell = Cell(Sex.WOMEN, AgeBand("15_24"))

    count(session, update, cell)
    session.expire_all()

    assert plan.age_bands.bands[:2] == (AgeBand("under_15"), AgeBand("15_24"))
    assert update.participation[0].as_record().cells == {cell: 4}


def test_bands_stand_still_once_there_are_figures_by_age(session: Session, update: ProgressUpdate, plan: Plan) -> None:
    count(session, update, Cell(Sex.WOMEN, AgeBand.NOT_RECORDED))
    assert set_(session, plan)
    count(session, update, Cell(Sex.WOMEN, AgeBand("15_24")))

    with pytest.raises(WrongState, match="Ya hay cifras por edad"):
        set_(session, plan, (18, 60))
    assert plan.age_limits == [15, 25, 65]
    assert set_(session, plan, hide_below=10)
    assert plan.hide_below == 10


def test_each_change_leaves_its_event_and_no_change_leaves_none(session: Session, plan: Plan) -> None:
    assert not set_(session, plan, (18, 30, 45, 60))
    assert set_(session, plan, (18, 60), hide_below=10, short_name="AEE 2021–2023")

    query = select(Event).where(Event.subject == "plans", Event.subject_id == plan.id).order_by(Event.id)
    events = [(event.kind, event.before, event.after) for event in session.scalars(query)]
    assert events == [
        ("ShortNameChanged", {"short_name": "Plan 2021–2023"}, {"short_name": "AEE 2021–2023"}),
        ("AgeBandsChanged", {"age_limits": [18, 30, 45, 60]}, {"age_limits": [18, 60]}),
        ("HidingLimitChanged", {"hide_below": 5}, {"hide_below": 10}),
    ]


def test_wrong_settings_and_wrong_people_are_refused(session: Session, update: ProgressUpdate, plan: Plan) -> None:
    for limits, hide_below, field in (((60, 18), 5, "limits"), ((18,), 1, "hide_below"), ((18,), 500, "hide_below")):
        with pytest.raises(Incomplete) as refusal:
            set_(session, plan, limits, hide_below)
        assert refusal.value.field == field
    lead = make_user(session, lead_of=update.group)
    with pytest.raises(NotAllowed):
        plan_settings.change(
            session, plan, short_name=plan.short_name, age_limits=(18,), hide_below=5, actor=lead, now=NOW
        )
