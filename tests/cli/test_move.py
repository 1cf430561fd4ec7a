"""A whole installation goes from SQLite to PostgreSQL by one command: every row, every file, and it goes on working."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from monitor import storage
from monitor.app import create_app
from monitor.cli import move
from monitor.cli.db import differences
from monitor.db import db
from monitor.models import Base, Event
from monitor.services import event_seals, events
from tests.cli.places import every_row, postgres_place
from tests.fixtures import NOW, test_settings


@pytest.fixture
def filled(tmp_path: Path, demo_file: Path) -> Iterator[Flask]:
    """The demo on SQLite, with a file that somebody handed in."""
    shutil.copy(demo_file, tmp_path / "old.sqlite3")
    app = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path}/old.sqlite3"))
    storage.store(app.extensions["settings"].upload_dir / "planillas", b"sheet", extension="xlsx", now=NOW)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    places = postgres_place() if request.param == "postgresql" else iter([f"sqlite:///{tmp_path}/new.sqlite3"])
    engine = create_engine(next(places))
    yield engine
    engine.dispose()
    next(places, None)


def run(app: Flask, engine: Engine, *words: str) -> tuple[int, str]:
    address = engine.url.render_as_string(hide_password=False)
    result = app.test_cli_runner().invoke(args=["db", "move", address, *words])
    return result.exit_code, result.output


def test_everything_arrives_row_by_row_and_the_new_place_goes_on_working(
    filled: Flask, target: Engine, tmp_path: Path
) -> None:
    code, said = run(filled, target, "--files", str(tmp_path / "new files"))

    assert (code, "iguales en los dos lados" in said) == (0, True), said
    with filled.app_context(), db.engine.connect() as connection:
        before = every_row(connection)
    with target.connect() as connection:
        after = every_row(connection)
    assert sum(len(rows) for rows in after.values()) > 500
    for name, rows in before.items():
        assert after[name] == rows, name
    assert differences(target) == []
    with Session(target) as session:
        events.record(session, "Moved", subject="plans", subject_id=1, actor=None, now=NOW)
        session.commit()
        newest = session.scalar(select(func.max(Event.id))) or 0
        assert newest > max(row[0] for row in after["events"])
        found = event_seals.verify(session)
        assert (found.broken, found.links) == (None, len(after["event_seals"]) + 1)
    assert [path.read_bytes() for path in (tmp_path / "new files").rglob("*.xlsx")] == [b"sheet"]
    if target.dialect.name == "postgresql":
        assert f":{target.url.password}@" not in said

    code, said = run(filled, target)
    assert (code, "ya tiene tablas" in said) == (1, True)


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_what_arrives_otherwise_or_half_leaves_the_new_place_empty(
    filled: Flask, target: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hash_of(path: Path) -> str:
        return str(path)

    monkeypatch.setattr(move, "_hash", hash_of)
    code, said = run(filled, target, "--files", str(tmp_path / "new files"))

    assert (code, "No se movió nada" in said) == (1, True), said
    with target.connect() as connection:
        assert not any(target.dialect.has_table(connection, name) for name in Base.metadata.tables)
    assert not (tmp_path / "new files").exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://somewhere", "must start with"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "No se llega a la base de destino"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_plainly(filled: Flask, address: str, sentence: str) -> None:
    result = filled.test_cli_runner().invoke(args=["db", "move"], env={"MOVE_TO": address})

    assert (result.exit_code, sentence in result.output) == (1, True), result.output


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_database_of_another_version_is_not_moved(filled: Flask, target: Engine) -> None:
    with filled.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0020'"))

    code, said = run(filled, target)

    assert (code, "flask db upgrade" in said) == (1, True)
