"""A backup of the running product, brought back into an empty place of either database and compared row by row."""

import errno
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, insert, select, text

from monitor import storage
from monitor.app import create_app
from monitor.cli.db import differences
from monitor.db import db
from monitor.models import Base, Plan
from monitor.services import event_seals
from tests.cli.places import every_row, files, postgres_place
from tests.faults import faulty_disk, room_for
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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Another machine: settings of its own, an empty database, no file."""
    addresses = postgres_place() if request.param == "postgresql" else iter([f"sqlite:///{tmp_path}/restored.sqlite3"])
    app = create_app(test_settings(tmp_path, next(addresses)))
    yield app
    with app.app_context():
        db.engine.dispose()
    next(addresses, None)


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
    for name in ("hraem-monitor-20200101T000000Z.zip.age", "hraem-monitor-20200102T000000Z.zip", "hraem-notes.zip"):
        (tmp_path / name).write_bytes(b"")

    code, said = run(source, "create", "--keep", "2", str(tmp_path))

    assert code == 0, said
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "hraem-monitor-20200102T000000Z.zip"
    assert (len(names), names[2]) == (3, "hraem-notes.zip")


@pytest.fixture(scope="module")
def key(source: Flask, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A secret key's file, and its public half."""
    path = tmp_path_factory.mktemp("key") / "key.txt"
    code, said = run(source, "key", str(path))
    assert code == 0, said
    return path, said.splitlines()[0]


def test_an_encrypted_backup_comes_back_with_its_key_alone(
    source: Flask, key: tuple[Path, str], tmp_path: Path
) -> None:
    secret, public = key
    code, said = run(source, "create", "--to", public, str(tmp_path))
    assert code == 0, said
    backup = Path(said.strip())
    assert backup.name.endswith(".zip.age")
    assert (secret.stat().st_mode | backup.stat().st_mode) & 0o077 == 0
    assert b"manifest.json" not in backup.read_bytes()
    other = tmp_path / "other.txt"
    run(source, "key", str(other))
    whole = backup.read_bytes()
    (tmp_path / "cut.zip.age").write_bytes(whole[:-100])
    (tmp_path / "touched.zip.age").write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
    app = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path}/restored.sqlite3"))

    for words, sentence in (
        ((str(backup),), "está cifrada"),
        ((str(backup), "--key", str(other)), "esta llave no abre la copia"),
        ((str(backup), "--key", str(backup)), "no hay una llave secreta"),
        ((str(tmp_path / "cut.zip.age"), "--key", str(secret)), "tocado o está cortado"),
        ((str(tmp_path / "touched.zip.age"), "--key", str(secret)), "tocado o está cortado"),
    ):
        for verb in ("verify", "restore"):
            code, said = run(app, verb, *words)
            assert (code, sentence in said) == (1, True), said
    assert files(app) == {}

    assert run(app, "verify", str(backup), "--key", str(secret))[0] == 0
    assert run(app, "restore", str(backup), "--key", str(secret))[0] == 0
    assert files(app) == files(source)
    with app.app_context():
        db.engine.dispose()


def test_a_public_key_that_is_none_makes_no_backup_at_all(source: Flask, tmp_path: Path) -> None:
    code, said = run(source, "create", "--to", "age1zzz", str(tmp_path))

    assert (code, "empieza con age1" in said) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_disk_that_fills_up_leaves_no_half_backup_and_is_named(
    source: Flask, key: tuple[Path, str], tmp_path: Path, *, encrypted: bool
) -> None:
    words = ["--to", key[1]] if encrypted else []
    with room_for(20_000):
        code, said = run(source, "create", *words, str(tmp_path))

    assert (code, "no queda lugar" in said) == (1, True), said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", ["full database", "read-only database", "full disk", "read-only disk"])
def test_a_restore_onto_a_full_or_closed_disk_says_so_and_leaves_nothing(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    app = create_app(test_settings(tmp_path, f"sqlite:///{tmp_path}/restored.sqlite3"))
    pragma = {"full database": "PRAGMA max_page_count = 60", "read-only database": "PRAGMA query_only = ON"}.get(fault)
    if pragma:
        with app.app_context():
            event.listen(db.engine, "connect", lambda connection, _record: connection.execute(pragma))
    else:
        faulty_disk(monkeypatch, tmp_path / "files", errno.ENOSPC if fault == "full disk" else errno.EROFS)

    code, said = run(app, "restore", str(backup))

    words = {"full": "no queda lugar", "read-only": "no se puede escribir"}[fault.split(maxsplit=1)[0]]
    assert (code, "No se restauró nada" in said, words in said) == (1, True, True), said
    monkeypatch.undo()
    assert files(app) == {}
    with sqlite3.connect(tmp_path / "restored.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    with app.app_context():
        db.engine.dispose()
