"""What pages of results keep between two requests is never older than what happened since."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from monitor.db import db
from monitor.domain.answers import Answers
from monitor.domain.open_answers import Visibility
from monitor.models import Group, SurveyVersion, User, Wave, WaveUnit
from monitor.services import groups, open_answers, survey_book, wave_units
from monitor.services.survey_answers import fingerprint, save_fields
from monitor.services.surveys import get_wave
from tests.factories import make_coordinator, make_group, make_plan, make_user
from tests.fixtures import signed_in
from tests.survey_factories import NOW, answering_of, make_wave, submitted_by, units_of
from tests.views.page_checks import check_page


@dataclass
class World:
    app: Flask
    client: FlaskClient
    wave_id: int

    def says(self, path: str = "") -> str:
        return check_page(self.client.get(f"/encuestas/{self.wave_id}/resultados{path}")).text

    def does(self, act: Callable[[Session, Wave, dict[str, WaveUnit], User], object]) -> None:
        """Somebody else, in a request of their own."""
        with self.app.app_context():
            gtg = db.session.query(User).filter_by(email="gtg@example.org").one()
            wave = db.session.get_one(Wave, self.wave_id)
            act(db.session, wave, {unit.key: unit for unit in units_of(db.session, wave)}, gtg)
            db.session.commit()


@pytest.fixture
def world(app: Flask) -> World:
    """Of three groups one has answered; every page was read once, and is kept."""
    with app.app_context():
        session = db.session
        plan = make_plan(session)
        make_coordinator(session, email="gtg@example.org")
        bodies = [make_group(session, name) for name in ("GTPA", "SCED", "GTL")]
        for body in bodies:
            make_user(session, lead_of=body, email=f"{body.key}@example.org")
        wave = make_wave(session, *bodies, plan=plan)
        submitted_by(session, unit_of(session, wave, "GTPA"), lead(session, "GTPA"))
        session.commit()
        made = World(app, signed_in(app, "gtg@example.org"), wave.id)
    for path in ("", "/preguntas", "/indices", "/textos"):
        made.says(path)
    return made


def unit_of(session: Session, wave: Wave, key: str) -> WaveUnit:
    return next(unit for unit in units_of(session, wave) if unit.key == key)


def lead(session: Session, group: str) -> User:
    return session.query(User).filter_by(email=f"{group}@example.org").one()


def test_a_new_response_shows_on_every_page_at_once(world: World) -> None:
    world.does(lambda session, _wave, units, _gtg: submit_other(session, units["SCED"]))
    assert "Respondieron 2 de 3." in world.says()
    assert "2 respuestas" in world.says("/preguntas")
    assert re.search(r"SCED 46,7", world.says("/indices"))
    assert "2 textos; 2 sin revisar" in world.says("/textos")


def submit_other(session: Session, unit: WaveUnit) -> None:
    submitted_by(session, unit, lead(session, "SCED"), b1="n0")


def test_what_was_sent_again_replaces_what_counted(world: World) -> None:
    def reopen(session: Session, _wave: Wave, units: dict[str, WaveUnit], gtg: User) -> None:
        wave_units.reopen(session, units["GTPA"], reason="Falta un dato", actor=gtg, now=NOW)

    world.does(reopen)
    assert re.search(r"GTPA 60,0", world.says("/indices"))  # what was last sent counts until it is sent again
    world.does(lambda session, _wave, units, _gtg: submitted_by(session, units["GTPA"], lead(session, "GTPA"), b1="n0"))
    assert re.search(r"GTPA 46,7", world.says("/indices"))
    assert "Respondieron 1 de 3." in world.says()


def test_who_begins_or_declines_moves_in_the_panel(world: World) -> None:
    def begin(session: Session, _wave: Wave, units: dict[str, WaveUnit], _gtg: User) -> None:
        actor = lead(session, "SCED")
        answering = answering_of(session, units["SCED"], actor)
        save_fields(
            session, answering, "sec_c", {"q-c1": 8}, actor=actor, now=NOW, lock_version=0,
            seen=fingerprint(answering, "sec_c"),
        )  # fmt: skip

    world.does(begin)
    assert re.search(r"Grupos técnicos 3 1 1 1 0", world.says())
    world.does(
        lambda session, _wave, units, gtg: wave_units.decline(session, units["GTL"], reason="No", actor=gtg, now=NOW)
    )
    assert re.search(r"Grupos técnicos 3 1 1 0 1", world.says())
    world.does(lambda session, _wave, units, gtg: wave_units.ask_again(session, units["GTL"], actor=gtg, now=NOW))
    assert re.search(r"Grupos técnicos 3 1 1 1 0", world.says())


def test_a_decision_about_a_text_and_another_name_show_at_once(world: World) -> None:
    def publish(session: Session, _wave: Wave, _units: dict[str, WaveUnit], gtg: User) -> None:
        version = session.query(SurveyVersion).one()
        open_answers.decide(session, version.id, "e7", visibility=Visibility.PUBLISHABLE, actor=gtg, now=NOW)

    world.does(publish)
    assert "1 texto" in world.says("/textos?visibility=publishable")
    assert "1 sin revisar" not in world.says("/textos")

    def rename(session: Session, _wave: Wave, _units: dict[str, WaveUnit], gtg: User) -> None:
        group = session.query(Group).filter_by(key="GTPA").one()
        groups.rename(session, group, actor=gtg, name="Grupo de comercio", acronym="GTCO", now=NOW)

    world.does(rename)
    assert "GTCO" in world.says("/indices")
    assert "GTCO" in world.says("/textos")


def test_a_book_read_on_is_the_same_as_one_read_anew_and_asks_for_new_answers_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    read = survey_book.answers_of

    def noted(session: Session, wave: Wave, versions: Collection[int]) -> dict[int, Answers]:
        asked.append(len(versions))
        return read(session, wave, versions)

    monkeypatch.setattr(survey_book, "answers_of", noted)
    world.does(lambda session, _wave, units, _gtg: submit_other(session, units["SCED"]))
    with world.app.app_context():
        gtg = db.session.query(User).filter_by(email="gtg@example.org").one()
        wave = get_wave(db.session, world.wave_id, actor=gtg)
        on = survey_book.book(db.session, wave)
        survey_book._BOOKS.clear()
        anew = survey_book.book(db.session, wave)
    assert asked == [1, 2]
    assert on is not anew
    assert (on.respondents, on.versions) == (anew.respondents, anew.versions)
    assert on.indices() == anew.indices()


def test_what_a_request_changes_and_takes_back_is_not_kept(world: World) -> None:
    with world.app.app_context():
        wave = db.session.get_one(Wave, world.wave_id)
        submit_other(db.session, unit_of(db.session, wave, "SCED"))
        assert len(survey_book.book(db.session, wave).respondents) == 2
        db.session.rollback()
    # Another one comes in its place and raises the count to the same number.
    world.does(lambda session, _wave, units, _gtg: submitted_by(session, units["GTL"], lead(session, "GTL")))
    told = world.says("/indices")
    assert "GTL" in told
    assert "SCED" not in told
