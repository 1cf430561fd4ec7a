"""Files that people hand in: on disk, outside the web root, under random names that say nothing of their content."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


@dataclass(frozen=True)
class StoredFile:
    name: str
    size: int
    """Bytes."""
    sha256: str


def store(folder: Path, content: bytes, *, extension: str) -> StoredFile:
    """Write a file under a new random name. One whose row is never committed is an orphan nobody can ask for."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    name = f"{secrets.token_hex(16)}.{extension}"
    with (folder / name).open("xb") as file:
        file.write(content)
    return StoredFile(name, len(content), sha256(content).hexdigest())


def path_of(folder: Path, name: str) -> Path | None:
    """Where a stored file lies; None if it is not there or the name is none of ours."""
    path = folder / name
    return path if _NAME.fullmatch(name) and path.is_file() else None
