"""What is reckoned of the plan's figures, kept in the process for as long as nobody changes anything.

    stamp(session, day) -> Stamp | None     the end of the audit chain, and the day; None: keep nothing, take nothing
    Shelf(most).of(session, name, stamp, reckon)

Every change that the figures of an open quarter are made of writes an event in its own transaction, and so moves the
end of the chain: updates (each move of their state, also the first word of a draft), extensions, projects, their dates,
participation and links, milestones and their dates, groups, areas and allies (renaming, a new version of the plan),
corrections of style, the plan's settings, periods and editions. Three things write none, and no figure reads them:
what is typed in a draft (figures come from versions that were submitted), the words of translations, and what the
product notes of itself (reminders, mails, jobs, sessions).

The end of the chain is read before the figures are. On PostgreSQL somebody may commit in between: what is kept then
stands under an end of the chain that nobody will ask for any more.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from monitor.models import EventSeal

WROTE = "this transaction has changed something"
T = TypeVar("T")

Stamp = tuple[str, date]
"""The last seal of the chain, and the day on which it was asked."""


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: Any) -> None:
    session.info[WROTE] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[WROTE] = True


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(WROTE, None)


def stamp(session: Session, day: date) -> Stamp | None:
    """None for a session that has changed something itself: it may still be undone, and others do not see it."""
    last = session.scalar(select(EventSeal.hash).order_by(EventSeal.position.desc()).limit(1))
    if session.info.get(WROTE):
        return None
    return (last or "", day)


class Shelf(Generic[T]):
    """The `most` things of one kind that were asked for last, by database. What is kept must never be changed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = Lock()
        self._by_database: WeakKeyDictionary[Any, OrderedDict[Hashable, tuple[Hashable, T]]] = WeakKeyDictionary()

    def of(self, session: Session, name: Hashable, stamp: Hashable | None, reckon: Callable[[], T]) -> T:
        """What is kept by this name and stamp, or else what `reckon` says. With another stamp it takes the place."""
        if stamp is None:
            return reckon()
        with self._lock:
            shelf = self._by_database.setdefault(session.get_bind(), OrderedDict())
            found = shelf.get(name)
            if found is not None and found[0] == stamp:
                shelf.move_to_end(name)
                return found[1]
        made = reckon()
        with self._lock:
            shelf[name] = (stamp, made)
            shelf.move_to_end(name)
            while len(shelf) > self.most:
                shelf.popitem(last=False)
        return made
