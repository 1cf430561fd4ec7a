"""The demo's mailbox: a real mail server on loopback that keeps each mail as a file, for the page that shows them."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import FrameType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
LARGEST_MAIL = 10 * 1024 * 1024


class Mailbox:
    """What aiosmtpd calls for each mail. `number` names the file: when it came, and which one it was."""

    def __init__(self, folder: Path, moment: Callable[[], str]) -> None:
        self.folder = folder
        self.moment = moment
        self.count = 0
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd
        """Keep one mail; say yes only once it is safely on the disk, so that the sender may forget it."""
        content = envelope.content
        if isinstance(content, str):
            content = content.encode()
        try:
            self.keep(content or b"")
        except OSError as error:
            return f"451 4.3.0 The mailbox cannot write: {error.strerror}"
        return "250 2.0.0 Kept"

    def keep(self, content: bytes) -> Path:
        """Write the mail under a passing name and then give it its own: nobody ever reads half a mail."""
        self.count += 1
        name = f"{self.moment()}-{os.getpid()}-{self.count:05}"
        passing = self.folder / f".{name}.part"
        with passing.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return passing.rename(self.folder / f"{name}.eml")


def open_mailbox(folder: Path, port: int, moment: Callable[[], str]) -> Controller:
    """Start receiving in a thread of its own. Raises OSError if the port is taken."""
    controller = Controller(
        Mailbox(folder, moment), hostname=LOOPBACK, port=port, data_size_limit=LARGEST_MAIL, ident="HRAEM Monitor demo"
    )
    controller.start()
    return controller


def serve(folder: Path, port: int, moment: Callable[[], str], *, started: Callable[[], None]) -> None:
    """Receive mails until SIGTERM or Ctrl-C. `moment` says when one came, in a form that sorts by time."""
    stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    controller = open_mailbox(folder, port, moment)
    try:
        started()
        stop.wait()
    finally:
        controller.stop()
