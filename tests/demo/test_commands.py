"""The demo's commands, run as people run them. None of these gets as far as installing or serving anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(command: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(command), *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The scripts alone, in a folder whose name has a space, with a set-up that has nothing to do."""
    folder = tmp_path / "una copia"
    shutil.copytree(ROOT / "script", folder / "script")
    (folder / "script" / "setup").write_text("#!/bin/sh\n")
    return folder


@pytest.mark.parametrize("command", ["demo", "setup"])
def test_an_unknown_argument_is_named(command: str) -> None:
    answer = run(ROOT / "script" / command, "--jamas")
    assert answer.returncode == 2
    assert "no conozco «--jamas»" in answer.stderr


def test_help_names_every_option() -> None:
    answer = run(ROOT / "script" / "demo", "--help")
    assert answer.returncode == 0
    assert all(option in answer.stdout for option in ("--once", "--reset", "PORT", "DEMO_DATE"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "ocho mil", "no es un puerto"),
        ("PORT", "70000", "no es un puerto"),
        ("SMTP_PORT", "0", "no es un puerto"),
        ("DEMO_DATE", "2021-02-30", "no es una fecha"),
        ("DEMO_DATE", "octubre", "no es una fecha"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(copy: Path, name: str, value: str, sentence: str) -> None:
    answer = run(copy / "script" / "demo", **{name: value})
    assert answer.returncode == 2
    assert value in answer.stderr
    assert sentence in answer.stderr
    assert not (copy / "var").exists()


def test_a_reset_never_empties_a_folder_outside_the_demo(copy: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "datos de otra persona"
    elsewhere.mkdir()
    (elsewhere / "valioso.txt").write_text("no borrar")
    (copy / "var").mkdir()
    (copy / "var" / "demo").symlink_to(elsewhere)
    answer = run(copy / "script" / "demo", "--reset")
    assert answer.returncode == 1
    assert "no borro nada" in answer.stderr
    assert (elsewhere / "valioso.txt").read_text() == "no borrar"


def test_a_demo_that_is_running_is_neither_started_twice_nor_emptied(copy: Path) -> None:
    (copy / "var" / "demo").mkdir(parents=True)
    holder = subprocess.Popen(["flock", str(copy / "var" / "demo.lock"), "cat"], stdin=subprocess.PIPE, text=True)
    try:
        while run(Path("/usr/bin/flock"), "-n", str(copy / "var" / "demo.lock"), "true").returncode == 0:
            pass
        for arguments in ([], ["--reset"], ["--once", "--reset"]):
            answer = run(copy / "script" / "demo", *arguments)
            assert answer.returncode == 1
            assert "ya está en marcha" in answer.stderr
        assert (copy / "var" / "demo").is_dir()
    finally:
        holder.communicate("")


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(copy: Path) -> None:
    show = f'root="{copy}"; . "$root/script/lib/demo-env.sh"; printf %s "$SECRET_KEY"'
    keys = {subprocess.run(["bash", "-euc", show], capture_output=True, text=True, check=True).stdout for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert (copy / "var" / "demo" / "secret-key").stat().st_mode & 0o777 == 0o600
