"""The migrations stand in one line, build what the models say, and can be taken back and made again over real data."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from monitor.cli.db import MIGRATIONS, differences, downgrade_database, upgrade_database
from monitor.db import teach_sqlite


@pytest.fixture
def filled_engine(demo_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A database file with the real plan and the demo's story."""
    path = tmp_path / "filled.sqlite3"
    shutil.copy(demo_file, path)
    engine = create_engine(f"sqlite:///{path}")
    teach_sqlite(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def own_postgres(postgres_engine: Engine) -> Iterator[Engine]:
    """A PostgreSQL database of this test's own, without any table."""
    name = f"{postgres_engine.url.database}_migrations"
    maker = create_engine(make_url(postgres_engine.url), isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = create_engine(postgres_engine.url.set(database=name))
    yield engine
    engine.dispose()
    with maker.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    maker.dispose()


def revisions() -> list[str]:
    """From the newest back to the first."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()]


def test_there_is_one_line_and_its_end_is_pinned() -> None:
    pinned = (MIGRATIONS / "HEAD").read_text().strip()

    assert revisions()[0] == pinned
    assert sorted(revisions()) == [f"{number:04}" for number in range(1, len(revisions()) + 1)]


def test_every_step_can_be_taken_back_and_made_again_on_data(filled_engine: Engine) -> None:
    newest_first = revisions()
    for revision, before in zip(newest_first, [*newest_first[1:], "base"], strict=True):
        downgrade_database(filled_engine, before)
        upgrade_database(filled_engine, revision)
        if revision == newest_first[0]:
            assert differences(filled_engine) == []
        downgrade_database(filled_engine, before)
    assert set(inspect(filled_engine).get_table_names()) <= {"alembic_version"}
    upgrade_database(filled_engine)
    assert differences(filled_engine) == []


@pytest.mark.postgres
def test_postgresql_goes_up_down_and_up_again(own_postgres: Engine) -> None:
    upgrade_database(own_postgres)
    assert differences(own_postgres) == []
    downgrade_database(own_postgres)
    assert set(inspect(own_postgres).get_table_names()) <= {"alembic_version"}
    upgrade_database(own_postgres)
    assert differences(own_postgres) == []
