"""How the mails in one sender's hand leave: a lane hands them over one after the other, while what became of those
before is written down.
"""

import logging
from collections import Counter, deque
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
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
AHEAD = 8
"""So many mails may be begun at once where the server is fast; two where it takes longer than the database."""


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

    def count(self, outcome: Outcome, state: MailState | None) -> None:
        self.by_result[outcome.result] += 1
        self.given_up += state is MailState.FAILED
        self.last_trouble = outcome.detail or self.last_trouble


@dataclass(frozen=True)
class Flying:
    """A mail on the lane: its attempt is committed as begun."""

    letter: Letter
    attempt: int
    end: Future[Outcome | None]


@dataclass
class Batch:
    """Mails in one sender's hand.

    That an attempt begins is committed before the mail is handed over, in one transaction with how the attempts before
    it ended. Whenever the process dies, only the few mails on the lane are in doubt, and it is known which.
    """

    work: Work
    transport: Transport
    owner: str
    sent: Sent
    flying: deque[Flying] = field(default_factory=deque)
    ended: list[tuple[Flying, Outcome]] = field(default_factory=list)
    """Attempts whose end is known and not committed yet."""
    out_of_time: bool = False
    stood_still: bool = False

    def send(self, letters: list[Letter]) -> bool:
        """Send them; False when it makes no sense to claim more."""
        until = monotonic() + (LEASE - TIME_FOR_ONE).total_seconds()
        rest, checked_at, ahead = deque(self._still_wanted(letters)), self.work.now(), 1
        with ThreadPoolExecutor(1) as lane:
            while (rest or self.flying) and not self._must_end():
                if rest and not self.flying and abs(self.work.now() - checked_at) > TRUE_FOR:
                    rest, checked_at = deque(self._still_wanted(list(rest))), self.work.now()
                fresh = abs(self.work.now() - checked_at) <= TRUE_FOR
                going = self._going(rest, until) and fresh
                next_ones = [rest.popleft() for _ in range(min(ahead - len(self.flying), len(rest)))] if going else []
                self._begin(next_ones, lane, until)
                if not self.flying and rest and not self._going(rest, until):
                    break
                # Where the lane stood still while the database wrote, more mails are put on it at once.
                ahead = min(AHEAD, 2 * ahead) if self.stood_still else 2
                self._wait_for_some()
            self._clear_the_lane(rest)
        down = next((outcome for _, outcome in self.ended if outcome.server_is_down), None)
        self._write_down()
        if down:
            self._put_off(rest, down)
        elif rest:
            outbox.release(self.work.session, list(rest), owner=self.owner)
        self.work.commit()
        return down is None and not self.work.stopping()

    def _going(self, rest: deque[Letter], until: float) -> bool:
        return bool(rest) and not self.work.stopping() and monotonic() < until

    def _must_end(self) -> bool:
        return self.out_of_time or any(outcome.server_is_down for _, outcome in self.ended)

    def _begin(self, letters: list[Letter], lane: ThreadPoolExecutor, until: float) -> None:
        self._write_down()
        attempts = outbox.begin(self.work.session, letters, now=self.work.now(), owner=self.owner)
        self.work.commit()
        self.stood_still = all(each.end.done() for each in self.flying)
        for letter in letters:
            # Whoever took a mail out of this hand meanwhile, sends it.
            if letter.id in attempts:
                end = lane.submit(_try, self.transport, letter, until)
                self.flying.append(Flying(letter, attempts[letter.id], end))

    def _wait_for_some(self) -> None:
        """Wait for the mail in front, and take what else has ended by then."""
        while self.flying and (not self.ended or self.flying[0].end.done()) and not self._must_end():
            outcome = self.flying[0].end.result()
            if outcome is None:
                self.out_of_time = True
            else:
                self.ended.append((self.flying.popleft(), outcome))

    def _clear_the_lane(self, rest: deque[Letter]) -> None:
        """Call back what has not been handed over."""
        for each in self.flying:
            each.end.cancel()
        for each in reversed(self.flying):
            try:
                outcome = each.end.result()
            except CancelledError:
                outcome = None
            if outcome is None:
                rest.appendleft(each.letter)
            else:
                self.ended.append((each, outcome))
        self.flying.clear()

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
        taken = [(each, outcome) for each, outcome in self.ended if outcome.result is Result.SENT]
        outbox.record_sent(self.work.session, [(each.letter, each.attempt) for each, _ in taken], now=now)
        for _, outcome in taken:
            self.sent.count(outcome, MailState.SENT)
        for each, outcome in self.ended:
            if outcome.result is not Result.SENT:
                self._note(each.letter, outcome, each.attempt, now)
        self.ended.clear()

    def _put_off(self, letters: Iterable[Letter], outcome: Outcome) -> None:
        letters = list(letters)
        attempts = outbox.begun(self.work.session, letters)
        for letter in letters:
            self._note(letter, outcome, attempts.get(letter.id), self.work.now())

    def _note(self, letter: Letter, outcome: Outcome, attempt: int | None, now: datetime) -> None:
        state = outbox.record(self.work.session, letter, outcome, now=now, owner=self.owner, attempt=attempt)
        self.sent.count(outcome, state)


def _try(transport: Transport, letter: Letter, until: float) -> Outcome | None:
    """One attempt; None if the time for it has passed."""
    if monotonic() > until:
        return None
    try:
        return transport.send(letter)
    except Exception as error:
        # Nothing a mail does to its sender may keep the others waiting.
        log.exception("mail %s could not be sent", letter.id)
        return Outcome(Result.DEFERRED, f"{type(error).__name__}: {error}")
