"""What is reckoned for the dashboard is kept until something changes, and never a moment longer."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from monitor.domain.schedules import Precision
from monitor.domain.updates import State
from monitor.services import groups, milestones, report_style, reviews
from monitor.services.dashboards import Agenda, Dashboard, Wanted, agenda, dashboard
from monitor.services.kept_figures import Shelf
from monitor.services.milestones import MilestoneFacts
from tests.factories import make_milestone
from tests.fixtures import NOW, TODAY
from tests.services.report_world import MAILS, World


def looked_at(world: World, **changes: Any) -> tuple[Dashboard, Agenda]:
    now = changes.get("now", NOW)
    shown = dashboard(world.session, world.period, Wanted(), now=now, fictional=False)
    return shown, agenda(world.session, world.period, Wanted(), now=now)


def in_words(world: World) -> str:
    shown, to_do = looked_at(world)
    return repr((shown.data.projects, shown.history, to_do))


def statements(session: Session, work: Callable[[], object]) -> int:
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    work()
    event.remove(connection, "before_cursor_execute", note)
    return len(asked)


def submitted(world: World) -> None:
    world.update.state = State.SUBMITTED
    world.session.commit()


def approve(world: World) -> None:
    reviews.approve(world.session, world.update, actor=world.coordinator, now=NOW)


def give_back(world: World) -> None:
    reviews.return_update(
        world.session,
        world.update,
        actor=world.coordinator,
        reason="Falta el lugar.",
        correct_by=TODAY + timedelta(days=5),
        now=NOW,
        mails=MAILS,
    )


def rename_the_group(world: World) -> None:
    group = world.update.group
    groups.rename(world.session, group, actor=world.coordinator, name="Otro nombre", acronym="OTRO", now=NOW)


def move_the_milestone(world: World) -> None:
    milestone = world.update.project.milestones[0]
    facts = MilestoneFacts("Foro regional", date(2021, 10, 20), Precision.DAY)
    milestones.change_milestone(world.session, milestone, facts, actor=world.coordinator, reason="Se aplazó.", now=NOW)


def correct_the_style(world: World) -> None:
    report_style.save_style(
        world.session,
        world.period,
        world.update.id,
        actor=world.coordinator,
        texts={"achieved": "Dos talleres."},
        drawn_from=0,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("before", "change", "said"),
    [
        (submitted, approve, "Hubo dos talleres"),
        (submitted, give_back, "'returned'"),
        (None, rename_the_group, "'OTRO'"),
        (None, move_the_milestone, "Foro regional"),
        (None, correct_the_style, "'Dos talleres.'"),
    ],
)
def test_a_change_is_seen_at_once(
    session: Session, before: Callable[[World], None] | None, change: Callable[[World], None], said: str
) -> None:
    world = World(session)
    make_milestone(session, world.update.project, name="Foro", due_on=date(2021, 10, 12))
    session.commit()
    if before:
        before(world)
    session.expire_all()
    first = in_words(world)
    session.commit()
    change(world)
    session.commit()
    session.expire_all()

    assert said not in first
    assert said in in_words(world)


def test_while_nothing_changes_next_to_nothing_is_asked(session: Session) -> None:
    world = World(session)
    session.commit()
    looked_at(world)
    session.expire_all()

    assert statements(session, lambda: looked_at(world)) <= 5  # the end of the chain twice, the period and its plan


def test_another_day_is_reckoned_anew(session: Session) -> None:
    world = World(session)
    make_milestone(session, world.update.project, name="Foro", due_on=TODAY, precision=None)
    session.commit()
    assert not looked_at(world)[0].data.projects[0].milestones[0].is_late

    assert looked_at(world, now=NOW + timedelta(days=2))[0].data.projects[0].milestones[0].is_late


def test_a_session_that_has_changed_something_leaves_nothing_behind(session: Session) -> None:
    world = World(session)
    session.commit()
    before = in_words(world)
    session.commit()
    world.update.project.title = "Lo que se deshace"
    session.flush()
    assert "Lo que se deshace" in in_words(world)
    session.rollback()

    assert in_words(world) == before


def test_a_shelf_keeps_what_was_asked_for_last(session: Session) -> None:
    shelf: Shelf[str] = Shelf(2)
    made: list[str] = []

    def ask(name: str, stamp: str | None = "1") -> None:
        shelf.of(session, name, stamp, lambda: made.append(name) or name)  # type: ignore[func-returns-value]

    for name in ("a", "b", "a", "c", "a", "b"):
        ask(name)
    ask("b", "2")
    ask("b", None)

    assert made == ["a", "b", "c", "b", "b", "b"]
