"""A group's offline spreadsheet through the services: prefilled, checked without saving, saved whole or not at all."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion
from monitor.domain.participation import Depth, Measure
from monitor.domain.update_sheet_label import read_label
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.updates import Page, State, Status
from monitor.models import Decision, Event, Group, Participation, Period, ProgressUpdate, Review, User
from monitor.services import participation_entry as entry
from monitor.services import update_sheets
from monitor.services.participation_entry import ActivityDetails
from monitor.services.update_moves import content_of, move
from monitor.services.update_sheet_upload import SHEET, SITE, Saved, SheetCheck, check, save
from monitor.services.update_sheets import make_book, offers
from monitor.services.updates import submit
from monitor.spreadsheet_reading import read_book
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW
from tests.services import update_helpers
from tests.sheet_samples import SECRET, place_of, quickly_typed_into, saved

LATER = NOW + timedelta(minutes=20)


@dataclass
class World:
    session: Session
    group: Group
    period: Period
    updates: list[ProgressUpdate]
    lead: User
    contributor: User
    stranger: User

    def file(self, actor: User | None = None, now: datetime = NOW) -> bytes:
        (offer,) = offers(self.session, actor=actor or self.lead, now=now)
        return make_book(self.session, offer, actor=actor or self.lead, now=now, secret=SECRET)

    def typed(self, file: bytes, position: int, **answers: str | int) -> bytes:
        """The file after somebody answered these questions of one update (`__` stands for the hyphen)."""
        spec = read_label(read_book(file).label, secret=SECRET).sheets[position]
        places = {place_of(spec, key.replace("__", "-")): value for key, value in answers.items()}
        return quickly_typed_into(file, spec.name, places)

    def check(self, file: bytes, *, actor: User | None = None, now: datetime = LATER) -> SheetCheck:
        return check(self.session, file, actor=actor or self.lead, now=now, secret=SECRET)

    def save(
        self,
        file: bytes,
        *,
        actor: User | None = None,
        submit: bool = False,
        versions: str = "",
        choices: dict[int, str] | None = None,
    ) -> Saved:
        return save(
            self.session,
            file,
            actor=actor or self.lead,
            now=LATER,
            secret=SECRET,
            choices=choices or {},
            versions=versions or self.check(file, actor=actor).versions,
            submit=submit,
        )

    def added(self, update: ProgressUpdate, details: ActivityDetails) -> Participation:
        version = update.lock_version
        return entry.add_activity(self.session, update, details, actor=self.lead, now=NOW, lock_version=version)


@pytest.fixture
def world(session: Session, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(update_sheets, "EMPTY_BLOCKS", 1)  # half the cells to read, and the same rules
    plan, group = make_plan(session), make_group(session)
    period = make_period(session, plan)
    projects = [make_project(session, plan, group, title=f"Proyecto: número {n}") for n in (1, 2, 3)]
    made = [make_update(session, project, period) for project in projects]
    make_milestone(session, projects[0])
    lead = make_user(session, lead_of=group, name="Ana Ríos")
    world = World(
        session,
        group,
        period,
        made,
        lead,
        make_user(session, contributor_to=group, name="Luis Paz"),
        make_user(session, lead_of=make_group(session)),
    )
    update_helpers.fill(session, made[1], lead)
    return world


COMPLETE: dict[str, str | int] = {
    "status": "En curso",
    "percent_done": 60,
    "punctuality": "En plazo",
    "achieved": "Tres talleres",
}


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


def saved_on_the_site(world: World, position: int, **values: object) -> None:
    update_helpers.save(world.session, world.updates[position], Page.PROGRESS, values, actor=world.contributor)


def test_a_question_answered_on_both_sides_asks_whose_answer_stands(world: World) -> None:
    file = world.typed(world.file(), 1, achieved="De la planilla", obstacles="También")
    saved_on_the_site(world, 1, achieved="Del sitio", next_steps="Seguir")
    found = world.check(file)
    (project,) = found.unresolved
    assert [(clash.in_sheet, clash.on_site) for clash in project.clashes] == [("De la planilla", "Del sitio")]
    assert project.update.saved_by is world.contributor
    with pytest.raises(SheetRefused):
        world.save(file)
    update = world.updates[1]
    key = update.id
    with world.session.begin_nested() as undone:
        world.save(file, choices={key: SITE})
        assert (update.achieved, update.obstacles, update.next_steps) == ("Del sitio", "También", "Seguir")
        undone.rollback()
    world.save(file, choices={key: SHEET})
    assert (update.achieved, update.obstacles, update.next_steps) == ("De la planilla", "También", "Seguir")


def test_what_was_changed_on_the_site_alone_is_kept_without_asking(world: World) -> None:
    file = world.typed(world.file(), 1, obstacles="De la planilla")
    saved_on_the_site(world, 1, achieved="Del sitio")
    assert world.check(file).unresolved == []
    world.save(file)
    assert (world.updates[1].achieved, world.updates[1].obstacles) == ("Del sitio", "De la planilla")


def test_a_save_between_check_and_confirmation_stops_the_confirmation(world: World) -> None:
    file = world.typed(world.file(), 1, obstacles="De la planilla")
    versions = world.check(file).versions
    saved_on_the_site(world, 1, achieved="Del sitio")
    with pytest.raises(StaleVersion, match="mientras usted revisaba"):
        world.save(file, versions=versions)


def test_an_update_sent_meanwhile_is_left_as_it_was_sent(world: World) -> None:
    file = world.typed(world.file(), 1, achieved="De la planilla")
    file = world.typed(file, 0, **COMPLETE)
    submit(world.session, world.updates[1], actor=world.lead, now=NOW)
    (project,) = world.check(file).unresolved
    assert (project.update, project.closed is not None) == (world.updates[1], True)
    key = world.updates[1].id
    with pytest.raises(SheetRefused):
        world.save(file, choices={key: SHEET})
    assert world.save(file, choices={key: SITE}) == Saved(1, 0)
    assert (world.updates[1].achieved, world.updates[0].achieved) == ("Dos reuniones", "Tres talleres")


def test_an_activity_removed_on_the_site_stays_removed_unless_the_sheet_changed_it(world: World) -> None:
    update = world.updates[1]
    details = ActivityDetails("Taller", Measure.UNIQUE_IN_PERIOD, Depth.SEX)
    activity = world.added(update, details)
    untouched = world.file()
    touched = world.typed(untouched, 1, record__1__total=12)
    version = update.lock_version
    entry.remove_activity(world.session, update, activity, actor=world.lead, now=NOW, lock_version=version)
    assert world.check(untouched).changed == []
    (project,) = world.check(touched).unresolved
    assert world.save(touched, choices={project.update.id: SHEET}) == Saved(1, 0)
    assert [(each.activity, each.total) for each in update.participation] == [("Taller", 12)]


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
