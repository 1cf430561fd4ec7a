"""Mails that carry a link which lets in: written by an edge, queued here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from monitor.models import User
from monitor.services import outbox


class Mail(Protocol):
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...


@dataclass(frozen=True)
class MailWriter:
    """What a service needs of the edges to write a mail with a link: it knows neither templates nor addresses."""

    render: Callable[..., Mail]
    """`render(kind, locale=…, **context)`"""
    address_of: Callable[[str], str]
    """The full address of a secret."""
    unsubscribe_of: Callable[[str], str] | None = None
    """The full address at which one press stops reminders; None where no mail carries one."""


def send(session: Session, mail: Mail, *, kind: str, user: User, now: datetime) -> None:
    """Queue the mail: one for each time that it was asked for."""
    outbox.queue(
        session,
        key=f"{kind}:{user.id}:{now.isoformat()}",
        kind=kind,
        user=user,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        now=now,
    )
