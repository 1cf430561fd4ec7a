"""`outbox`: send the mails that wait. Safe to run twice at once, and to be killed at any moment."""

import logging
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.jobs import lives
from monitor.jobs.work import Job, JobResult, Work
from monitor.models import MailState
from monitor.services import outbox, relevance
from monitor.services.outbox import BATCH, LEASE, Letter, Outcome, Result
from monitor.smtp import SmtpTransport

log = logging.getLogger(__name__)

TIME_FOR_ONE = timedelta(minutes=4)
"""More than one mail can take, so that nobody sends on a lease that has run out."""
TRUE_FOR = timedelta(minutes=1)
"""What was found to be wanted longer ago is asked again before it leaves: somebody may have answered meanwhile."""


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
    with SmtpTransport(work.settings) as transport, lives.at_work() as owner:
        sent = send_waiting(work, transport, owner=owner)
    return _said(sent)


def send_waiting(work: Work, transport: Transport, *, owner: str, batch: int = BATCH) -> Sent:
    """Send what waits and may go now."""
    sent = Sent()
    while not work.stopping():
        others = lives.ask_after(outbox.owners(work.session) - {owner})
        letters = outbox.claim(
            work.session, now=work.now(), owner=owner, batch=batch, at_work=others.at_work, dead=others.dead
        )
        work.commit()
        if not letters or not _Batch(work, transport, owner, sent).send(letters):
            break
    return sent


@dataclass
class _Batch:
    """Mails in one sender's hand.

    Before each mail it is committed that its attempt begins, in one transaction with how the attempt before it ended:
    whenever the process dies, at most one mail is in doubt, and it is known which.
    """

    work: Work
    transport: Transport
    owner: str
    sent: Sent
    ended: tuple[Letter, int, Outcome] | None = None
    """The attempt whose end is known and not committed yet."""

    def send(self, letters: list[Letter]) -> bool:
        """Send them; False when it makes no sense to claim more."""
        rest = deque(self._still_wanted(letters))
        checked_at = self.work.now()
        while rest:
            now = self.work.now()
            if self.work.stopping() or not self._have_time(rest[0], now):
                break
            if abs(now - checked_at) > TRUE_FOR:
                self._commit()
                rest, checked_at = deque(self._still_wanted(list(rest))), now
                continue
            letter = rest.popleft()
            self._write_down_the_last()
            attempt = outbox.begin(self.work.session, letter, now=now, owner=self.owner)
            self.work.commit()
            if attempt is None:
                continue
            outcome = _try(self.transport, letter)
            self.ended = (letter, attempt, outcome)
            if outcome.server_is_down:
                self._commit()
                self._put_off(rest, outcome)
                return False
        self._commit()
        if rest:
            outbox.release(self.work.session, list(rest), owner=self.owner)
            self.work.commit()
        return not self.work.stopping()

    def _have_time(self, letter: Letter, now: datetime) -> bool:
        """Whether the lease lasts for one more mail; one of the far future was given by a clock that was wrong."""
        return TIME_FOR_ONE < letter.lease_until - now <= LEASE

    def _still_wanted(self, letters: list[Letter]) -> list[Letter]:
        unwanted = relevance.no_longer_wanted(self.work.session, letters, now=self.work.now())
        for letter in letters:
            if letter.id in unwanted:
                relevance.take_back(
                    self.work.session, letter, unwanted[letter.id], now=self.work.now(), owner=self.owner
                )
                self.sent.withdrawn += 1
        # Also ends the transaction of the reading: none is open while a mail is being sent.
        self.work.commit()
        return [letter for letter in letters if letter.id not in unwanted]

    def _write_down_the_last(self) -> None:
        if self.ended is None:
            return
        (letter, attempt, outcome), self.ended = self.ended, None
        self._note(letter, outcome, attempt)

    def _commit(self) -> None:
        self._write_down_the_last()
        self.work.commit()

    def _put_off(self, letters: Iterable[Letter], outcome: Outcome) -> None:
        for letter in letters:
            self._note(letter, outcome, None)
        self.work.commit()

    def _note(self, letter: Letter, outcome: Outcome, attempt: int | None) -> None:
        state = outbox.record(
            self.work.session, letter, outcome, now=self.work.now(), owner=self.owner, attempt=attempt
        )
        self.sent.by_result[outcome.result] += 1
        self.sent.given_up += state is MailState.FAILED
        self.sent.last_trouble = outcome.detail or self.sent.last_trouble


def _try(transport: Transport, letter: Letter) -> Outcome:
    try:
        return transport.send(letter)
    except Exception as error:
        # Nothing a mail does to its sender may keep the others waiting.
        log.exception("mail %s could not be sent", letter.id)
        return Outcome(Result.DEFERRED, f"{type(error).__name__}: {error}")


def _rehearse(work: Work) -> JobResult:
    messages = outbox.waiting(work.session)
    lines = [
        _("Ensayo: no se guarda ni se envía nada."),
        ngettext("Espera %(num)s correo.", "Esperan %(num)s correos.", len(messages)),
        *(f"  {message.recipient}: {message.subject}" for message in messages),
    ]
    return JobResult(tuple(lines), idle=not messages)


def _said(sent: Sent) -> JobResult:
    done = sent.by_result[Result.SENT]
    deferred = sent.by_result[Result.DEFERRED] + sent.by_result[Result.UNKNOWN]
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
