"""Disks that give no more: for tests of what the product says and leaves behind then."""

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest


class FullFile:
    """A file that takes one byte, and then says what is wrong with the disk."""

    def __init__(self, file: IO[Any], fault: OSError) -> None:
        self.file, self.fault = file, fault

    def write(self, content: Any) -> int:
        self.file.write(content[:1])
        raise self.fault

    def __enter__(self) -> "FullFile":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.file.close()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system itself refuses to let any file of this process grow over so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def faulty_disk(monkeypatch: pytest.MonkeyPatch, folder: Path, number: int) -> None:
    """From now on files in the folder can be opened for writing, and take one byte; none if the disk only reads."""
    opening = Path.open

    def open_file(path: Path, mode: str = "r", *more: Any, **others: Any) -> IO[Any] | FullFile:
        if not set(mode) & set("wax+") or not path.is_relative_to(folder):
            return opening(path, mode, *more, **others)
        fault = OSError(number, os.strerror(number), str(path))
        if number == errno.EROFS:
            raise fault
        return FullFile(opening(path, mode, *more, **others), fault)

    monkeypatch.setattr(Path, "open", open_file)
