"""A backup: one zip with every table, every file people handed in, and the settings that are no secrets.

`manifest.json` says what is in it, with counts and hashes; nothing is taken out of a backup that it does not name.
"""

import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from pyrage.x25519 import Identity, Recipient
from sqlalchemy import Connection, make_url

from config import Settings
from monitor.age_files import encrypting, opened
from monitor.services.table_copies import CopiedColumn, Counted, TableShape, Tally, lines, shapes, tally

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(r"hraem-monitor-\d{8}T\d{6}Z\.zip(\.age)?")
SECRET = re.compile(r"secret|password|token|key|dsn")
LEFT_BEHIND = timedelta(days=1)
"""So old is no backup that is still being written: its process was killed."""
PIECE = 1 << 20


class BadBackup(Exception):
    """The backup cannot be read, or is not what its manifest says. Its text is for the operator."""


@dataclass(frozen=True)
class Contents:
    """What a manifest says; `files` as name → SHA-256."""

    made_at: str
    revision: str
    tables: tuple[Counted, ...]
    files: dict[str, str]
    settings: dict[str, Any]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables)


def write(
    path: Path,
    connection: Connection,
    settings: Settings,
    *,
    revision: str,
    now: datetime,
    keys: Sequence[Recipient] = (),
) -> None:
    """Write a new backup of what this one transaction sees, readable by its owner only. Raises OSError.

    With `keys` it is encrypted for whoever holds one of their secret halves.
    """
    part = path.with_name(path.name + ".partial")
    # So that the backup can be read again here, where no secret key is: nobody keeps this one.
    own = [Identity.generate()] if keys else []
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            if keys:
                with encrypting(file, [*keys, *(each.to_public() for each in own)]) as plain:
                    _write_archive(plain, connection, settings, revision=revision, now=now)
            else:
                _write_archive(file, connection, settings, revision=revision, now=now)
            file.flush()
            os.fsync(file.fileno())
        with opened(part, own) as plain:
            check(plain)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_archive(
    file: IO[bytes], connection: Connection, settings: Settings, *, revision: str, now: datetime
) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        manifest = {
            "format": FORMAT,
            "made_at": now.astimezone(UTC).isoformat(),
            "revision": revision,
            "tables": [_write_table(archive, connection, shape) for shape in shapes()],
            # After the rows: a file is on the disk before the row that names it is committed.
            "files": _write_files(archive, settings.upload_dir),
            "settings": public_settings(settings),
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def _write_table(archive: zipfile.ZipFile, connection: Connection, shape: TableShape) -> dict[str, Any]:
    found = Tally()
    with archive.open(_table_member(shape), "w", force_zip64=True) as member:
        for line in lines(connection, shape):
            found.add(line)
            member.write(line + b"\n")
    return asdict(shape) | {"rows": found.rows, "digest": found.digest}


def _write_files(archive: zipfile.ZipFile, folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        # One that was tidied away meanwhile is asked for by no row.
        with (
            suppress(FileNotFoundError),
            path.open("rb") as source,
            archive.open(f"files/{name}", "w", force_zip64=True) as member,
        ):
            found[name] = _copy(source, member)
    return found


def _copy(source: IO[bytes], target: IO[bytes] | None) -> str:
    hashed = sha256()
    while piece := source.read(PIECE):
        hashed.update(piece)
        if target:
            target.write(piece)
    return hashed.hexdigest()


def public_settings(settings: Settings) -> dict[str, Any]:
    """The settings as a reminder of how the place was set up, without anything that opens a door."""
    found = {field.name: getattr(settings, field.name) for field in fields(settings) if not SECRET.search(field.name)}
    found["database_url"] = make_url(settings.database_url).render_as_string(hide_password=True)
    return {name: value if isinstance(value, bool | int | None) else str(value) for name, value in found.items()}


def _table_member(shape: TableShape) -> str:
    return f"tables/{shape.name}.jsonl"


def rows_of(archive: zipfile.ZipFile, shape: TableShape) -> Iterator[bytes]:
    with archive.open(_table_member(shape)) as member:
        for line in member:
            yield line.rstrip(b"\n")


def contents(archive: zipfile.ZipFile) -> Contents:
    """Read the manifest. Raises BadBackup for one that is none, is of a later format or names a file outside."""
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise BadBackup(f"El formato {told['format']} de esta copia es de otra versión del sistema.")
        tables = tuple(Counted(_shape(each), int(each["rows"]), str(each["digest"])) for each in told["tables"])
        found = Contents(told["made_at"], told["revision"], tables, dict(told["files"]), told["settings"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadBackup("El archivo no es una copia del sistema, o su índice está dañado.") from error
    for name in found.files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BadBackup(f"La copia nombra un archivo fuera de su carpeta: {name}")
    return found


def _shape(told: dict[str, Any]) -> TableShape:
    return TableShape(told["name"], tuple(CopiedColumn(**each) for each in told["columns"]), tuple(told["key"]))


def check(file: IO[bytes]) -> Contents:
    """Read a whole backup and compare it with its manifest. Raises BadBackup with the first thing that is wrong."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = contents(archive)
            for each in found.tables:
                if each.differs(tally(rows_of(archive, each.shape))):
                    raise BadBackup(f"La tabla {each.shape.name} no es la que se copió.")
            for name, digest in found.files.items():
                with archive.open(f"files/{name}") as member:
                    _same_file(name, _copy(member, None), digest)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise BadBackup(f"La copia está dañada o incompleta: {error}") from error
    return found


def _same_file(name: str, found: str, digest: str) -> None:
    if found != digest:
        raise BadBackup(f"El archivo {name} no es el que se copió.")


def restore_files(archive: zipfile.ZipFile, files: dict[str, str], folder: Path) -> None:
    """Into an empty folder; whatever goes wrong, it is empty again afterwards."""
    try:
        for name, digest in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            with archive.open(f"files/{name}") as member, path.open("xb") as target:
                _same_file(name, _copy(member, target), digest)
    except BaseException:
        empty(folder)
        raise


def empty(folder: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def forget_old(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups in the folder; other files are none of ours."""
    found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    gone = found[: max(0, len(found) - keep)]
    for path in gone:
        path.unlink()
    return gone


def forget_halves(folder: Path, *, now: datetime) -> None:
    """Delete what killed processes left half written."""
    for path in folder.glob("hraem-monitor-*.partial"):
        if NAME.fullmatch(path.stem) and path.stat().st_mtime < (now - LEFT_BEHIND).timestamp():
            path.unlink(missing_ok=True)
