"""The desk keeps the GTG's own texts beside the words of groups, and lets nobody overwrite a colleague."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.editions import Check
from monitor.domain.errors import NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.participation import Depth, Measure, ParticipationRecord
from monitor.domain.permissions import Role
from monitor.domain.update_content import from_json
from monitor.domain.updates import State
from monitor.models import FOREWORD, Event
from monitor.services import report_desk, report_style
from monitor.services.report_data import report_data
from monitor.services.report_desk_page import desk
from reports.data import ReportData
from tests.factories import make_group, make_project, make_update, make_user
from tests.fixtures import NOW
from tests.services.report_world import World


def data_of(world: World) -> ReportData:
    return report_data(world.session, world.period, now=NOW, fictional=False)


def checks_of(world: World) -> dict[Check, list[str]]:
    shown = desk(world.session, world.period, actor=world.coordinator, now=NOW, fictional=False)
    return {finding.check: [found.words for found in finding.found] for finding in shown.findings}


def choose(world: World, text: str) -> None:
    key = next(each.key for each in report_desk.passages(world.session, world.period) if each.text == text)
    report_desk.add_highlight(world.session, world.period, key, actor=world.coordinator, now=NOW)


def test_a_text_is_saved_printed_and_remembered(session: Session) -> None:
    world = World(session)

    report_desk.save_text(
        session, world.period, FOREWORD, actor=world.coordinator, text=" Hola.\r\n\r\nFin. ", drawn_from=0, now=NOW
    )
    report_desk.save_text(session, world.period, 1, actor=world.second, text="Del área.", drawn_from=0, now=NOW)

    data = data_of(world)
    assert (data.foreword, data.synthesis(1), data.synthesis(2)) == ("Hola.\n\nFin.", "Del área.", "")
    event = session.scalars(select(Event).where(Event.kind == "DeskTextSaved")).first()
    assert event is not None
    assert (event.before, event.after) == ({"text": ""}, {"text": "Hola.\n\nFin."})


def test_a_text_that_a_colleague_saved_meanwhile_is_not_overwritten(session: Session) -> None:
    world = World(session)
    save = report_desk.save_text
    save(session, world.period, 1, actor=world.coordinator, text="Primero", drawn_from=0, now=NOW)

    for stale in (0, 7):
        with pytest.raises(StaleVersion, match=world.coordinator.name):
            save(session, world.period, 1, actor=world.second, text="Otro", drawn_from=stale, now=NOW)

    assert report_desk.texts_of(session, world.period)[1].text == "Primero"
    save(session, world.period, 1, actor=world.second, text="", drawn_from=1, now=NOW)
    assert data_of(world).synthesis(1) == ""


def test_highlights_are_chosen_ordered_and_taken_off(session: Session) -> None:
    world = World(session, achieved="Uno.\n\nDos.\n\nTres.")
    for text in ("Uno.", "Dos.", "Tres."):
        choose(world, text)
    first, second, third = report_desk.highlights_of(session, world.period)

    move = report_desk.move_highlight
    move(session, world.period, third.id, actor=world.coordinator, up=True, now=NOW)
    move(session, world.period, first.id, actor=world.coordinator, up=True, now=NOW)  # already the first
    assert [each.text for each in data_of(world).highlights] == ["Uno.", "Tres.", "Dos."]
    report_desk.remove_highlight(session, world.period, first.id, actor=world.coordinator, now=NOW)
    report_desk.remove_highlight(session, world.period, first.id, actor=world.coordinator, now=NOW)

    assert [each.text for each in data_of(world).highlights] == ["Tres.", "Dos."]
    assert [each.text for each in report_desk.passages(session, world.period) if not each.is_chosen] == ["Uno."]
    with pytest.raises(NotFound):
        move(session, world.period, first.id, actor=world.coordinator, up=False, now=NOW)
    assert second.text == "Dos."


def test_the_same_passage_is_not_chosen_twice_and_unknown_words_are_not_chosen_at_all(session: Session) -> None:
    world = World(session)
    choose(world, "Hubo dos talleres.")
    choose(world, "Hubo dos talleres.")

    with pytest.raises(StaleVersion):
        report_desk.add_highlight(session, world.period, "inventado", actor=world.coordinator, now=NOW)

    assert len(report_desk.highlights_of(session, world.period)) == 1


def test_words_that_a_group_no_longer_says_are_not_quoted_and_stand_in_the_way(session: Session) -> None:
    world = World(session)
    choose(world, "Hubo dos talleres.")
    assert Check.STALE_HIGHLIGHT not in checks_of(world)

    world.approve(achieved="Hubo tres talleres.")

    assert data_of(world).highlights == ()
    assert Check.STALE_HIGHLIGHT in checks_of(world)


def test_style_is_a_layer_over_words_that_stay(session: Session) -> None:
    world = World(session, achieved="se iso un taller", obstacles="")
    before = world.update.versions[-1].content

    report_style.save_style(
        session,
        world.period,
        world.update.id,
        actor=world.coordinator,
        texts={"achieved": "Se hizo un taller.", "obstacles": "inventado"},
        drawn_from=0,
        now=NOW,
    )

    answer = data_of(world).projects[0].answers[0]
    assert answer.content is not None
    assert answer.printed is not None
    assert (answer.content.achieved, answer.printed.achieved) == ("se iso un taller", "Se hizo un taller.")
    assert answer.printed.obstacles == ""
    session.refresh(world.update.versions[-1])
    assert world.update.versions[-1].content == before
    assert from_json(before).achieved == "se iso un taller"


def test_a_style_equal_to_the_groups_words_takes_the_correction_back(session: Session) -> None:
    world = World(session, achieved="se iso un taller")

    def save(text: str, drawn_from: int) -> report_style.ApprovedAnswer:
        return report_style.save_style(
            session,
            world.period,
            world.update.id,
            actor=world.coordinator,
            texts={"achieved": text},
            drawn_from=drawn_from,
            now=NOW,
        )

    corrected = save("Se hizo un taller.", 0)
    assert corrected.corrected == ["achieved"]
    with pytest.raises(StaleVersion, match=world.coordinator.name):
        save("Otro", 0)
    assert save("se iso un taller", corrected.lock).corrected == []
    assert data_of(world).projects[0].answers[0].style == ()


def test_a_new_version_is_printed_in_its_own_words_and_the_desk_says_so(session: Session) -> None:
    world = World(session, achieved="se iso un taller")
    report_style.save_style(
        session,
        world.period,
        world.update.id,
        actor=world.coordinator,
        texts={"achieved": "Se hizo un taller."},
        drawn_from=0,
        now=NOW,
    )

    world.approve(achieved="Hicimos dos talleres.")

    assert data_of(world).projects[0].headline is not None
    assert data_of(world).projects[0].answers[0].style == ()
    assert Check.STALE_STYLE in checks_of(world)


def test_the_checklist_names_what_is_open_and_what_will_be_hidden(session: Session) -> None:
    few = ParticipationRecord("Mesa", Measure.UNIQUE_IN_PERIOD, Depth.NONE, {}, total=9)
    world = World(session, participation=(few,))
    group = make_group(session, "GTX")
    for state in (State.SUBMITTED, State.DRAFT):
        make_update(session, make_project(session, world.period.plan, group), world.period, state=state)

    found = checks_of(world)

    assert len(found[Check.UNREVIEWED]) == len(found[Check.MISSING]) == 1
    assert "GTX" in found[Check.UNREVIEWED][0]
    assert found[Check.WITHOUT_COVERAGE] == [f"{world.update.project.number}, {world.update.group.key}: Mesa"]
    assert found[Check.NO_FOREWORD] == [""]
    assert found[Check.NO_SYNTHESIS] == ["Área 1"]


def test_only_the_gtg_writes_and_only_approved_words_are_mended(session: Session) -> None:
    world = World(session)
    observer = make_user(session, role=Role.OBSERVER)
    assert desk(session, world.period, actor=observer, now=NOW, fictional=False).data.period == world.period.key
    with pytest.raises(NotAllowed):
        desk(session, world.period, actor=world.lead, now=NOW, fictional=False)
    for person in (observer, world.lead):
        with pytest.raises(NotAllowed):
            report_desk.save_text(session, world.period, 1, actor=person, text="x", drawn_from=0, now=NOW)
    other = make_update(session, make_project(session, world.period.plan, make_group(session)), world.period)
    with pytest.raises(WrongState):
        report_style.get_answer(session, world.period, other.id)
    with pytest.raises(NotFound):
        report_style.get_answer(session, world.period, 99999)
