"""What is wrong when a disk or the database gives no more: told from an error, for pages and for commands."""

import errno
from enum import Enum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Fault(Enum):
    FULL = "full"
    """A disk has no room."""
    CLOSED = "closed"
    """A disk or the database takes nothing new, or is broken."""
    AWAY = "away"
    """The database does not answer, or not now: the same may go well a moment later."""


NUMBERS = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EROFS: Fault.CLOSED,
    errno.EACCES: Fault.CLOSED,
    errno.EPERM: Fault.CLOSED,
    errno.EIO: Fault.CLOSED,
}
SAID_BY_DATABASES = {
    "disk is full": Fault.FULL,
    "no space left on device": Fault.FULL,
    "could not extend file": Fault.FULL,
    "readonly database": Fault.CLOSED,
    "read-only transaction": Fault.CLOSED,
    "disk i/o error": Fault.CLOSED,
    "unable to open database file": Fault.AWAY,
    "database is locked": Fault.AWAY,
}


def fault_of(error: BaseException | None) -> Fault | None:
    """None for what is no fault of a disk or of the database's being there."""
    if isinstance(error, DBAPIError):
        said = str(error.orig).lower()
        known = next((fault for words, fault in SAID_BY_DATABASES.items() if words in said), None)
        return known or (Fault.AWAY if _has_gone(error) else None)
    if isinstance(error, PoolTimeout):
        return Fault.AWAY
    return NUMBERS.get(error.errno or 0) if isinstance(error, OSError) else None


def _has_gone(error: DBAPIError) -> bool:
    """PostgreSQL's driver has a class for it; SQLite's says the same class also of tables that are not there."""
    operational = isinstance(error, OperationalError | InterfaceError)
    return error.connection_invalidated or (operational and type(error.orig).__module__.startswith("psycopg"))
