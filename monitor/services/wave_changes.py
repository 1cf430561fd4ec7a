"""That something changed which figures of a wave are reckoned from, and what was reckoned until it does.

    answers_changed(session, wave)        what was submitted, and with it who answered
    standing_changed(session, wave_id)    who began, or will not answer; what the GTG decided about a text
    groups_changed(session)               a group is called otherwise: every wave's lists say so
    Kept().of(session, wave, reckon)      reckoned once in a process until one of these, or the questionnaire's words

The counts stand in the row of the wave: whoever raises one holds that row until their change can be seen, so that no
page can keep what was read before a change under the count that comes after it. A session that raised one keeps nothing
of the wave any more: its change may still be undone.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.models import Wave

RAISED = "waves that this session changed"
MOST_KEPT = 64
"""Waves of which one thing is kept."""
T = TypeVar("T")


def answers_changed(session: Session, wave: Wave) -> None:
    _raise(session, wave.id, answers_version=Wave.answers_version + 1)


def standing_changed(session: Session, wave_id: int) -> None:
    _raise(session, wave_id, standing_version=Wave.standing_version + 1)


def groups_changed(session: Session) -> None:
    _raise(session, None, answers_version=Wave.answers_version + 1)


def _raise(session: Session, wave_id: int | None, **counts: Any) -> None:
    """By the database, so that of two at once none is lost; what a page has read of the row it reads again."""
    session.flush()
    session.info.setdefault(RAISED, set()).add(wave_id)
    change = sql_update(Wave).values(**counts).execution_options(synchronize_session=False)
    session.execute(change if wave_id is None else change.where(Wave.id == wave_id))
    for each in session.identity_map.values():
        if isinstance(each, Wave) and wave_id in (None, each.id):
            session.expire(each, list(counts))


def may_keep(session: Session, wave: Wave) -> bool:
    """Whether what this session reads of the wave is what every other one reads."""
    return not {None, wave.id} & session.info.get(RAISED, set())


class Kept(Generic[T]):
    """One thing that is reckoned of a wave, kept by database and wave until something of the wave changes."""

    def __init__(self) -> None:
        self.by_database: WeakKeyDictionary[Any, dict[int, tuple[tuple[Any, ...], T]]] = WeakKeyDictionary()

    def of(self, session: Session, wave: Wave, reckon: Callable[[], T]) -> T:
        known = self.by_database.setdefault(session.get_bind(), {})
        counts = (wave.answers_version, wave.standing_version, wave.questionnaire.sha256)
        found = known.get(wave.id)  # one step: another thread may empty it at any moment
        if found is None or found[0] != counts:
            found = (counts, reckon())
            if may_keep(session, wave):
                if len(known) >= MOST_KEPT:
                    known.clear()
                known[wave.id] = found
        return found[1]
