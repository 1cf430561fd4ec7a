"""The evidence of an update: links and files."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor import storage
from monitor.domain.errors import NotFound
from monitor.domain.file_kinds import FileRefused, kind_of, own_name
from monitor.domain.updates import Page
from monitor.models import Evidence, ProgressUpdate, User
from monitor.services import events
from monitor.services.update_pages import begin_save
from monitor.services.updates import sees_draft

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one file."""
MOST_ITEMS = 20


def get_evidence(session: Session, update: ProgressUpdate, evidence_id: int, *, actor: User) -> Evidence:
    """One piece of evidence of an update the actor may see; outside the group, only what was submitted."""
    found = session.scalar(select(Evidence).where(Evidence.id == evidence_id, Evidence.update_id == update.id))
    if found is None or not (sees_draft(update, actor) or found.id in _submitted(update)):
        raise NotFound("Esa evidencia no existe o ya se quitó.")
    return found


def _submitted(update: ProgressUpdate) -> set[int]:
    return {item["evidence_id"] for version in update.versions for item in version.content["evidence"]}


def add_link(
    session: Session,
    update: ProgressUpdate,
    *,
    title: str,
    url: str,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> Evidence:
    """Keep a link as evidence. Raises FileRefused for anything but a web address: it will stand in an href."""
    if not url.startswith(("http://", "https://")):
        raise FileRefused("Este enlace no se puede abrir. Cópielo completo, con https:// al principio.")
    _refuse_too_many(update)
    begin_save(session, update, Page.EVIDENCE, actor=actor, now=now, lock_version=lock_version, seen=seen)
    added = Evidence(title=title.strip() or url, url=url, added_at=now, added_by_id=actor.id)
    update.evidence.append(added)
    return added


def add_file(
    session: Session,
    update: ProgressUpdate,
    *,
    title: str,
    filename: str,
    content: bytes,
    folder: Path,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> Evidence:
    """Keep a file as evidence. Its kind is told by its content. Raises FileRefused with what is wrong."""
    _refuse_too_many(update)
    if len(content) > LARGEST_FILE:
        raise FileRefused(
            "El archivo pesa más de %(size)s MB. Suba una versión más liviana o pegue un enlace.",
            size=LARGEST_FILE // 1024 // 1024,
        )
    kind = kind_of(content)
    begin_save(session, update, Page.EVIDENCE, actor=actor, now=now, lock_version=lock_version, seen=seen)
    stored = storage.store(folder, content, extension=kind.extension, now=now)
    name = own_name(filename, kind)
    added = Evidence(
        title=title.strip() or Path(name).stem,
        filename=name,
        stored_name=stored.name,
        content_type=kind.content_type,
        size=stored.size,
        sha256=stored.sha256,
        added_at=now,
        added_by_id=actor.id,
    )
    update.evidence.append(added)
    return added


def remove_evidence(
    session: Session,
    update: ProgressUpdate,
    evidence_id: int,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
) -> None:
    """Take a piece off the update. It can be put back until the update is submitted; earlier versions keep it."""
    found = next((each for each in update.evidence if each.id == evidence_id), None)
    if found is None:
        raise NotFound("Esa evidencia ya no está en el avance.")
    begin_save(session, update, Page.EVIDENCE, actor=actor, now=now, lock_version=lock_version)
    found.removed_at = now
    _tell(session, update, "EvidenceRemoved", found, actor=actor, now=now)


def restore_evidence(
    session: Session,
    update: ProgressUpdate,
    evidence_id: int,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
) -> None:
    """Put back a piece that was taken off since the update was last submitted. Pressed twice, it is put back once."""
    if any(each.id == evidence_id for each in update.evidence):
        return
    found = next((each for each in removed_evidence(session, update) if each.id == evidence_id), None)
    if found is None:
        raise NotFound("Esa evidencia ya no se puede volver a poner. Agréguela otra vez.")
    _refuse_too_many(update)
    begin_save(session, update, Page.EVIDENCE, actor=actor, now=now, lock_version=lock_version)
    found.removed_at = None
    _tell(session, update, "EvidenceRestored", found, actor=actor, now=now)


def removed_evidence(session: Session, update: ProgressUpdate) -> list[Evidence]:
    """What was taken off since the update was last submitted, the latest first: what can still be put back."""
    query = select(Evidence).where(Evidence.update_id == update.id, Evidence.removed_at.is_not(None))
    if update.versions:
        query = query.where(Evidence.removed_at > update.versions[-1].submitted_at)
    return list(session.scalars(query.order_by(Evidence.removed_at.desc(), Evidence.id.desc())))


def _tell(session: Session, update: ProgressUpdate, kind: str, piece: Evidence, *, actor: User, now: datetime) -> None:
    events.record(
        session, kind, subject="updates", subject_id=update.id, actor=actor, now=now, after={"title": piece.title}
    )
    session.flush()  # reading the list again asks the database
    session.expire(update, ["evidence"])


def _refuse_too_many(update: ProgressUpdate) -> None:
    if len(update.evidence) >= MOST_ITEMS:
        raise FileRefused("Ya hay %(most)s evidencias. Quite alguna antes de agregar otra.", most=MOST_ITEMS)
