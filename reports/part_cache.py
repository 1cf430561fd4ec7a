"""Parts kept on disk by the hash of what they were made from: a report in which little changed is soon made again.

Any number of processes may use one folder: a part appears whole, by renaming, or not at all, and what is spoiled
counts as absent.
"""

import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from reports.part_file import Part, Summary, summary_of

MOST_BYTES = 512 * 1024 * 1024
OWN_SUFFIX, PARTIAL_SUFFIX = ".part", ".partial"
_HASH = 32


class Absent(LookupError):
    """There is no such part, or not a whole one."""


class PartCache:
    """A folder of parts, and of charts, each under the hash of what it was made from."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what is not published yet

    def get(self, key: str) -> Part:
        """Raises Absent."""
        return Part.from_bytes(self.get_bytes(key))

    def summary(self, key: str) -> Summary:
        """What the merge must know of a part first. Raises Absent."""
        return summary_of(self.get_bytes(key))

    def put(self, key: str, part: Part) -> None:
        self.put_bytes(key, part.to_bytes())

    def get_bytes(self, key: str) -> bytes:
        """Raises Absent."""
        path = self._path(key)
        try:
            kept = path.read_bytes()
            if sha256(kept[_HASH:]).digest() != kept[:_HASH]:
                raise Absent(key)
            os.utime(path)  # what is used stays longest
        except OSError as error:
            raise Absent(key) from error
        return kept[_HASH:]

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep it whole: who is killed while writing leaves a file that nobody will read."""
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=PARTIAL_SUFFIX)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sha256(content).digest() + content)
            partial.replace(self._path(key))
        except BaseException:
            partial.unlink(missing_ok=True)
            raise

    def trim(self, *, keep: frozenset[str] = frozenset()) -> None:
        """Remove what was not used for longest until the folder is small enough, and halves left by the killed."""
        found = []
        for path in self.folder.iterdir():
            with suppress(OSError):  # another process may have removed it
                state = path.stat()
                found.append((state.st_mtime, state.st_size, path))
        newest = max((time for time, _, _ in found), default=0.0)
        size = sum(size for _, size, path in found if path.suffix == OWN_SUFFIX)
        for time, own, path in sorted(found):
            is_left_over = path.suffix == PARTIAL_SUFFIX and time < newest - 3600
            is_too_much = path.suffix == OWN_SUFFIX and size > self.most_bytes and path.stem not in keep
            if is_left_over or is_too_much:
                path.unlink(missing_ok=True)
                size -= own if is_too_much else 0

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{OWN_SUFFIX}"
