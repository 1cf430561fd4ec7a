"""Kept parts: whole or absent, whatever happens to who writes them, and never more than the folder may hold."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reports.part_cache import Absent, PartCache

WRITER = """
import sys
from pathlib import Path
from reports.part_cache import PartCache
cache = PartCache(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    cache.put_bytes("parte", bytes([65]) * 4_000_000)
"""


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    cache = PartCache(tmp_path / "parts")
    cache.put_bytes("a", b"contenido")
    assert PartCache(tmp_path / "parts").get_bytes("a") == b"contenido"
    with pytest.raises(Absent):
        cache.get_bytes("b")


def test_nobody_else_on_the_machine_reads_what_is_not_published(tmp_path: Path) -> None:
    PartCache(tmp_path / "parts")
    assert (tmp_path / "parts").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-3], lambda kept: kept[:40] + b"?" + kept[41:], lambda _: b""])
def test_what_is_spoiled_counts_as_absent(spoil: object, tmp_path: Path) -> None:
    assert callable(spoil)
    cache = PartCache(tmp_path)
    cache.put_bytes("a", b"x" * 100)
    path = tmp_path / "a.part"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Absent):
        cache.get_bytes("a")
    cache.put_bytes("a", b"de nuevo")
    assert cache.get_bytes("a") == b"de nuevo"


def test_who_is_killed_while_writing_leaves_nothing_bad(tmp_path: Path) -> None:
    cache = PartCache(tmp_path)
    for pause in (0.01, 0.02, 0.03):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(pause)
            writer.send_signal(signal.SIGKILL)
        try:
            assert cache.get_bytes("parte") == b"A" * 4_000_000
        except Absent:
            assert not (tmp_path / "parte.part").exists()


def test_what_was_not_used_for_longest_goes_first_and_halves_go_too(tmp_path: Path) -> None:
    cache = PartCache(tmp_path, most_bytes=350)
    for age, key in enumerate(["new", "used", "old", "oldest"]):
        cache.put_bytes(key, b"x" * 100)
        os.utime(tmp_path / f"{key}.part", (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "left.partial").write_bytes(b"half")
    os.utime(tmp_path / "left.partial", (900_000, 900_000))
    cache.trim(keep=frozenset({"oldest"}))
    assert {path.name for path in tmp_path.iterdir()} == {"new.part", "oldest.part"}
