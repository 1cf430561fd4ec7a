"""What waits to be done behind the pages: mails to send, PDFs to make."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.models import AnnualRequest, BuildState, MailState, OutboxMessage, ReportBuild, SurveyDocument

LATELY = timedelta(days=7)


class Waiting(StrEnum):
    """The values are labels of a metric: they stay as they are."""

    MAILS = "mails"
    REPORTS = "reports"
    ANNUAL_REPORTS = "annual_reports"
    SURVEY_DOCUMENTS = "survey_documents"


@dataclass(frozen=True)
class Queue:
    """How many wait and may go now, how many are in hand, how many failed in the last seven days."""

    what: Waiting
    waiting: int
    in_hand: int
    failed: int
    oldest: datetime | None
    """Since when the oldest that may go waits."""


def queues(session: Session, *, now: datetime) -> list[Queue]:
    mail = OutboxMessage
    made: list[tuple[Waiting, Any]] = [
        (Waiting.REPORTS, ReportBuild),
        (Waiting.ANNUAL_REPORTS, AnnualRequest),
        (Waiting.SURVEY_DOCUMENTS, SurveyDocument),
    ]
    due = (mail.state == MailState.WAITING) & (mail.not_before <= now)
    failed = (mail.state == MailState.FAILED) & (mail.created_at > now - LATELY)
    found = [_counted(session, Waiting.MAILS, due, due & (mail.lease_until > now), failed, since=mail.not_before)]
    for what, model in made:
        due = model.state == BuildState.WAITING
        failed = (model.state == BuildState.FAILED) & (model.requested_at > now - LATELY)
        found.append(_counted(session, what, due, due & (model.lease_until > now), failed, since=model.requested_at))
    return found


def _counted(
    session: Session,
    what: Waiting,
    due: ColumnElement[bool],
    in_hand: ColumnElement[bool],
    failed: ColumnElement[bool],
    *,
    since: InstrumentedAttribute[datetime],
) -> Queue:
    counts = [func.count().filter(each) for each in (due, in_hand, failed)]
    row: Any = session.execute(select(*counts, func.min(since).filter(due)).select_from(since.class_)).one()
    return Queue(what, row[0] - row[1], row[1], row[2], row[3])
