"""Annual reports on their way: taken in hand by one process at a time, kept whole when they are made."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from monitor.models import AnnualFile, AnnualRequest, BuildState
from monitor.services.annual_data import Gathered
from monitor.services.reports import DIED_TOO_OFTEN, LEASE, MOST_ATTEMPTS, LostLease
from reports.annual_data import freeze
from reports.data import snapshot_hash


def count_waiting(session: Session) -> int:
    query = select(func.count()).select_from(AnnualRequest).where(AnnualRequest.state == BuildState.WAITING)
    return session.scalar(query) or 0


def claim_waiting(session: Session, *, now: datetime, owner: str) -> AnnualRequest | None:
    """Take the oldest that nobody has in hand. Two callers at once never take the same one; commit after it."""
    free = or_(AnnualRequest.lease_until.is_(None), AnnualRequest.lease_until < now)
    query = select(AnnualRequest).where(AnnualRequest.state == BuildState.WAITING, free).order_by(AnnualRequest.id)
    for oldest in session.scalars(query.limit(20)):
        if claim(session, oldest, now=now, owner=owner):
            return oldest
    return None


def claim(session: Session, own: AnnualRequest, *, now: datetime, owner: str) -> bool:
    """Whether this caller has it in hand now; another may hold it already, or it was given up."""
    free = or_(AnnualRequest.lease_until.is_(None), AnnualRequest.lease_until < now)
    taken = session.scalar(
        sql_update(AnnualRequest)
        .where(AnnualRequest.id == own.id, AnnualRequest.state == BuildState.WAITING, free)
        .values(lease_until=now + LEASE, lease_owner=owner, attempts=AnnualRequest.attempts + 1)
        .returning(AnnualRequest.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        return False
    session.refresh(own)
    if own.attempts > MOST_ATTEMPTS:
        give_up(own, DIED_TOO_OFTEN % {"times": MOST_ATTEMPTS}, now=now)
        return False
    return True


def renew(session: Session, request_id: int, *, now: datetime, owner: str) -> None:
    """Keep it in hand. Raises LostLease if another process has it."""
    kept = session.scalar(
        sql_update(AnnualRequest)
        .where(
            AnnualRequest.id == request_id,
            AnnualRequest.lease_owner == owner,
            AnnualRequest.state == BuildState.WAITING,
        )
        .values(lease_until=now + LEASE)
        .returning(AnnualRequest.id)
        .execution_options(synchronize_session=False)
    )
    if kept is None:
        raise LostLease


@dataclass(frozen=True)
class Made:
    """One PDF of an annual report, in one language."""

    language: str
    content: bytes
    text_sha256: str
    made_with: str


def store(own: AnnualRequest, gathered: Gathered, pdf: Made, others: Iterable[Made] = (), *, now: datetime) -> None:
    """Keep data, hashes and bytes together, in every language. It stays open until it is published."""
    own.snapshot = freeze(gathered.data, gathered.snapshots)
    own.snapshot_sha256 = snapshot_hash(own.snapshot)
    own.text_sha256, own.pdf, own.made_with, own.built_at = pdf.text_sha256, pdf.content, pdf.made_with, now
    own.lease_until, own.lease_owner = None, ""
    own.state = BuildState.READY
    own.files = [
        AnnualFile(
            language=other.language,
            content=other.content,
            size=len(other.content),
            sha256=hashlib.sha256(other.content).hexdigest(),
            text_sha256=other.text_sha256,
            made_with=other.made_with,
        )
        for other in others
    ]


def give_up(own: AnnualRequest, reason: str, *, now: datetime) -> None:
    own.state, own.error, own.built_at, own.is_open = BuildState.FAILED, reason, now, False
    own.lease_until, own.lease_owner = None, ""
