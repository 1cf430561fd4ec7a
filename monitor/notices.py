"""Where the notices of mail servers lie: a folder of files, a Maildir, or an IMAP mailbox.

Each is put away only after it was written down, so that a reading that is cut short is taken up again.
"""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from config import Settings
from monitor.services.bounces import REPORT

LARGEST = 2 * 1024 * 1024
SECONDS_TO_ANSWER = 30
AT_ONCE = 500


@dataclass(frozen=True)
class Waiting:
    """One message that nobody has read. `put_away` keeps it from being read again."""

    message: Message
    put_away: Callable[[], object]


@contextmanager
def notices(settings: Settings) -> Iterator[Iterator[Waiting]]:
    """The messages in the configured place; none where no place is configured."""
    if settings.bounce_imap_host:
        with imaplib.IMAP4_SSL(
            settings.bounce_imap_host,
            settings.bounce_imap_port,
            # By itself the library would tell the password to anybody who answers.
            ssl_context=ssl.create_default_context(),
            timeout=SECONDS_TO_ANSWER,
        ) as server:
            server.login(settings.bounce_imap_user, settings.bounce_imap_password)
            _good(server.select(_quoted(settings.bounce_imap_folder)))
            yield in_mailbox(server)
    elif settings.bounce_dir:
        yield in_folder(settings.bounce_dir)
    else:
        yield iter(())


def in_folder(folder: Path) -> Iterator[Waiting]:
    """The reports among a Maildir's new messages, or the .eml files of a plain folder."""
    is_maildir = (folder / "new").is_dir()
    here, away = (folder / "new", folder / "cur") if is_maildir else (folder, folder / "leidos")
    files = (path for path in sorted(here.glob("*" if is_maildir else "*.eml")) if path.is_file())
    small = ((path, message_from_bytes(path.read_bytes())) for path in files if path.stat().st_size <= LARGEST)
    reports = ((path, message) for path, message in small if message.get_content_type() == REPORT)
    for path, message in islice(reports, AT_ONCE):
        away.mkdir(exist_ok=True)
        name = f"{path.name}:2,S" if is_maildir else path.name
        yield Waiting(message, partial(path.rename, away / name))


def in_mailbox(server: imaplib.IMAP4) -> Iterator[Waiting]:
    """The unread reports of a mailbox. Other letters stay unread: a person may be waiting for them."""
    # By their UIDs: the plain numbers shift when somebody deletes a letter meanwhile.
    criteria = ("UNSEEN", "HEADER", "Content-Type", REPORT, "SMALLER", str(LARGEST))
    [found] = _good(server.uid("SEARCH", *criteria)) or [b""]
    for number in (found or b"").decode().split()[:AT_ONCE]:
        parts = _good(server.uid("FETCH", number, "(BODY.PEEK[])"))
        content = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if content is not None:
            yield Waiting(message_from_bytes(content), partial(_see, server, number))


def _see(server: imaplib.IMAP4, number: str) -> None:
    _good(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server said. Raises imaplib.IMAP4.error if it said no."""
    kind, words = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(b" ".join(each for each in words if isinstance(each, bytes)).decode(errors="replace"))
    return words


def _quoted(name: str) -> str:
    escaped = name.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
