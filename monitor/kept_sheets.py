"""Spreadsheets between their check and the answer «Guardar»: on disk, so that every process finds the one checked.

Each lies under a random name that only its person's session can ask for, and is gone after two hours.
"""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from monitor import storage

KEPT_FOR = timedelta(hours=2)
_TOKEN = re.compile(r"[0-9]{1,12}-[0-9a-f]{32}")


def keep(folder: Path, content: bytes, *, user_id: int, now: datetime) -> str:
    """Keep a file for the person who uploaded it; gives the token by which they can ask for it again."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    _clean(folder, now)
    token = f"{int((now + KEPT_FOR).timestamp())}-{secrets.token_hex(16)}"
    path = _path(folder, token, user_id)
    storage.write_whole(path, content)
    path.chmod(0o640)
    return token


def find(folder: Path, token: str, *, user_id: int, now: datetime) -> bytes | None:
    """The file that the person had checked; None if it is not theirs or no longer kept."""
    if not _TOKEN.fullmatch(token) or _expired(token, now):
        return None
    path = _path(folder, token, user_id)
    return path.read_bytes() if path.is_file() else None


def _path(folder: Path, token: str, user_id: int) -> Path:
    return folder / f"{token}-{user_id}.xlsx"


def _expired(token: str, now: datetime) -> bool:
    return int(token.partition("-")[0]) < now.timestamp()


def _clean(folder: Path, now: datetime) -> None:
    for path in folder.glob("*.xlsx"):
        token = path.stem.rpartition("-")[0]
        if _TOKEN.fullmatch(token) and _expired(token, now):
            path.unlink(missing_ok=True)
