"""The forms of an edition are made with its PDF; whoever confirms it only lets them out."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.models import Edition, EditionFile, PreparedForm, ReportBuild
from monitor.services import editions, prepared_forms, report_desk
from monitor.services.edition_forms import FORMS
from tests.fixtures import NOW
from tests.services.report_world import World


def waiting_for_a_second_person(session: Session) -> tuple[World, ReportBuild]:
    world = World(session)
    report_desk.set_people_needed(session, world.period.plan, actor=world.coordinator, people=2, now=NOW)
    build = world.request()
    world.make(build)
    return world, build


def test_they_wait_unseen_and_come_out_as_they_were_made(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    world, build = waiting_for_a_second_person(session)
    made = {own.form: own.content for own in session.scalars(select(PreparedForm))}
    assert set(made) == {form.key for form in FORMS} - {"pdf"}
    assert session.scalars(select(EditionFile.id)).all() == []

    def makes_none(*_: object, **__: object) -> None:
        raise AssertionError("confirming makes no form")

    monkeypatch.setattr(prepared_forms, "make", makes_none)
    monkeypatch.setattr(prepared_forms, "other_forms", makes_none)
    edition = editions.publish(session, build, actor=world.second, now=NOW)

    files = {file.form: editions.get_file(session, edition, form=file.form) for file in edition.files}
    assert {form: file.content for form, file in files.items() if form != "pdf"} == made
    assert editions.broken_hashes(edition, list(files.values())) == []
    assert editions.published_text_hash(session, edition) == build.text_sha256 != ""
    assert session.scalar(select(func.count()).select_from(PreparedForm)) == 0


def test_giving_the_edition_up_forgets_them(session: Session) -> None:
    world, build = waiting_for_a_second_person(session)

    editions.withdraw(session, build, actor=world.second, now=NOW)

    assert session.scalar(select(func.count()).select_from(PreparedForm)) == 0
    assert session.scalars(select(Edition.id)).all() == []
