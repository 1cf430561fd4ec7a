"""How the mails in one sender's hand leave, and how what becomes of each is written down before and after."""

import logging
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from monitor.jobs.work import Work
from monitor.models import MailState
from monitor.services import outbox, relevance
from monitor.services.outbox import LEASE, Letter, Outcome, Result

log = logging.getLogger(__name__)

TIME_FOR_ONE = timedelta(minutes=4)
"""More than one mail can take, so that nobody sends on a lease that has run out."""
TRUE_FOR = timedelta(minutes=1)
"""What was found to be wanted longer ago is asked again before it leaves: somebody may have answered meanwhile."""
A_MOMENT = 0.03
"""Seconds of sending after which what happened is committed."""
MOST_TOGETHER = 20
"""So many attempts are begun in one transaction at most."""


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


@dataclass
class Batch:
    """Mails in one sender's hand.

    That an attempt begins is committed before the mail is handed over, in one transaction with how the attempts before
    it ended. Whenever the process dies, only the mails of one moment are in doubt, and it is known which: one mail
    where a server takes its time, a handful where a server on the same machine takes hundreds in a second.
    """

    work: Work
    transport: Transport
    owner: str
    sent: Sent
    begun: dict[int, int] = field(default_factory=dict)
    """The attempts committed as begun, by mail."""
    ended: list[tuple[Letter, int, Outcome]] = field(default_factory=list)
    """Attempts whose end is known and not committed yet."""
    down: Outcome | None = None
    """What the server said when it was not there, or wanted nothing of us."""

    def send(self, letters: list[Letter]) -> bool:
        """Send them; False when it makes no sense to claim more."""
        until = monotonic() + (LEASE - TIME_FOR_ONE).total_seconds()
        rest, checked_at, together = deque(self._still_wanted(letters)), self.work.now(), 1
        while self._going(rest, until):
            if abs(self.work.now() - checked_at) > TRUE_FOR:
                rest, checked_at = deque(self._still_wanted(list(rest))), self.work.now()
                continue
            self._begin([rest[number] for number in range(min(together, len(rest)))])
            together = self._send_for_a_moment(rest, together, until)
        self._write_down()
        if self.down:
            self._put_off(rest, self.down)
        elif rest:
            outbox.release(self.work.session, list(rest), owner=self.owner)
        self.work.commit()
        return self.down is None and not self.work.stopping()

    def _going(self, rest: deque[Letter], until: float) -> bool:
        return bool(rest) and self.down is None and not self.work.stopping() and monotonic() < until

    def _begin(self, letters: list[Letter]) -> None:
        self._write_down()
        new = [letter for letter in letters if letter.id not in self.begun]
        self.begun |= outbox.begin(self.work.session, new, now=self.work.now(), owner=self.owner)
        self.work.commit()

    def _send_for_a_moment(self, rest: deque[Letter], together: int, until: float) -> int:
        """Hand over what was begun, as many mails as leave in a moment. Says how many to begin together next."""
        started = monotonic()
        for done in range(1, together + 1):
            letter = rest.popleft()
            # Whoever took a mail out of this hand meanwhile, sends it.
            if letter.id in self.begun:
                outcome = _try(self.transport, letter)
                self.ended.append((letter, self.begun.pop(letter.id), outcome))
                if outcome.server_is_down:
                    self.down = outcome
            if not self._going(rest, until) or monotonic() - started > A_MOMENT:
                return max(1, done // 2)
        return min(2 * together, MOST_TOGETHER)

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

    def _write_down(self) -> None:
        now = self.work.now()
        taken = [(letter, attempt) for letter, attempt, outcome in self.ended if outcome.result is Result.SENT]
        outbox.record_sent(self.work.session, taken, now=now)
        self.sent.by_result[Result.SENT] += len(taken)
        for letter, attempt, outcome in self.ended:
            if outcome.result is not Result.SENT:
                self._note(letter, outcome, attempt, now)
        self.ended.clear()

    def _put_off(self, letters: Iterable[Letter], outcome: Outcome) -> None:
        for letter in letters:
            self._note(letter, outcome, self.begun.get(letter.id), self.work.now())

    def _note(self, letter: Letter, outcome: Outcome, attempt: int | None, now: datetime) -> None:
        state = outbox.record(self.work.session, letter, outcome, now=now, owner=self.owner, attempt=attempt)
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
