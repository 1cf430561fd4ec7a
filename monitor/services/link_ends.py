"""Whether what the link of a mail was sent for is still open: its update to be sent, its review to be made."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.domain.link_ends import over, said_of
from monitor.domain.reminders import About
from monitor.domain.sentences import Sentence
from monitor.services.reminded_things import facts_of

Listed = tuple[About, str, int]
"""What a mail asks for: what about, of which table, which one."""


def stored(listed: Collection[Listed]) -> list[list[str | int]]:
    return [[about.value, subject, number] for about, subject, number in sorted(listed)]


def ended(session: Session, listed: Collection[list[str | int]], *, now: datetime) -> Sentence | None:
    """What became of all that a link was for; None while some of it is open, or if it was for nothing in particular."""
    if not listed:
        return None
    things = [(About(str(about)), str(subject), int(number)) for about, subject, number in listed]
    facts = facts_of(session, {(subject, number) for _, subject, number in things}, now=now)
    ends = []
    for about, subject, number in things:
        standing = facts.get((subject, number))
        reason = over(about, standing)
        if reason is None:
            return None
        ends.append((reason, standing))
    return said_of(ends)
