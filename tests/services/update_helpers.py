"""Saving an update as a page does: what the tests of the form's services share."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.domain.updates import Page, Punctuality, Status
from monitor.models import ProgressUpdate, User
from monitor.services.update_pages import save_page
from tests.fixtures import NOW

STATUS = {
    "status": Status.IN_PROGRESS,
    "percent_done": 45,
    "punctuality": Punctuality.ON_SCHEDULE,
    "delay_reason": None,
    "delay_words": "",
}
PROGRESS = {"achieved": "Dos reuniones", "obstacles": "", "next_steps": "", "womens_role": ""}


def save(
    session: Session,
    update: ProgressUpdate,
    page: Page,
    values: Mapping[str, object],
    *,
    actor: User,
    now: datetime = NOW,
    lock_version: int | None = None,
    seen: str | None = None,
) -> None:
    version = update.lock_version if lock_version is None else lock_version
    save_page(session, update, page, values, actor=actor, now=now, lock_version=version, seen=seen)


def fill(session: Session, update: ProgressUpdate, actor: User, now: datetime = NOW) -> None:
    save(session, update, Page.STATUS, STATUS, actor=actor, now=now)
    save(session, update, Page.PROGRESS, PROGRESS, actor=actor, now=now)
