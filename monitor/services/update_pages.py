"""Save one page of an update, whole or half filled. What comes before every save stands here too."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.update_content import MilestoneAnswer, as_json
from monitor.domain.updates import Page, State, Status
from monitor.models import Event, ProgressUpdate, UpdateMilestone, User
from monitor.services import events
from monitor.services.update_moves import claim, content_of, move
from monitor.services.updates import plan_day, why_closed

FIELDS = {
    Page.STATUS: ("status", "percent_done", "punctuality", "delay_reason", "delay_words"),
    Page.PROGRESS: ("nothing_to_report", "nothing_reason", "achieved", "obstacles", "next_steps", "womens_role"),
    Page.PARTICIPATION: ("no_participation", "no_participation_reason"),
}
_FROZEN_FIELDS = {
    **FIELDS,
    Page.MILESTONES: ("milestones",),
    Page.PARTICIPATION: (*FIELDS[Page.PARTICIPATION], "participation"),
    Page.INDICATORS: ("indicators",),
    Page.EVIDENCE: ("evidence",),
}
ONE_EVENT_EACH = timedelta(hours=1)
"""A person who saves page after page leaves one line in the history, not ten."""


def save_page(
    session: Session,
    update: ProgressUpdate,
    page: Page,
    values: Mapping[str, Any],
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """Save what `values` names of one page; what it does not name stays.

    The page of milestones takes `{"milestones": [MilestoneAnswer, …]}`. `lock_version` and `seen` (see `fingerprint`)
    are those of the update when the page was drawn. Raises what `begin_save` raises.
    """
    begin_save(session, update, page, actor=actor, now=now, lock_version=lock_version, seen=seen)
    if page is Page.MILESTONES:
        _save_milestones(update, values["milestones"])
        return
    for field in FIELDS[page]:
        if field in values:
            setattr(update, field, values[field])
    if update.status is Status.COMPLETED and update.percent_done is None:
        update.percent_done = 100


def begin_save(
    session: Session,
    update: ProgressUpdate,
    page: Page,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """All that comes before a change: may the actor write, is the door open, is the page fresh. Starts the update.

    Raises NotAllowed, WrongState with the reason, or StaleVersion if somebody else saved since the page was drawn. A
    save of another page is no conflict where `seen` proves that this one is as it was.
    """
    if not actor.may(Permission.UPDATE_EDIT, group_id=update.group_id):
        raise NotAllowed("Solo el grupo responsable puede llenar este avance.")
    if closed := why_closed(update, today=plan_day(update, now)):
        raise WrongState(closed)
    if lock_version != update.lock_version and (seen is None or seen != fingerprint(update, page)):
        raise StaleVersion(_who_was_faster(update, actor))
    if update.state is State.NOT_STARTED:
        move(session, update, "start", actor=actor, now=now)
    claim(session, update)
    update.saved_at, update.saved_by = now, actor
    _record_save(session, update, page, actor=actor, now=now)


def fingerprint(update: ProgressUpdate, page: Page) -> str:
    """The same while nobody changes an answer of this page."""
    frozen = as_json(content_of(update))
    answers = {field: frozen[field] for field in _FROZEN_FIELDS[page]}
    return sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def _who_was_faster(update: ProgressUpdate, actor: User) -> str:
    if update.saved_by is None:
        return "Este avance cambió mientras usted escribía."
    if update.saved_by is actor:
        return "Usted guardó esta página en otra ventana mientras escribía aquí."
    return f"{update.saved_by.name} guardó esta página mientras usted escribía."


def _record_save(session: Session, update: ProgressUpdate, page: Page, *, actor: User, now: datetime) -> None:
    recent = session.scalar(
        select(Event.id)
        .where(
            Event.subject == "updates",
            Event.subject_id == update.id,
            Event.actor_id == actor.id,
            Event.kind.in_(("UpdateStarted", "UpdateSaved")),
            Event.happened_at > now - ONE_EVENT_EACH,
        )
        .limit(1)
    )
    if recent is None:
        events.record(
            session,
            "UpdateSaved",
            subject="updates",
            subject_id=update.id,
            actor=actor,
            now=now,
            after={"page": page.value},
        )


def _save_milestones(update: ProgressUpdate, answers: list[MilestoneAnswer]) -> None:
    """An answer without any date or word is no answer: its row goes. Milestones of other projects are not touched."""
    rows = {row.milestone_id: row for row in update.milestone_answers}
    known = {milestone.id: milestone for milestone in update.project.milestones}
    for answer in answers:
        if answer.milestone_id not in known:
            continue
        row = rows.get(answer.milestone_id)
        if not (answer.done_on or answer.new_due or answer.reason.strip()):
            if row:
                update.milestone_answers.remove(row)
            continue
        if row is None:
            row = UpdateMilestone(milestone_id=answer.milestone_id, milestone=known[answer.milestone_id])
            update.milestone_answers.append(row)
        row.done_on, row.new_due, row.reason = answer.done_on, answer.new_due, answer.reason.strip()
