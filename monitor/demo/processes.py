"""Child processes that live and die together: how the demo starts its servers and ends every one of them."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
PORTS_TRIED = 30
HIGHEST_PORT = 65535
SECONDS_TO_END = 10
_SET_PARENT_DEATH_SIGNAL = 1


Pause = Callable[[float], object]
"""Waits some seconds; raises if the person asked to stop meanwhile."""


class DemoError(Exception):
    """What stops the demo, as a Spanish sentence for the person who started it."""


@dataclass(frozen=True)
class Child:
    """A running server, with the Spanish name people know it by and the file that holds its words."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def product_command(*arguments: str) -> list[str]:
    """The product's command line, by this very Python."""
    return [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi"), *arguments]


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: a port whose last owner has just left counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(first: int, *, variable: str) -> int:
    """The first free port from `first` on. A port that was asked for by name is taken or refused, never replaced."""
    if variable in os.environ.get("DEMO_FIXED_PORTS", "").split():
        if is_free(first):
            return first
        raise DemoError(f"El puerto {first} está ocupado; libérelo o elija otro: {variable}={first + 1} script/demo")
    last = min(first + PORTS_TRIED, HIGHEST_PORT)
    for port in range(first, last + 1):
        if is_free(port):
            return port
    raise DemoError(f"No hay ningún puerto libre entre {first} y {last}; elija otro con {variable}.")


def start(name: str, command: list[str], *, log: Path, environment: Mapping[str, str]) -> Child:
    """Start a server in a session of its own: Ctrl-C reaches only the parent, which ends its children in order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 -- this process has one thread
        )
    return Child(name, process, log)


def _end_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed outright, so that no port stays taken."""
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def stop(children: list[Child]) -> None:
    """End the children, newest first, and wait for each; whoever does not listen is killed with all its family."""
    for child in reversed(children):
        _signal_family(child, signal.SIGTERM)
    for child in reversed(children):
        try:
            child.process.wait(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            _signal_family(child, signal.SIGKILL)
            child.process.wait()


def _signal_family(child: Child, number: signal.Signals) -> None:
    if not child.has_ended:
        os.killpg(child.process.pid, number)


def accepts_connections(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float = 60, pause: Pause) -> None:
    """Wait until a child answers; say why if it ends first or stays silent."""
    end = time.monotonic() + seconds
    while not ready():
        if child.has_ended:
            raise DemoError(ended_sentence(child))
        if time.monotonic() > end:
            raise DemoError(f"{child.name} no responde después de {seconds:.0f} segundos.\n{child.last_words()}")
        pause(0.1)


def ended_sentence(child: Child) -> str:
    code = child.process.returncode
    return f"{child.name} terminó sin que nadie lo pidiera (código {code}). Sus últimas palabras:\n{child.last_words()}"


@contextmanager
def family() -> Iterator[list[Child]]:
    """A list for the children of this process; leaving the block ends them all, whatever happened."""
    children: list[Child] = []
    try:
        yield children
    finally:
        stop(children)
