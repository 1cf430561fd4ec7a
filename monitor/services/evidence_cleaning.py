"""Forget the evidence that nobody can ask for any more: pieces taken off for good, and files without a row."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor import storage
from monitor.domain.updates import EDITABLE
from monitor.models import Evidence, ProgressUpdate, SurveyFile, UpdateVersion

REMOVED_KEPT_FOR = timedelta(days=30)
ORPHANS_KEPT_FOR = timedelta(days=2)
"""Far longer than any upload: a file is written a moment before its row."""


def forget_removed(session: Session, *, now: datetime) -> int:
    """Delete the rows of pieces taken off long ago, of which no submitted version speaks. Gives how many.

    Nothing goes while the group still writes: until it submits, it may put the piece back.
    """
    removed = session.scalars(
        select(Evidence)
        .join(ProgressUpdate, ProgressUpdate.id == Evidence.update_id)
        .where(Evidence.removed_at < now - REMOVED_KEPT_FOR, ProgressUpdate.state.not_in(EDITABLE))
    ).all()
    spoken_of = _spoken_of(session, {piece.update_id for piece in removed})
    forgotten = [piece for piece in removed if piece.id not in spoken_of]
    for piece in forgotten:
        session.delete(piece)
    session.flush()
    return len(forgotten)


def _spoken_of(session: Session, updates: set[int]) -> set[int]:
    contents = session.scalars(select(UpdateVersion.content).where(UpdateVersion.update_id.in_(updates)))
    return {item["evidence_id"] for content in contents for item in content["evidence"] if item["evidence_id"]}


def orphans(session: Session, folder: Path, *, now: datetime) -> list[str]:
    """The files that no row names, for longer than an upload could take."""
    known = set(session.scalars(select(Evidence.stored_name).where(Evidence.stored_name != "")))
    known |= set(session.scalars(select(SurveyFile.stored_name)))
    return [name for name in storage.names_before(folder, now - ORPHANS_KEPT_FOR) if name not in known]
