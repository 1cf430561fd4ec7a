"""What a person's groups owe, nearest first, and what they have handed in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.deadlines import Urgency, urgency
from monitor.domain.updates import State
from monitor.models import Period, ProgressUpdate, User
from monitor.services.updates import last_day, why_closed


@dataclass(frozen=True)
class InboxItem:
    """One update of one of the person's groups, with what is computed of it today."""

    update: ProgressUpdate
    last_day: date
    urgency: Urgency
    closed: str | None
    """Why nobody can write in it now; None while the group can."""

    @property
    def is_owed(self) -> bool:
        return self.urgency is not Urgency.DONE and self.closed is None

    @property
    def rank(self) -> tuple[int, date, int]:
        """Returned first, then the nearest date; projects in the plan's order."""
        return (self.update.state is not State.RETURNED, self.last_day, self.update.project.number)


@dataclass(frozen=True)
class Inbox:
    """`owed` nearest first; `done` is what was handed in for the latest period; `earlier` is all the rest."""

    owed: Sequence[InboxItem]
    done: Sequence[InboxItem]
    earlier: Sequence[InboxItem]

    @property
    def returned(self) -> list[InboxItem]:
        return [item for item in self.owed if item.update.state is State.RETURNED]

    @property
    def overdue(self) -> list[InboxItem]:
        return [item for item in self.owed if item.urgency is Urgency.OVERDUE]

    @property
    def to_send(self) -> list[InboxItem]:
        """Owed for the first time and still in time."""
        return [item for item in self.owed if item not in self.returned and item not in self.overdue]


def inbox(session: Session, *, actor: User, now: datetime) -> Inbox:
    """The updates of all groups the person belongs to. The number of queries does not depend on how many there are."""
    items = items_of(session, [membership.group_id for membership in actor.memberships], now=now)
    latest = max((item.update.period.starts_on for item in items), default=None)
    owed = [item for item in items if item.is_owed]
    rest = [item for item in items if not item.is_owed]
    return Inbox(
        owed=owed,
        done=[item for item in rest if item.update.period.starts_on == latest],
        earlier=sorted(
            (item for item in rest if item.update.period.starts_on != latest),
            key=lambda item: (-item.update.period.starts_on.toordinal(), item.update.project.number),
        ),
    )


def items_of(session: Session, groups: Collection[int], *, now: datetime) -> list[InboxItem]:
    """Every update of these groups (by id), in the order in which it is to be done."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.group_id.in_(groups))
        .options(
            joinedload(ProgressUpdate.project),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.period).joinedload(Period.plan),
            selectinload(ProgressUpdate.extensions),
        )
    )
    return sorted((_item(update, now) for update in session.scalars(query)), key=lambda item: item.rank)


def next_owed(session: Session, *, actor: User, now: datetime) -> InboxItem | None:
    """What the person could do next."""
    return next(iter(inbox(session, actor=actor, now=now).owed), None)


def _item(update: ProgressUpdate, now: datetime) -> InboxItem:
    today = now.astimezone(ZoneInfo(update.period.plan.time_zone)).date()
    day = last_day(update)
    return InboxItem(update, day, urgency(update.state, day, today), why_closed(update, today=today))
