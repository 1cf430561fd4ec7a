"""How the mails in one sender's hand leave, and how what becomes of each is written down before and after."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from monitor.jobs.work import Work
from monitor.models import MailState
from monitor.services import attempts, outbox, relevance
from monitor.services.outbox import LEASE, Letter, Outcome, Result
from monitor.smtp import LINES

log = logging.getLogger(__name__)

TIME_FOR_ONE = timedelta(minutes=4)
"""More than one mail can take, so that nobody sends on a lease that has run out."""
TRUE_FOR = timedelta(minutes=1)
"""What was found to be wanted longer ago is asked again before it leaves: somebody may have answered meanwhile."""
A_MOMENT = 0.05
"""Mails of so many seconds of sending are begun at once."""
SHORTEST = 0.0001
MOST_TOGETHER = 40
"""So many attempts are begun and not written down as ended at most."""
ASKED_TOGETHER = 400
"""About so many mails the database is asked at once whether they are still wanted."""


class Transport(Protocol):
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...
    def send(self, letter: Letter) -> Outcome: ...


@dataclass(frozen=True)
class Handed:
    """A mail that came back from the hand; without an outcome it was not tried."""

    letter: Letter
    outcome: Outcome | None
    seconds: float


class Hand:
    """Threads that hand mails over: while they wait for the mail server, others write down.

    They stop when they are told to, and when the server is not there; what they have then is given back as it was.
    """

    def __init__(self, transport: Transport, told_to_stop: Callable[[], bool], *, at_once: int = 1) -> None:
        self.transport = transport
        self.told_to_stop = told_to_stop
        self.down: Outcome | None = None
        """What the server said when it was not there, or wanted nothing of us."""
        self.out = 0
        """Mails that were given and not taken back."""
        self._is_over = False
        self._given: SimpleQueue[Letter | None] = SimpleQueue()
        self._handed: SimpleQueue[Handed] = SimpleQueue()
        self._threads = [Thread(target=self._work, name="hand") for _ in range(at_once)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._is_over = True
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join()

    def is_stopped(self) -> bool:
        return self._is_over or self.down is not None or self.told_to_stop()

    def give(self, letters: Iterable[Letter]) -> None:
        for letter in letters:
            self.out += 1
            self._given.put(letter)

    def take_back(self, *, until_left: int = 0) -> Iterator[Handed]:
        """What has been handed over; waits until no more than so many are out."""
        while self.out > until_left or (self.out and not self._handed.empty()):
            self.out -= 1
            yield self._handed.get()

    def _work(self) -> None:
        while (letter := self._given.get()) is not None:
            started = monotonic()
            outcome = None if self.is_stopped() else _try(self.transport, letter)
            if outcome and outcome.server_is_down:
                self.down = outcome
            self._handed.put(Handed(letter, outcome, monotonic() - started))


def _try(transport: Transport, letter: Letter) -> Outcome:
    try:
        return transport.send(letter)
    except Exception as error:
        # Nothing a mail does to its sender may keep the others waiting.
        log.exception("mail %s could not be sent", letter.id)
        return Outcome(Result.DEFERRED, f"{type(error).__name__}: {error}")


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
class Sender:
    """One sender and the mails it has claimed.

    That an attempt begins is committed before the mail is given to the hand, in one transaction with how the attempts
    before it ended, while the hand is busy with those in between. Whenever the process dies, only the mails of one
    moment are in doubt, and it is known which: one mail where a server takes its time, a handful where a server on the
    same machine takes hundreds in a second.
    """

    work: Work
    transport: Transport
    owner: str
    sent: Sent
    begun: dict[int, int] = field(default_factory=dict)
    """The attempts committed as begun, by mail."""
    ended: list[tuple[Letter, int, Outcome]] = field(default_factory=list)
    """Attempts whose end is known and not committed yet."""
    ahead: int = 1
    """So many mails may be begun at once: as many as the server lately took in a moment."""
    at_once: int = 1
    """So many mails are handed over at the same time."""
    untried: list[Letter] = field(default_factory=list)
    """Mails that were begun and came back from the hand as they were."""

    def send(self, letters: list[Letter]) -> bool:
        """Send them; False when it makes no sense to claim more."""
        until = monotonic() + (LEASE - TIME_FOR_ONE).total_seconds()
        rest, wanted, asked_at = deque(letters), deque[Letter](), self.work.now()
        self.at_once = LINES if len(letters) > MOST_TOGETHER else 1
        with Hand(self.transport, lambda: self.work.stopping() or monotonic() >= until, at_once=self.at_once) as hand:
            while (rest or wanted or hand.out) and not hand.is_stopped():
                if abs(self.work.now() - asked_at) > TRUE_FOR:
                    rest.extendleft(reversed(wanted))
                    wanted.clear()
                if not wanted:
                    wanted, asked_at = self._ask_about(rest, MOST_TOGETHER), self.work.now()
                self._give(hand, wanted)
                if hand.out > 1 and len(wanted) < MOST_TOGETHER:
                    # While the hand is busy.
                    wanted += self._ask_about(rest, ASKED_TOGETHER)
                for each in hand.take_back(until_left=self.ahead // 2 if wanted or rest else 0):
                    self._end(each)
        for each in hand.take_back():
            self._end(each)
        self._write_down()
        left = [*self.untried, *wanted, *rest]
        self.untried.clear()
        if hand.down:
            self._put_off(left, hand.down)
        elif left:
            outbox.release(self.work.session, left, owner=self.owner)
        self.work.commit()
        return hand.down is None and not self.work.stopping()

    def _ask_about(self, rest: deque[Letter], number: int) -> deque[Letter]:
        """Those of the next few that are still wanted."""
        some = [rest.popleft() for _ in range(min(number, len(rest)))]
        return deque(self._still_wanted(some)) if some else deque()

    def _give(self, hand: Hand, wanted: deque[Letter]) -> None:
        """Let the hand have so many mails before it that it need not wait; and write down what it has done."""
        letters = [wanted.popleft() for _ in range(min(self.ahead - hand.out, len(wanted)))]
        if not letters and not self.ended:
            return
        self._write_down(letters)
        self.work.commit()
        # Whoever took a mail out of this hand meanwhile, sends it.
        hand.give(letter for letter in letters if letter.id in self.begun)

    def _end(self, each: Handed) -> None:
        if each.outcome is None:
            self.untried.append(each.letter)
        else:
            self.ended.append((each.letter, self.begun.pop(each.letter.id), each.outcome))
            in_a_moment = int(self.at_once * A_MOMENT / max(each.seconds, SHORTEST))
            self.ahead = max(1, min(2 * self.ahead, in_a_moment, MOST_TOGETHER))

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

    def _write_down(self, beginning: Sequence[Letter] = ()) -> None:
        """How attempts ended, and that others are about to begin."""
        now = self.work.now()
        taken = [(letter, attempt) for letter, attempt, outcome in self.ended if outcome.result is Result.SENT]
        self.begun |= attempts.end_and_begin(self.work.session, taken, beginning, now=now, owner=self.owner)
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
