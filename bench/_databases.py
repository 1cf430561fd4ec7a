"""A database of the measurement's own: PostgreSQL beside the one BENCH_DATABASE_URL names, or else an SQLite file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from monitor.cli.db import upgrade_database
from monitor.db import teach_sqlite

_MADE = count()
"""One measurement may use several at once."""


@contextmanager
def fresh_database() -> Iterator[Engine]:
    address = os.environ.get("BENCH_DATABASE_URL")
    if not address:
        with tempfile.TemporaryDirectory() as folder:
            engine = connect(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
            upgrade_database(engine)
            yield engine
            engine.dispose()
        return
    url = make_url(address)
    name = f"{url.database}_bench_{os.getpid()}_{next(_MADE)}"
    maker = create_engine(url, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine = connect(url.set(database=name).render_as_string(hide_password=False))
    try:
        upgrade_database(engine)
        yield engine
    finally:
        engine.dispose()
        with maker.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        maker.dispose()


def connect(address: str) -> Engine:
    engine = create_engine(address)
    teach_sqlite(engine)
    return engine
