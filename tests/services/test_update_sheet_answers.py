"""What was answered on the site and in a spreadsheet: nobody's words are lost, and both sides are named."""

import pytest
from sqlalchemy.orm import Session

from monitor.domain.errors import StaleVersion
from monitor.domain.participation import Depth, Measure
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.updates import Page
from monitor.services import participation_entry as entry
from monitor.services.participation_entry import ActivityDetails
from monitor.services.update_sheet_upload import SHEET, SITE, Saved
from monitor.services.updates import submit
from tests.fixtures import NOW
from tests.services import update_helpers
from tests.services.sheet_world import COMPLETE, World, make_world


@pytest.fixture
def world(session: Session, monkeypatch: pytest.MonkeyPatch) -> World:
    return make_world(session, monkeypatch)


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
