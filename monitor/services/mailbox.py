"""Read the demo's mailbox: mails kept as files, one each, named so that they sort by when they came."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path

from monitor.domain.errors import NotFound

NAME = re.compile(r"(\d{8}T\d{6})\d{6}-[0-9-]+")
SHOWN = 200


@dataclass(frozen=True)
class MailLine:
    """A mail as one line of a list."""

    name: str
    received_at: datetime
    recipient: str
    subject: str


@dataclass(frozen=True)
class Mail:
    line: MailLine
    sender: str
    reply_to: str
    text: str
    html: str


def list_mails(folder: Path, *, recipient: str = "") -> list[MailLine]:
    """The newest mails, newest first; of one recipient if asked."""
    lines = []
    for path in sorted(folder.glob("*.eml"), reverse=True):
        if NAME.fullmatch(path.stem):
            with path.open("rb") as file:
                line = _line(path.stem, BytesHeaderParser(policy=default).parse(file))
            if recipient in ("", line.recipient):
                lines.append(line)
        if len(lines) == SHOWN:
            break
    return lines


def read_mail(folder: Path, name: str) -> Mail:
    """One mail. Raises NotFound; a name is never more than a name, so that no other file can be read."""
    path = folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound("Ese correo no está en el buzón.")
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return Mail(
        line=_line(name, message),
        sender=str(message["From"] or ""),
        reply_to=str(message["Reply-To"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _line(name: str, message: EmailMessage) -> MailLine:
    match = NAME.fullmatch(name)
    assert match is not None
    received_at = datetime.strptime(match.group(1), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return MailLine(name, received_at, str(message["To"] or ""), str(message["Subject"] or ""))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
