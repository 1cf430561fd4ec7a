"""script/demo from an empty folder to the end of a second start, as the person who tries the product lives it."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("config.py", "forms", "migrations", "monitor", "plans", "reports", "script", "wsgi.py")
LONGEST_START = 120


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the product with no data yet. Its .venv is the one the tests run in, so set-up has nothing to do."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "script" / "setup").write_text("#!/bin/sh\n")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def environment() -> dict[str, str]:
    """The shell's environment without what a real installation or the tests may have set."""
    return {name: value for name, value in os.environ.items() if name not in {"PORT", "SMTP_PORT", "DEMO_DATE"}}


def run(*command: str, house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=house,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def wait_for(file: Path, text: str, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + LONGEST_START
    while text not in file.read_text():
        assert process.poll() is None, file.read_text()
        assert time.monotonic() < end, file.read_text()
        time.sleep(0.1)
    return file.read_text()


@pytest.mark.pdf
def test_the_quarters_work_is_done_once_and_not_twice_and_the_demo_serves_until_it_is_told_to_end(house: Path) -> None:
    first = run("script/demo", "--once", house=house)
    assert first.returncode == 0, first.stderr
    pdf = re.search(r"^Informe +(\S.*\.pdf)$", first.stdout, re.MULTILINE)
    assert pdf, first.stdout
    assert Path(pdf.group(1)).read_bytes().startswith(b"%PDF")
    sent = re.search(r"^Correos enviados +(\d+)", first.stdout, re.MULTILINE)
    assert sent
    assert int(sent.group(1)) > 0
    assert re.search(r"^Páginas +\d\d", first.stdout, re.MULTILINE)
    assert re.search(r"^Avances +.*\d+ de 20 ", first.stdout, re.MULTILINE)

    second = run("script/demo", "--once", house=house)
    assert second.returncode == 0, second.stderr
    assert re.search(r"^Correos enviados +0 ", second.stdout, re.MULTILINE)

    expected = run("script/flask", "periods", "expected", "2021-T3", house=house)
    assert expected.stdout.startswith("[")
    assert expected.stderr == ""

    words = house / "words.txt"
    with words.open("wb") as output:
        served = subprocess.Popen(
            ["script/demo"],
            cwd=house,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            said = wait_for(words, "Ctrl-C", served)
            address = re.search(r"^ +Dirección +(http://127\.0\.0\.1:\d+)$", said, re.MULTILINE)
            assert address, said
            for page in ("/entrar", "/demo/correo"):
                with urlopen(address.group(1) + page, timeout=20) as answer:
                    assert "5 de octubre de 2021" in answer.read().decode()
            served.send_signal(signal.SIGINT)
            assert served.wait(timeout=30) == 0
        finally:
            served.kill()
            served.wait()
    with pytest.raises(OSError, match="refused"):
        urlopen(address.group(1), timeout=5)
