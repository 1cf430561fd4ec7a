"""Where the notices of mail servers lie: a folder of files, a Maildir, or an IMAP mailbox.

Each is put away only after it was written down, so that a reading that is cut short is taken up again.
"""

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import partial
from itertools import islice
from pathlib import Path

from config import Settings

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
            settings.bounce_imap_host, settings.bounce_imap_port, timeout=SECONDS_TO_ANSWER
        ) as server:
            server.login(settings.bounce_imap_user, settings.bounce_imap_password)
            server.select(settings.bounce_imap_folder)
            yield in_mailbox(server)
    elif settings.bounce_dir:
        yield in_folder(settings.bounce_dir)
    else:
        yield iter(())


def in_folder(folder: Path) -> Iterator[Waiting]:
    """A Maildir's new messages, or the .eml files of a plain folder."""
    is_maildir = (folder / "new").is_dir()
    here, away = (folder / "new", folder / "cur") if is_maildir else (folder, folder / "leidos")
    for path in islice(sorted(here.glob("*" if is_maildir else "*.eml")), AT_ONCE):
        if path.is_file() and path.stat().st_size <= LARGEST:
            away.mkdir(exist_ok=True)
            name = f"{path.name}:2,S" if is_maildir else path.name
            yield Waiting(message_from_bytes(path.read_bytes()), partial(path.rename, away / name))


def in_mailbox(server: imaplib.IMAP4) -> Iterator[Waiting]:
    """The unread reports of a mailbox. Other letters stay unread: a person may be waiting for them."""
    _, [found] = server.search(None, "UNSEEN", "HEADER", "Content-Type", "multipart/report", "SMALLER", str(LARGEST))
    for number in found.decode().split()[:AT_ONCE]:
        _, parts = server.fetch(number, "(BODY.PEEK[])")
        content = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        yield Waiting(message_from_bytes(content), partial(server.store, number, "+FLAGS", r"(\Seen)"))
