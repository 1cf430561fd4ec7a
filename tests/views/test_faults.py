"""A disk that is full or only reads, a database that is gone: a clear page, nothing half, and all well afterwards."""

import errno
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, event, text
from werkzeug.test import TestResponse

from monitor.app import create_app
from monitor.cli.db import upgrade_database
from monitor.db import db
from tests.cli.places import files, postgres_place
from tests.factories import make_coordinator
from tests.faults import faulty_disk
from tests.fixtures import test_settings
from tests.views.page_checks import check_page
from tests.views.update_world import PROGRESS, World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return make_world(app)


def upload(world: World) -> TestResponse:
    return world.post("evidencias", {"file": (io.BytesIO(b"%PDF-1.7 un acta"), "Acta.pdf"), "then": "more"})


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_evidence_for_a_disk_that_takes_none_is_refused_whole_and_can_be_sent_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = world.lock_version
    with monkeypatch.context() as disk:
        faulty_disk(disk, tmp_path / "files", number)
        answer = upload(world)

    assert answer.status_code == 507
    page = check_page(answer)
    assert "falta lugar en el servidor" in page.text
    assert "lo que escribió sigue en la página" in page.text
    assert files(world.app) == {}
    with world.stored() as update:
        assert (update.evidence, str(update.lock_version)) == ([], before)
    assert upload(world).status_code == 302
    assert list(files(world.app).values()) == [b"%PDF-1.7 un acta"]


def test_a_database_without_room_keeps_what_was_saved_and_takes_it_again_later(world: World) -> None:
    assert world.post("avances", PROGRESS).status_code == 302
    long = dict.fromkeys(("achieved", "obstacles", "next_steps"), "palabra " * 370)
    with world.app.app_context():
        pages = db.session.scalar(text("PRAGMA page_count")) or 0

        def no_room(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        event.listen(db.engine, "begin", no_room)
    answer = world.post("avances", long)
    assert (answer.status_code, "falta lugar" in answer.text) == (507, True), answer.text
    with world.app.app_context():
        event.remove(db.engine, "begin", no_room)
        db.engine.dispose()

    with world.stored() as update:
        assert update.achieved == "Dos reuniones\ny un acuerdo"
    assert world.post("avances", long).status_code == 302


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[Flask]:
    places = postgres_place()
    app = create_app(test_settings(tmp_path, next(places)))
    with app.app_context():
        upgrade_database(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()
    next(places, None)


@pytest.mark.postgres
def test_a_database_that_goes_away_and_comes_back_is_said_and_found_again(on_postgres: Flask) -> None:
    app = on_postgres
    app.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    with app.app_context():
        person = make_coordinator(db.session)
        db.session.commit()
        with client.session_transaction() as browser:
            browser["user_id"], browser["session_number"] = person.id, 0
        url = db.engine.url
    assert client.get("/personas").status_code == 200
    landlord = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with landlord.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'))
        gone = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        connection.execute(gone, {"name": url.database})
        read, sent = client.get("/personas?a=1"), client.post("/personas/nueva", data={"name": "x"})
        assert client.get("/readyz").status_code == 503
        connection.execute(text(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'))
    landlord.dispose()

    for answer in (read, sent):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "nada de lo que ya había guardado se perdió" in check_page(answer).text
    assert check_page(read).links["Volver a intentar"] == "/personas?a=1"
    assert client.get("/personas").status_code == 200
    assert client.get("/readyz").status_code == 200
