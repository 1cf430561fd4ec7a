"""What the tests of services share that need several connections to one database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from monitor.db import teach_sqlite
from monitor.models import Base
from tests.reminder_days import Run, Scene, Written, make_scene, runner

APPEND_ONLY = frozenset({"events", "event_seals", "update_versions"})
"""Tables the database lets nobody empty: tests with real commits leave them alone."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database that several connections share, and whose commits are real."""
    if request.param == "sqlite":
        path = tmp_path / "outbox.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        engine = create_engine(f"sqlite:///{path}")
        teach_sqlite(engine)
        yield engine
        engine.dispose()
        return
    engine = request.getfixturevalue("postgres_engine")
    yield engine
    with Session(engine) as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in APPEND_ONLY:
                session.execute(table.delete())
        session.commit()


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def run(session: Session, written: Written) -> Run:
    return runner(session, written)


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)
