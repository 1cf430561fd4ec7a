"""`outbox`: send the mails that wait. Safe to run twice at once, and to be killed at any moment."""

import logging
import os
import secrets
import socket
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs.work import Job, JobResult, Work
from monitor.mail import SmtpTransport
from monitor.models import MailState
from monitor.services import digests, outbox
from monitor.services.outbox import BATCH, Letter, Outcome, Result
from monitor.services.reminded_things import read_audience

log = logging.getLogger(__name__)

TIME_FOR_ONE = timedelta(seconds=90)
"""More than one mail can take, so that nobody sends on a lease that has run out."""
TRUE_FOR = timedelta(minutes=1)
"""A digest older than this is checked again before it leaves: somebody may have answered meanwhile."""


class Transport(Protocol):
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
    def send(self, letter: Letter) -> Outcome: ...


@dataclass
class Sent:
    """What came of one run, counted by result."""

    by_result: Counter[Result] = field(default_factory=Counter)
    withdrawn: int = 0
    given_up: int = 0
    last_trouble: str = ""

    @property
    def attempts(self) -> int:
        return self.by_result.total()


def run(work: Work) -> JobResult:
    if work.dry_run:
        return _rehearse(work)
    with SmtpTransport(work.settings) as transport:
        sent = send_waiting(work, transport, owner=new_owner())
    return _said(sent)


def new_owner() -> str:
    """A name for this sender that no other has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def send_waiting(work: Work, transport: Transport, *, owner: str, batch: int = BATCH) -> Sent:
    """Send what waits and may go now, committing the claim before and the result after each mail."""
    sent = Sent()
    while not work.stopping():
        letters = outbox.claim(work.session, now=work.now(), owner=owner, batch=batch)
        work.commit()
        if not letters or not _send_batch(work, transport, letters, sent, owner):
            break
    return sent


def _send_batch(work: Work, transport: Transport, letters: list[Letter], sent: Sent, owner: str) -> bool:
    """Send the mails in hand; False when it makes no sense to claim more."""
    for position, letter in enumerate(letters):
        if work.stopping() or work.now() > letter.lease_until - TIME_FOR_ONE:
            outbox.release(work.session, letters[position:], owner=owner)
            work.commit()
            return not work.stopping()
        if not _still_true(work, letter, owner):
            sent.withdrawn += 1
            continue
        outcome = _try(transport, letter)
        if outcome.server_is_down:
            for each in letters[position:]:
                _note(work, each, outcome, sent, owner)
            return False
        _note(work, letter, outcome, sent, owner)
    return True


def _try(transport: Transport, letter: Letter) -> Outcome:
    try:
        return transport.send(letter)
    except Exception as error:
        # Nothing a mail does to its sender may keep the others waiting.
        log.exception("mail %s could not be sent", letter.id)
        return Outcome(Result.DEFERRED, f"{type(error).__name__}: {error}")


def _note(work: Work, letter: Letter, outcome: Outcome, sent: Sent, owner: str) -> None:
    state = outbox.record(work.session, letter, outcome, now=work.now(), owner=owner)
    work.commit()
    sent.by_result[outcome.result] += 1
    sent.given_up += state is MailState.FAILED
    sent.last_trouble = outcome.detail or sent.last_trouble


def _still_true(work: Work, letter: Letter, owner: str) -> bool:
    """Whether the mail may go as it stands; a digest that no longer tells the truth is taken back."""
    if letter.kind != digests.KIND or work.now() - letter.created_at < TRUE_FOR:
        return True
    true = digests.still_true(work.session, letter.id, now=work.now(), audience=read_audience(work.session))
    if not true:
        digests.withdraw(work.session, letter.id, now=work.now(), owner=owner)
    # Also ends the transaction of the reading: none is open while a mail is being sent.
    work.commit()
    return true


def _rehearse(work: Work) -> JobResult:
    messages = outbox.waiting(work.session)
    lines = [
        _("Ensayo: no se guarda ni se envía nada."),
        ngettext("Espera %(num)s correo.", "Esperan %(num)s correos.", len(messages)),
        *(f"  {message.recipient}: {message.subject}" for message in messages),
    ]
    return JobResult(tuple(lines), idle=not messages)


def _said(sent: Sent) -> JobResult:
    done, deferred = sent.by_result[Result.SENT], sent.by_result[Result.DEFERRED]
    lines = [ngettext("Se envió %(num)s correo.", "Se enviaron %(num)s correos.", done)]
    if deferred:
        lines.append(
            ngettext(
                "%(num)s correo no salió todavía; se intentará de nuevo.",
                "%(num)s correos no salieron todavía; se intentará de nuevo.",
                deferred,
            )
        )
    if sent.given_up:
        lines.append(
            ngettext("%(num)s correo no se pudo entregar.", "%(num)s correos no se pudieron entregar.", sent.given_up)
        )
    if sent.withdrawn:
        lines.append(
            ngettext(
                "%(num)s correo se retiró porque ya no hacía falta como estaba.",
                "%(num)s correos se retiraron porque ya no hacían falta como estaban.",
                sent.withdrawn,
            )
        )
    if sent.last_trouble:
        lines.append(_("El servidor de correo dijo: %(words)s", words=sent.last_trouble))
    return JobResult(tuple(lines), idle=not (sent.attempts or sent.withdrawn), ok=not (deferred or sent.given_up))


JOB = Job("outbox", "envía los correos que esperan", run, seconds=15, demo_seconds=5)
