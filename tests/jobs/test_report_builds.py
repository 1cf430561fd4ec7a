"""Whatever dies while a report is being made leaves nothing half done, and the next process finishes the work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import OperationalError

from config import ROOT
from monitor import pdf, report_proof
from monitor.clock import now
from monitor.db import db
from monitor.jobs import report_builds
from monitor.jobs.work import JobResult, Work
from monitor.models import BuildState, BuildStep, Edition, OutboxMessage, ReportBuild
from monitor.report_proof import Proof, prove
from monitor.services import editions, report_desk, reports
from monitor.services.edition_forms import FORMS
from monitor.settings import settings
from tests.fixtures import signed_in
from tests.reports.test_archive import assert_valid
from tests.reports.test_pdf import text_of
from tests.services.report_world import WARNINGS, World
from tests.views.page_checks import check_page

CHILD = "import sys; sys.stdin.read(); sys.stdout.write('{}' if 'reports.draw' in sys.argv[1] else '%PDF-1.7')"
SLEEPER = """
import sys, time
from pathlib import Path
from monitor import pdf, report_proof
from monitor.app import create_app
def draw_for_ever(module, snapshot, beat):
    Path(sys.argv[1]).touch()
    time.sleep(600)
pdf.run_child = draw_for_ever
create_app().test_cli_runner().invoke(args=["jobs", "run", "report_builds"])
"""


class Children:
    """Stands in for the processes that draw: quick ones, after so many that kill themselves."""

    def __init__(self, deaths: int) -> None:
        self.deaths, self.started = deaths, 0
        self.popen = subprocess.Popen

    def __call__(self, command: list[str], **options: Any) -> "subprocess.Popen[bytes]":
        self.started += 1
        if self.started <= self.deaths:
            return self.popen([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"], **options)
        return self.popen([sys.executable, "-c", CHILD, command[-1]], **options)


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        world = World(db.session)
        world.request()
        db.session.commit()
        yield world


def run() -> JobResult:
    result = report_builds.run(Work(db.session, settings(), now))
    db.session.rollback()
    return result


def only_build() -> ReportBuild:
    db.session.expire_all()
    return db.session.scalars(select(ReportBuild)).one()


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_killed_child_costs_one_more_try(world: World, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    monkeypatch.setattr(pdf.subprocess, "Popen", Children(deaths))

    assert run().ok

    assert (only_build().state, only_build().attempts) == (BuildState.READY, deaths + 1)
    assert db.session.scalars(select(Edition.number)).all() == ["1.0"]
    assert db.session.scalars(select(OutboxMessage.recipient)).all() == [world.coordinator.email]


def test_a_build_that_kills_every_child_is_given_up_and_said_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    children = Children(deaths=99)
    monkeypatch.setattr(pdf.subprocess, "Popen", children)

    result = run()

    assert (result.ok, only_build().state, only_build().is_open) == (False, BuildState.FAILED, False)
    assert children.started == reports.MOST_ATTEMPTS
    assert db.session.scalars(select(Edition)).all() == []
    assert run().idle


def test_a_killed_process_leaves_no_half_edition_and_its_work_is_taken_up(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    marker = tmp_path / "drawing"
    own = settings()
    environment = os.environ | {
        "DATABASE_URL": own.database_url,
        "SECRET_KEY": own.secret_key,
        "BASE_URL": own.base_url,
        "UPLOAD_DIR": str(own.upload_dir),
        "MONITOR_DEMO": "1",
        "DEMO_DATE": "2021-10-05",
        "MAILBOX_DIR": str(own.mailbox_dir),
    }
    worker = subprocess.Popen([sys.executable, "-c", SLEEPER, str(marker)], cwd=ROOT, env=environment)
    try:
        for _ in range(600):
            if marker.exists() or worker.poll() is not None:
                break
            time.sleep(0.05)
        assert marker.exists(), "the worker never came to the drawing"
        assert only_build().step is BuildStep.DRAWING
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    monkeypatch.setattr(pdf.subprocess, "Popen", Children(deaths=0))
    assert (only_build().state, only_build().pdf, only_build().snapshot) == (BuildState.WAITING, None, None)
    assert db.session.scalars(select(Edition)).all() == []
    assert run().idle, "the dead process still has the build in hand"

    lease = only_build().lease_until
    assert lease is not None
    db.session.rollback()
    result = report_builds.run(Work(db.session, settings(), lambda: lease + reports.LEASE))

    assert result.ok
    assert db.session.scalars(select(Edition.number)).all() == ["1.0"]
    assert (only_build().state, only_build().attempts) == (BuildState.READY, 2)


def test_who_lost_the_build_stores_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that slept through its lease wakes up after another has taken over."""
    build = only_build()
    assert reports.claim(db.session, build, now=now(), owner="slow")
    db.session.commit()

    def taken_over(_data: object, _beat: object) -> dict[str, str]:
        build.lease_owner = "quick"
        db.session.commit()
        return {}

    monkeypatch.setattr(pdf, "draw_charts", taken_over)
    pdf.build_report(db.session, build, now=now, owner="slow", fictional=False, base_url="")

    assert (only_build().state, only_build().lease_owner) == (BuildState.WAITING, "quick")
    assert db.session.scalars(select(Edition)).all() == []


def test_an_edition_comes_out_in_every_language_that_the_desk_asks_for(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf.subprocess, "Popen", Children(0))
    report_desk.set_other_languages(
        db.session, world.period.plan, actor=world.coordinator, languages=["en", "pt"], now=now()
    )
    db.session.commit()

    assert run().ok

    edition = db.session.scalars(select(Edition)).one()
    made = {(file.form, file.language) for file in edition.files}
    assert made == {(form.key, language) for form in FORMS for language in ("es", "en")}
    place = f"/publicaciones/aee/{world.period.key}/1.0"
    client = app.test_client()
    page = client.get(place).text
    assert f'{place}/informe-en.pdf" hreflang="en"' in page
    assert f'{place}/datos-en.xlsx" hreflang="en"' in page
    spanish, english = client.get(f"{place}/informe.docx"), client.get(f"{place}/informe-en.docx")
    assert (spanish.status_code, english.status_code) == (200, 200)
    assert spanish.data != english.data
    assert client.get(f"{place}/informe-pt.pdf").status_code == 404
    assert '"inLanguage": ["es", "en"]' in page

    proof = prove_now(edition)
    assert (proof.same_text, proof.reworded) == (True, [])
    monkeypatch.setattr(report_proof, "made_with", lambda language="es": f"later; words {language}")
    monkeypatch.setattr(report_proof, "text_hash", lambda data: "" if data.language == "en" else said_then(edition))
    assert (prove_now(edition).same_text, prove_now(edition).reworded) == (True, ["en"])


@pytest.mark.pdf
def test_a_bilingual_edition_is_asked_for_drawn_published_and_valid_in_english(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the desk's pages, the real drawing and the public page."""
    monkeypatch.setenv("REPORT_PARTS_DIR", str(tmp_path / "parts"))
    with app.app_context():
        world = World(db.session)
        coordinator, desk = world.coordinator.email, f"/informes/{world.period.key}/mesa"
        db.session.commit()
    gtg = signed_in(app, coordinator)
    gtg.post(f"{desk}/textos/0", data={"text": "Buenos días.", "drawn_from": "0"})
    gtg.post(f"{desk}/personas", data={"people": "1", "languages": "en"})
    field = check_page(gtg.get(f"{desk}/idiomas/en")).find("textarea")[0].get("name") or ""
    gtg.post(f"{desk}/idiomas/en", data={field: "Good morning.", "drawn_from": "0"})
    assert gtg.post(f"{desk}/publicar", data={"confirmed": WARNINGS}).location == desk
    with app.app_context():
        assert run().ok

    reader, place = app.test_client(), "/publicaciones/aee/2021-T3/1.0"
    links = check_page(reader.get(place)).links.values()
    assert {f"{place}/informe.pdf", f"{place}/informe-en.pdf"} <= set(links)
    path = tmp_path / "informe-en.pdf"
    path.write_bytes(reader.get(f"{place}/informe-en.pdf").data)
    assert_valid(path)
    assert "Good morning." in text_of(path)
    with app.app_context():
        assert prove_now(db.session.scalars(select(Edition)).one()).holds


def said_then(edition: Edition, language: str = "") -> str:
    return editions.published_text_hash(db.session, edition, language=language)


def prove_now(edition: Edition) -> Proof:
    said_in = {"en": said_then(edition, "en")}
    assert len(said_in["en"]) == 64
    return prove(edition, edition.files, said=said_then(edition), said_in=said_in, render=False)


def test_a_database_without_room_for_the_pdf_leaves_no_half_edition_and_it_is_made_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf.subprocess, "Popen", Children(deaths=0))
    pages = db.session.scalar(text("PRAGMA page_count")) or 0
    db.session.commit()

    def no_room(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    event.listen(db.engine, "begin", no_room)
    with pytest.raises(OperationalError, match="disk is full"):
        report_builds.run(Work(db.session, settings(), now))
    db.session.rollback()
    event.remove(db.engine, "begin", no_room)
    db.engine.dispose()

    assert (only_build().state, only_build().pdf, only_build().snapshot) == (BuildState.WAITING, None, None)
    assert db.session.scalars(select(Edition)).all() == []
    lease = only_build().lease_until
    db.session.rollback()
    result = report_builds.run(Work(db.session, settings(), lambda: (lease or now()) + reports.LEASE))
    assert (result.ok, only_build().state) == (True, BuildState.READY)
