"""Which senders of this machine are alive, whatever any clock says.

Each holds a lock on a small file for as long as it sends; the system lets go of it when the process dies, also by
SIGKILL. Of the senders on other machines nothing is known: their leases alone decide.
"""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Lives:
    """What is known of some senders: these are certainly at work, those are certainly not."""

    at_work: frozenset[str] = field(default_factory=frozenset)
    dead: frozenset[str] = field(default_factory=frozenset)


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"hraem-monitor-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _place() -> str:
    """The name of this folder: two containers may carry the same host name and yet not see each other's files."""
    path = _folder() / "place"
    try:
        with path.open("x") as file:
            file.write(secrets.token_hex(8))
    except FileExistsError:
        pass
    return path.read_text()


@contextmanager
def at_work() -> Iterator[str]:
    """Be a sender: gives a name that no other has, and is known to be alive until the end."""
    token = secrets.token_hex(8)
    path = _folder() / token
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield f"{_place()}:{os.getpid()}:{token}"
        finally:
            path.unlink(missing_ok=True)


def ask_after(owners: Collection[str]) -> Lives:
    place = f"{_place()}:"
    here = [owner for owner in owners if owner.startswith(place)]
    at_work = frozenset(owner for owner in here if _is_at_work(owner))
    return Lives(at_work, frozenset(here) - at_work)


def _is_at_work(owner: str) -> bool:
    path = _folder() / owner.rpartition(":")[2]
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    path.unlink(missing_ok=True)
    return False
