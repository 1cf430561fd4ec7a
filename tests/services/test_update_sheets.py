"""A group's offline spreadsheet through the services: prefilled, checked without saving, saved whole or not at all."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed
from monitor.domain.participation import Depth, Measure
from monitor.domain.update_sheet_label import read_label
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.updates import Page, State, Status
from monitor.models import Decision, Event, Review
from monitor.services.participation_entry import ActivityDetails
from monitor.services.update_moves import content_of, move
from monitor.services.update_sheet_upload import Saved
from monitor.services.updates import submit
from monitor.spreadsheet_reading import read_book
from tests.factories import (
    make_coordinator,
    make_period,
    make_update,
)
from tests.fixtures import NOW
from tests.services.sheet_world import COMPLETE, World, make_world
from tests.sheet_samples import SECRET, place_of, saved


@pytest.fixture
def world(session: Session, monkeypatch: pytest.MonkeyPatch) -> World:
    return make_world(session, monkeypatch)


def everything(world: World) -> list[object]:
    for update in world.updates:
        world.session.refresh(update)
    return [(content_of(update), update.state, update.lock_version) for update in world.updates]


def events(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_file_uploaded_unchanged_changes_nothing(world: World) -> None:
    before, written, file = everything(world), events(world), world.file()
    found = world.check(file)
    assert (found.errors, found.changed, found.unresolved) == ([], [], [])
    assert world.save(file) == Saved(0, 0)
    assert (everything(world), events(world)) == (before, written)


def test_a_check_saves_nothing_and_says_what_would_change(world: World) -> None:
    before = everything(world)
    file = world.typed(world.file(), 0, **COMPLETE)
    found = world.check(file)
    assert [(each.update.id, each.pages) for each in found.changed] == [
        (world.updates[0].id, [Page.STATUS, Page.PROGRESS])
    ]
    assert [each.update.id for each in found.complete] == [world.updates[0].id, world.updates[1].id]
    assert everything(world) == before


def test_what_is_missing_to_send_is_a_warning_at_its_row(world: World) -> None:
    file = world.typed(world.file(), 0, status="En curso")
    spec = read_label(read_book(file).label, secret=SECRET).sheets[0]
    warnings = {(each.sheet, f"{each.column}{each.row}") for each in world.check(file).warnings}
    assert (spec.name, place_of(spec, "percent_done")) in warnings
    assert (spec.name, place_of(spec, "achieved")) in warnings


def test_saving_keeps_drafts_and_sends_nothing(world: World) -> None:
    file = world.typed(world.file(), 0, **COMPLETE)
    assert world.save(file) == Saved(1, 0)
    update = world.updates[0]
    assert (update.state, update.status, update.percent_done, update.achieved) == (
        State.DRAFT,
        Status.IN_PROGRESS,
        60,
        "Tres talleres",
    )
    assert update.saved_by is world.lead


def test_sending_sends_the_complete_ones_alone(world: World) -> None:
    file = world.typed(world.file(), 0, **COMPLETE)
    file = world.typed(file, 2, status="En curso")
    assert world.save(file, submit=True) == Saved(2, 2)
    assert [update.state for update in world.updates] == [State.SUBMITTED, State.SUBMITTED, State.DRAFT]


def test_a_contributor_saves_drafts_and_cannot_send(world: World) -> None:
    file = world.typed(world.file(world.contributor), 0, **COMPLETE)
    assert world.save(file, actor=world.contributor) == Saved(1, 0)
    with pytest.raises(NotAllowed):
        world.save(file, actor=world.contributor, submit=True)


def test_one_error_in_one_sheet_keeps_every_sheet_from_being_saved(world: World) -> None:
    before = everything(world)
    file = world.typed(world.file(), 0, **COMPLETE)
    file = world.typed(file, 2, percent_done=400)
    found = world.check(file)
    assert [each.is_error for each in found.errors] == [True]
    with pytest.raises(SheetRefused, match="No se guardó nada"):
        world.save(file)
    assert everything(world) == before


def test_milestones_and_people_are_saved_through_the_form_s_own_services(world: World) -> None:
    milestone = world.updates[0].project.milestones[0]
    answers: dict[str, str | int] = {
        f"new_due__{milestone.id}": "31/3/2022",
        f"reason__{milestone.id}": "Falta un dato",
        "record__1__activity": "Foro",
        "record__1__measure": "Asistencias",
        "record__1__depth": "Por sexo y edad",
        "record__1__cell__sex_age__women__18_29__not_recorded": 1200,
        "record__1__total": 1300,
    }
    world.save(world.typed(world.file(), 0, **answers))
    content = content_of(world.updates[0])
    assert [(each.new_due, each.reason) for each in content.milestones] == [(date(2022, 3, 31), "Falta un dato")]
    (record,) = content.participation
    assert (record.activity, record.measure, record.depth, record.total) == (
        "Foro",
        Measure.ATTENDANCES,
        Depth.SEX_AGE,
        1300,
    )
    assert record.tally().women == 1200


def test_the_same_file_uploaded_twice_adds_nothing_twice(world: World) -> None:
    file = world.typed(
        world.file(), 0, record__1__activity="Foro", record__1__measure="Asistencias", record__1__depth="Solo por sexo",
        record__1__total=30,
    )  # fmt: skip
    assert world.save(file) == Saved(1, 0)
    again = world.check(file)
    assert (again.errors, again.changed, again.unresolved) == ([], [], [])
    assert world.save(file) == Saved(0, 0)
    assert len(world.updates[0].participation) == 1


def test_an_activity_of_the_update_is_changed_in_place(world: World) -> None:
    update = world.updates[1]
    details = ActivityDetails("Taller", Measure.UNIQUE_IN_PERIOD, Depth.SEX, counting_rule="Lista de asistencia")
    activity = world.added(update, details)
    file = world.typed(
        world.file(), 1, record__1__activity="Taller de marzo", record__1__cell__sex__men__not_recorded__not_recorded=4
    )
    world.save(file)
    assert [(each.id, each.activity, each.counting_rule) for each in update.participation] == [
        (activity.id, "Taller de marzo", "Lista de asistencia")
    ]
    assert update.participation[0].as_record().tally().men == 4


def test_a_file_of_another_group_is_refused_with_its_name(world: World) -> None:
    with pytest.raises(SheetRefused, match=f"es del grupo {world.group.key}"):
        world.check(world.file(), actor=world.stranger)


def test_a_file_of_another_period_is_refused_with_both_names(world: World) -> None:
    file = world.file()
    following = make_period(world.session, world.period.plan, "2021-T4")
    for update in world.updates:
        make_update(world.session, update.project, following)
    january = datetime(2022, 1, 10, 15, tzinfo=UTC)
    with pytest.raises(SheetRefused, match="es del trimestre 2021-T3 y ahora se responde 2021-T4"):
        world.check(file, now=january)


def test_a_file_whose_updates_are_all_sent_says_so(world: World) -> None:
    file = world.file()
    world.save(world.typed(world.typed(file, 0, **COMPLETE), 2, **COMPLETE), submit=True)
    with pytest.raises(SheetRefused, match="ya se enviaron"):
        world.check(file)


def test_a_missing_or_another_sheet_is_said_by_name(world: World) -> None:
    book = load_workbook(io.BytesIO(world.file()))
    name = book.sheetnames[1]
    book.create_sheet("Notas")["A1"] = "Pendiente"
    assert "Notas" in {each.sheet for each in world.check(saved(book)).warnings}
    book[name].title = "Otra"
    with pytest.raises(SheetRefused, match=f"Falta la hoja «{name}»"):
        world.check(saved(book))


def test_a_returned_update_says_in_its_sheet_why(world: World) -> None:
    submit(world.session, world.updates[1], actor=world.lead, now=NOW)
    coordinator, update = make_coordinator(world.session), world.updates[1]
    reason, until = "Falta decir cuántas reuniones hubo.", date(2021, 10, 20)
    move(world.session, update, "return", actor=coordinator, now=NOW, reason=reason, correct_by=until)
    review = Review(decision=Decision.RETURNED, reason=reason, reviewed_by=coordinator, reviewed_at=NOW)
    update.versions[-1].reviews.append(review)
    labels = read_label(read_book(world.file()).label, secret=SECRET)
    assert "Falta decir cuántas reuniones" in next(
        sheet.subtitle for sheet in labels.sheets if sheet.update_id == world.updates[1].id
    )
