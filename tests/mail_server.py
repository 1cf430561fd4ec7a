"""A real mail server on loopback for the tests: it takes what it is given, or answers as it is told to."""

import asyncio
import email
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from time import sleep

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailServer:
    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What to say to the mails of an address, instead of taking them."""
    drops: set[str] = field(default_factory=set)
    """Addresses whose mails make the server hang up in the middle."""
    takes_and_dies: set[str] = field(default_factory=set)
    """Addresses whose mails the server takes, and dies before it says so; once for each."""
    stalls: dict[str, float] = field(default_factory=dict)
    """Addresses whose mails the server takes only after so many seconds; once for each."""
    refuses_sender: bool = False
    wants_one_line: bool = False
    """Mails come in over the first connection that brings one; all others are told to come later."""
    slow: float = 0.0
    connections: int = 0
    lines: list[Session] = field(default_factory=list)
    """The connections that brought mails."""

    @property
    def message_ids(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.mails)

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd calls it so
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_sender:
            return "550 5.7.1 We do not know you"
        if session not in self.lines:
            if self.wants_one_line and self.lines:
                return "451 4.7.0 Too many connections"
            self.lines.append(session)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        sleep(self.slow)
        if self.drops.intersection(envelope.rcpt_tos):
            assert server.transport is not None
            server.transport.close()
            return "421 Gone"
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        pause = self.stalls.pop(envelope.rcpt_tos[0], 0)
        if pause:
            await asyncio.sleep(pause)
        self.mails.append(message)
        if envelope.rcpt_tos[0] in self.takes_and_dies:
            self.takes_and_dies.discard(envelope.rcpt_tos[0])
            assert server.transport is not None
            server.transport.close()
        return "250 OK"


@contextmanager
def running(server: MailServer) -> Iterator[MailServer]:
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    # The controller knocks once itself to see that the door is open.
    server.connections = 0
    try:
        yield server
    finally:
        controller.stop()
