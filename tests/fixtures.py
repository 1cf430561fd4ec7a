"""Databases, applications and clients for the tests.

The `session` fixture runs on SQLite and, where TEST_POSTGRES_URL names a server, on PostgreSQL too; each test is rolled
back. The `app` fixture is a whole application on a database file of its own.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.orm import Session

from config import ROOT, Settings
from monitor.app import create_app
from monitor.cli.db import upgrade_database
from monitor.db import db, teach_sqlite
from monitor.models import User

NOW = datetime(2021, 10, 5, 15, 0, tzinfo=UTC)
"""The instant at which most tests happen: 10 in the morning in Bogotá, the third quarter just over."""
TODAY = date(2021, 10, 5)
PLAN = ROOT / "plans" / "plan-hraem-2021-2023.txt"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row, made by the real migrations once for each process."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    teach_sqlite(engine)
    upgrade_database(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sqlite_engine(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("session") / "test.sqlite3"
    shutil.copy(migrated_file, path)
    engine = create_engine(f"sqlite:///{path}")
    teach_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_engine(worker_id: str) -> Iterator[Engine]:
    """A PostgreSQL database of this process's own, made by the real migrations."""
    address = os.environ.get("TEST_POSTGRES_URL")
    if not address:
        pytest.skip("TEST_POSTGRES_URL is not set: no PostgreSQL to test on")
    url = make_url(address)
    own = f"{url.database}_{worker_id}"
    maker = create_engine(url, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own}"'))
    maker.dispose()
    engine = create_engine(url.set(database=own))
    upgrade_database(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session whose every change, committed or not, is gone after the test."""
    name = {"sqlite": "sqlite_engine", "postgresql": "postgres_engine"}[request.param]
    engine: Engine = request.getfixturevalue(name)
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


def test_settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        secret_key="only-for-tests-" + "x" * 32,
        database_url=database_url,
        base_url="http://127.0.0.1",
        upload_dir=tmp_path / "files",
        time_zone="America/Bogota",
        smtp_host="127.0.0.1",
        smtp_port=2525,
        smtp_user="",
        smtp_password="",
        smtp_starttls=False,
        mail_from="HRAEM Monitor <monitor@example.org>",
        mail_reply_to="gtg@example.org",
        demo=True,
        demo_date=TODAY,
        mailbox_dir=tmp_path / "mail",
        testing=True,
    )


test_settings.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def app(tmp_path: Path, migrated_file: Path) -> Iterator[Flask]:
    """The whole product on an empty database of its own. CSRF is off; a test of its own turns it on."""
    path = tmp_path / "app.sqlite3"
    shutil.copy(migrated_file, path)
    app = create_app(test_settings(tmp_path, f"sqlite:///{path}"))
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A database file with the real plan and the demo's story, made once for each process."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "demo.sqlite3"
    shutil.copy(migrated_file, path)
    app = create_app(test_settings(folder, f"sqlite:///{path}"))
    run = app.test_cli_runner()
    for command in (["portfolio", "load", str(PLAN)], ["demo", "fill"]):
        result = run.invoke(args=command)
        assert result.exit_code == 0, result.output
    with app.app_context():
        db.engine.dispose()
    return path


@pytest.fixture
def demo_app(tmp_path: Path, demo_file: Path) -> Iterator[Flask]:
    """The whole product on the real plan with the demo's story, on 5 October 2021."""
    path = tmp_path / "demo.sqlite3"
    shutil.copy(demo_file, path)
    app = create_app(test_settings(tmp_path, f"sqlite:///{path}"))
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A browser in which this person of the demo has signed in."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        person = {"user_id": user.id, "session_number": user.session_number}
    client = app.test_client()
    with client.session_transaction() as browser:
        browser.update(person)
    return client
