"""Of all schedulers that were started, one works; the others wait until it is gone.

On PostgreSQL it holds an advisory lock on a connection of its own, on SQLite a lock on a file beside the database. The
system lets go of either when the process dies, also by SIGKILL; of a machine that vanished, the database notices within
half a minute.
"""

import fcntl
import logging
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

LOCK = 7_240_118
"""The key of PostgreSQL's advisory lock for the scheduler; the one before it is the audit trail's."""
NOTICE_DEAD_MACHINES = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)


class Leader:
    """Asks to be the one that works. One for each scheduler; `holds` is asked again and again, `release` at the end."""

    def __init__(self, url: URL) -> None:
        self.held = False
        self._url = url
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._file: IO[str] | None = None

    def holds(self) -> bool:
        """Whether this scheduler is the one, now. Tries to become it; raises nothing when the database is away."""
        try:
            if self._url.get_backend_name() == "sqlite":
                self.held = self._holds_file()
            else:
                self.held = self._holds_in_database()
        except (SQLAlchemyError, OSError) as error:
            log.warning("nobody can say which scheduler works: %s", error)
            self.release()
        return self.held

    def release(self) -> None:
        self.held = False
        if self._file:
            self._file.close()
        if self._engine:
            if self._connection:
                self._connection.invalidate()
                self._connection.close()
            self._engine.dispose()
        self._file = self._connection = self._engine = None

    def _holds_file(self) -> bool:
        if self._file:
            return True
        if not self._url.database or self._url.database == ":memory:":
            return True
        # A file of its own: one that SQLite opens and closes would lose its locks with that.
        file = Path(f"{self._url.database}.scheduler").open("a", encoding="utf-8")  # noqa: SIM115 - open while it works
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _holds_in_database(self) -> bool:
        if self._connection is None:
            self._engine = create_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            self._connection = self._engine.connect()
            for setting in NOTICE_DEAD_MACHINES:
                self._connection.execute(text(setting))
        if self.held:
            # The lock lives as long as the connection does.
            self._connection.execute(text("SELECT 1"))
            return True
        return bool(self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}))
