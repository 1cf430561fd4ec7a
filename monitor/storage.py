"""Files that people hand in: on disk, outside the web root, under random names that say nothing of their content."""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


@dataclass(frozen=True)
class StoredFile:
    name: str
    size: int
    """Bytes."""
    sha256: str


def store(folder: Path, content: bytes, *, extension: str, now: datetime | None = None) -> StoredFile:
    """Write a file under a new random name. One whose row is never committed is an orphan nobody can ask for.

    Raises OSError where the disk takes no more; then nothing of it stays.
    `now` becomes the file's date, by which orphans are told: the demo's clock is not that of the machine.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    name = f"{secrets.token_hex(16)}.{extension}"
    write_whole(folder / name, content)
    if now:
        os.utime(folder / name, (now.timestamp(), now.timestamp()))
    return StoredFile(name, len(content), sha256(content).hexdigest())


def write_whole(path: Path, content: bytes) -> None:
    """Write a new file to the disk itself; whatever goes wrong, no half of it stays. Raises OSError."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def path_of(folder: Path, name: str) -> Path | None:
    """Where a stored file lies; None if it is not there or the name is none of ours."""
    path = folder / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def names_before(folder: Path, moment: datetime) -> Iterator[str]:
    """The names of the files kept here that were written before the moment. Other files are none of ours."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if _NAME.fullmatch(path.name) and path.is_file() and path.stat().st_mtime < moment.timestamp():
            yield path.name


def delete(folder: Path, name: str) -> None:
    path = path_of(folder, name)
    if path:
        path.unlink(missing_ok=True)
