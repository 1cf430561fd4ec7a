"""Whether this copy of the product can serve people now, and how the work behind it stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from monitor.models import JobRun, MailState, OutboxMessage


@dataclass(frozen=True)
class Readiness:
    """`database` and `migrations` decide; ages are whole seconds, None where there is nothing or nobody could ask."""

    database: bool
    migrations: bool
    beat_age: int | None = None
    """Since the scheduler last ended any job."""
    mail_age: int | None = None
    """Since the oldest mail that waits should have left."""

    @property
    def ready(self) -> bool:
        return self.database and self.migrations


def readiness(session: Session, *, revision: str, now: datetime) -> Readiness:
    """Ask the database. `revision` is the migration this code was written for. Raises nothing when it is gone."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        session.rollback()
        return Readiness(database=False, migrations=False)
    try:
        if session.scalar(text("SELECT version_num FROM alembic_version")) != revision:
            return Readiness(database=True, migrations=False)
        beat = session.scalar(select(func.max(JobRun.finished_at)))
        oldest = session.scalar(
            select(func.min(OutboxMessage.not_before)).where(
                OutboxMessage.state == MailState.WAITING, OutboxMessage.not_before <= now
            )
        )
    except SQLAlchemyError:
        session.rollback()
        return Readiness(database=True, migrations=False)
    return Readiness(database=True, migrations=True, beat_age=_age(beat, now), mail_age=_age(oldest, now))


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
