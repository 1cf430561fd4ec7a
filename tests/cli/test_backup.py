"""A backup of the running product, brought back into an empty place of either database and compared row by row."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, insert, make_url, select, text

from monitor import storage
from monitor.app import create_app
from monitor.cli.db import differences
from monitor.db import db
from monitor.models import Base, Plan
from monitor.services import event_seals
from tests.fixtures import NOW, test_settings

SECRETS = ("only-for-tests", "of-the-mails")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Flask]:
    """The demo's product with two files handed in, and a writer that has begun and not ended."""
    folder = tmp_path_factory.mktemp("source")
    shutil.copy(demo_file, folder / "demo.sqlite3")
    settings = replace(test_settings(folder, f"sqlite:///{folder}/demo.sqlite3"), smtp_password=SECRETS[1])
    app = create_app(settings)
    storage.store(settings.upload_dir, b"%PDF evidence", extension="pdf", now=NOW)
    storage.store(settings.upload_dir / "planillas", b"sheet", extension="xlsx", now=NOW)
    engine = create_engine(settings.database_url)
    with engine.connect() as writer:
        writer.execute(text("UPDATE plans SET name = 'half a change'"))
        yield app
        writer.rollback()
    engine.dispose()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def backup(source: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = source.test_cli_runner().invoke(args=["backup", "create", str(tmp_path_factory.mktemp("backups"))])
    assert result.exit_code == 0, result.output
    return Path(result.output.strip())


def postgres_place() -> Iterator[str]:
    address = os.environ.get("TEST_POSTGRES_URL")
    if not address:
        pytest.skip("TEST_POSTGRES_URL is not set: no PostgreSQL to test on")
    url = make_url(address)
    name = f"{url.database}_{os.getpid()}_restored"
    maker = create_engine(url, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    maker.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Another machine: settings of its own, an empty database, no file."""
    addresses = postgres_place() if request.param == "postgresql" else iter([f"sqlite:///{tmp_path}/restored.sqlite3"])
    app = create_app(test_settings(tmp_path, next(addresses)))
    yield app
    with app.app_context():
        db.engine.dispose()
    next(addresses, None)


def every_row(connection: Connection) -> dict[str, list[Any]]:
    return {
        each.name: sorted((tuple(row) for row in connection.execute(select(each))), key=repr)
        for each in Base.metadata.sorted_tables
    }


def files(app: Flask) -> dict[str, bytes]:
    folder = app.extensions["settings"].upload_dir
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["backup", *words])
    return result.exit_code, result.output


def test_a_backup_comes_back_row_by_row_into_an_empty_place_and_goes_on_working(
    source: Flask, backup: Path, place: Flask
) -> None:
    code, said = run(place, "restore", str(backup))

    assert (code, "Todo volvió a su lugar." in said) == (0, True), said
    reader = create_engine(source.extensions["settings"].database_url)
    with reader.connect() as connection:
        before = every_row(connection)
    reader.dispose()
    with place.app_context():
        with db.engine.connect() as connection:
            after = every_row(connection)
        assert differences(db.engine) == []
        assert event_seals.verify(db.session).broken is None
        plan = db.session.scalars(select(Plan).limit(1)).one()
        # A new row takes a number that is free.
        assert db.session.execute(
            insert(Base.metadata.tables["areas"]).values(plan_id=plan.id, number=99, name="Otra").returning(text("id"))
        ).scalar_one() > max(
            row.id for row in db.session.execute(select(Base.metadata.tables["areas"].c.id)).all()[:-1]
        )
        db.session.rollback()
    assert sum(len(rows) for rows in after.values()) > 500
    for name, rows in before.items():
        assert after[name] == rows, name
    assert files(place) == files(source)
    assert len(files(place)) == 2
    code, said = run(place, "restore", str(backup))
    assert (code, "no está vacía" in said) == (1, True)


def test_a_backup_holds_no_secret_and_is_its_owners_alone(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        settings = archive.read("manifest.json").decode()

    assert '"smtp_host"' in settings
    assert not any(secret in settings for secret in SECRETS)
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("member", ["tables/projects.jsonl", "files/", "cut"])
def test_a_backup_that_was_touched_or_cut_is_refused_and_leaves_nothing(
    backup: Path, tmp_path: Path, member: str
) -> None:
    touched = tmp_path / "touched.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(touched, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"e", b"a", 1) if name.startswith(member) else content)
    if member == "cut":
        touched.write_bytes(touched.read_bytes()[:-3000])
    app = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path}/restored.sqlite3"))

    assert run(app, "verify", str(backup))[0] == 0
    assert run(app, "verify", str(touched))[0] == 1
    assert run(app, "restore", str(touched))[0] == 1
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    assert files(app) == {}


def test_old_backups_are_forgotten_and_other_files_are_not(source: Flask, tmp_path: Path) -> None:
    for name in ("hraem-monitor-20200101T000000Z.zip", "hraem-monitor-20200102T000000Z.zip", "hraem-notes.zip"):
        (tmp_path / name).write_bytes(b"")

    code, said = run(source, "create", "--keep", "2", str(tmp_path))

    assert code == 0, said
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "hraem-monitor-20200102T000000Z.zip"
    assert (len(names), names[2]) == (3, "hraem-notes.zip")
