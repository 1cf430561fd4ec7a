import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from monitor.demo import processes
from monitor.demo.processes import Child, DemoError

SLEEPS = "import time; time.sleep(60)"
SAYS_AND_FALLS = "import sys; print('no hay sitio'); sys.exit(3)"
DOES_NOT_LISTEN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('listo', flush=True); time.sleep(60)"
)


def start(code: str, folder: Path) -> Child:
    return processes.start(
        "El servidor de prueba", [sys.executable, "-c", code], log=folder / "log" / "child.log", environment=os.environ
    )


def test_leaving_the_family_ends_every_child(tmp_path: Path) -> None:
    with processes.family() as children:
        children += [start(SLEEPS, tmp_path), start(SLEEPS, tmp_path)]
        assert not any(child.has_ended for child in children)
    assert [child.process.returncode for child in children] == [-signal.SIGTERM, -signal.SIGTERM]


def test_children_end_also_when_something_fails(tmp_path: Path) -> None:
    started: list[Child] = []

    def start_and_fail() -> None:
        with processes.family() as children:
            children.append(start(SLEEPS, tmp_path))
            started.extend(children)
            raise DemoError("algo falló")

    with pytest.raises(DemoError):
        start_and_fail()
    assert started[0].has_ended


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS_TO_END", 0.3)
    child = start(DOES_NOT_LISTEN, tmp_path)
    processes.wait_until(lambda: "listo" in child.last_words(), child, pause=time.sleep)
    processes.stop([child])
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_that_ends_by_itself_is_named_with_its_last_words(tmp_path: Path) -> None:
    child = start(SAYS_AND_FALLS, tmp_path)
    with pytest.raises(DemoError, match=r"El servidor de prueba terminó .*código 3.*\nno hay sitio"):
        processes.wait_until(lambda: False, child, pause=time.sleep)


def test_a_child_that_never_answers_is_not_waited_for_forever(tmp_path: Path) -> None:
    with processes.family() as children:
        children.append(start(SLEEPS, tmp_path))
        with pytest.raises(DemoError, match="no responde"):
            processes.wait_until(lambda: False, children[0], seconds=0.2, pause=time.sleep)


def test_a_usual_port_gives_way_to_the_next_free_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO_FIXED_PORTS", raising=False)
    with socket.create_server((processes.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        assert port < processes.free_port(port, variable="PORT") <= port + processes.PORTS_TRIED


def test_a_port_asked_for_by_name_is_refused_when_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_FIXED_PORTS", "PORT")
    with socket.create_server((processes.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=f"El puerto {port} está ocupado"):
            processes.free_port(port, variable="PORT")
