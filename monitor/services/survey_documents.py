"""PDFs of surveys made in the background: receipts of submitted responses, and results of waves.

ask(session, version, language, data, actor=..., now=...) -> SurveyDocument     a receipt, asked for once
find(session, version, language), pdf_of(session, version, language)
claim_waiting / renew / store / give_up              for the job, whatever the kind (monitor/jobs/survey_documents.py)
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session, undefer

from monitor.domain.waves import DocumentKind
from monitor.models import BuildState, SurveyDocument, SurveyVersion, User
from monitor.services.insert_once import insert_once

LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 3
DIED_TOO_OFTEN = "El PDF no se pudo hacer: el proceso que lo hacía se interrumpió varias veces."


def ask(
    session: Session, version: SurveyVersion, language: str, data: dict[str, Any], *, actor: User, now: datetime
) -> SurveyDocument:
    """The PDF receipt of a version in a language, asked for once; `data` is what it is made from, frozen now."""
    values = {
        "kind": DocumentKind.RECEIPT,
        "wave_id": version.wave_id,
        "version_id": version.id,
        "language": language,
        "state": BuildState.WAITING,
        "requested_at": now,
        "requested_by_id": actor.id,
        "data": data,
        "sha256": version.sha256,
        "attempts": 0,
        "lease_owner": "",
        "made_with": "",
        "error": "",
    }
    insert_once(session, SurveyDocument, [values])
    document = find(session, version, language)
    assert document is not None
    if document.state is BuildState.FAILED:
        document.state, document.error, document.attempts, document.data = BuildState.WAITING, "", 0, data
    return document


def find(session: Session, version: SurveyVersion, language: str) -> SurveyDocument | None:
    """The receipt asked for in this language, without its bytes."""
    return session.scalar(
        select(SurveyDocument).where(SurveyDocument.version_id == version.id, SurveyDocument.language == language)
    )


def pdf_of(session: Session, version: SurveyVersion, language: str) -> bytes | None:
    document = session.scalar(
        select(SurveyDocument)
        .where(SurveyDocument.version_id == version.id, SurveyDocument.language == language)
        .options(undefer(SurveyDocument.pdf))
    )
    return document.pdf if document else None


def count_waiting(session: Session) -> int:
    query = select(func.count()).select_from(SurveyDocument).where(SurveyDocument.state == BuildState.WAITING)
    return session.scalar(query) or 0


def claim_waiting(session: Session, *, now: datetime, owner: str) -> SurveyDocument | None:
    """Take the oldest document that nobody has in hand; two callers at once never take the same. Commit after it."""
    free = or_(SurveyDocument.lease_until.is_(None), SurveyDocument.lease_until < now)
    waiting = select(SurveyDocument.id).where(SurveyDocument.state == BuildState.WAITING, free)
    for document_id in session.scalars(waiting.order_by(SurveyDocument.id).limit(20)).all():
        taken = session.scalar(
            sql_update(SurveyDocument)
            .where(SurveyDocument.id == document_id, SurveyDocument.state == BuildState.WAITING, free)
            .values(lease_until=now + LEASE, lease_owner=owner, attempts=SurveyDocument.attempts + 1)
            .returning(SurveyDocument.id)
            .execution_options(synchronize_session=False)
        )
        if taken is None:
            continue
        document = session.get_one(
            SurveyDocument, document_id, options=[undefer(SurveyDocument.data)], populate_existing=True
        )
        if document.attempts <= MOST_ATTEMPTS:
            return document
        give_up(document, DIED_TOO_OFTEN, now=now)
    return None


def renew(session: Session, document_id: int, *, now: datetime, owner: str) -> bool:
    """Keep the document in hand; False where another process has it."""
    return bool(
        session.scalar(
            sql_update(SurveyDocument)
            .where(
                SurveyDocument.id == document_id,
                SurveyDocument.lease_owner == owner,
                SurveyDocument.state == BuildState.WAITING,
            )
            .values(lease_until=now + LEASE)
            .returning(SurveyDocument.id)
            .execution_options(synchronize_session=False)
        )
    )


def store(document: SurveyDocument, pdf: bytes, *, made_with: str, now: datetime) -> None:
    document.pdf, document.made_with, document.built_at = pdf, made_with, now
    document.lease_until, document.lease_owner, document.state = None, "", BuildState.READY


def give_up(document: SurveyDocument, reason: str, *, now: datetime) -> None:
    document.state, document.error, document.built_at = BuildState.FAILED, reason, now
    document.lease_until, document.lease_owner = None, ""
