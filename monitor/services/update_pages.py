"""Save one page of an update, whole or half filled. What comes before every save stands here too."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotAllowed, StaleVersion, WrongState
from monitor.domain.merging import ClashingAnswers, mark_of, settle
from monitor.domain.permissions import Permission
from monitor.domain.sentences import Sentence
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
_LISTS = {
    Page.PARTICIPATION: ("participation",),
    Page.INDICATORS: ("indicators",),
    Page.EVIDENCE: ("evidence",),
}
"""What these pages hold beside single answers; it is compared as a whole."""
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
    sent: Mapping[str, Collection[Any]] | None = None,
) -> tuple[str, ...]:
    """Save what `values` names of one page; what it does not name stays.

    The page of milestones takes `{"milestones": [MilestoneAnswer, …]}`. `lock_version` and `seen` (see `fingerprint`)
    are those of the update when the page was drawn; `sent` as in `settle`. A page that somebody else saved meanwhile is
    settled question by question: gives the names of the questions that keep the other person's answer, and raises
    ClashingAnswers, a StaleVersion, where both answered the same question. Raises what `begin_save` raises.
    """
    _check_open(update, actor, now)
    typed = _by_question(page, values)
    theirs: tuple[str, ...] = ()
    if _is_stale(update, page, lock_version, seen):
        stored = answers_of(update, page)
        known = {name: answer for name, answer in typed.items() if name in stored}
        settled = settle(stored, known, drawn=marks_in(seen), sent=sent)
        if settled.clashes:
            raise ClashingAnswers(_who_was_faster(update, actor), settled)
        if not settled.to_save:
            return settled.theirs
        typed, theirs = settled.to_save, settled.theirs
    _begin(session, update, page, actor=actor, now=now)
    if page is Page.MILESTONES:
        _save_milestones(update, typed)
        return theirs
    for field in FIELDS[page]:
        if field in typed:
            setattr(update, field, typed[field])
    if update.status is Status.COMPLETED and update.percent_done is None:
        update.percent_done = 100
    return theirs


def begin_save(
    session: Session,
    update: ProgressUpdate,
    page: Page,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
    now_is: str | None = None,
) -> None:
    """All that comes before a change: may the actor write, is the door open, is the page fresh. Starts the update.

    Raises NotAllowed, WrongState with the reason, or StaleVersion if somebody else saved since the page was drawn. A
    save of another page is no conflict where `seen` proves that this one is as it was. `now_is`: the
    fingerprint to compare `seen` with, for a page that shows only a part of what `page` holds.
    """
    _check_open(update, actor, now)
    if _is_stale(update, page, lock_version, seen, now_is):
        raise StaleVersion(_who_was_faster(update, actor))
    _begin(session, update, page, actor=actor, now=now)


def _check_open(update: ProgressUpdate, actor: User, now: datetime) -> None:
    if not actor.may(Permission.UPDATE_EDIT, group_id=update.group_id):
        raise NotAllowed("Solo el grupo responsable puede llenar este avance.")
    if closed := why_closed(update, today=plan_day(update, now)):
        raise WrongState(closed)


def _is_stale(
    update: ProgressUpdate, page: Page, lock_version: int, seen: str | None, now_is: str | None = None
) -> bool:
    """Told by the answers where the page says which it was drawn with; otherwise any save by anybody counts."""
    if seen is None:
        return lock_version != update.lock_version
    return seen != (now_is or fingerprint(update, page))


def _begin(session: Session, update: ProgressUpdate, page: Page, *, actor: User, now: datetime) -> None:
    if update.state is State.NOT_STARTED:
        move(session, update, "start", actor=actor, now=now)
    claim(session, update)
    update.saved_at, update.saved_by = now, actor
    _record_save(session, update, page, actor=actor, now=now)


def fingerprint(update: ProgressUpdate, page: Page) -> str:
    """The same while nobody changes an answer of this page: the mark of each, as "question=mark question=mark"."""
    return " ".join(f"{name}={mark_of(answer)}" for name, answer in answers_of(update, page).items())


def marks_in(seen: str | None) -> dict[str, str]:
    """The marks of a fingerprint, by question; those of nonsense are none."""
    return dict(part.split("=", 1) for part in (seen or "").split() if "=" in part)


def answers_of(update: ProgressUpdate, page: Page) -> dict[str, Any]:
    """What is stored on a page, by the names of its questions; those of a milestone end in its id."""
    if page is Page.MILESTONES:
        said = {answer.milestone_id: answer for answer in content_of(update).milestones}
        asked = [said.get(each.id) or MilestoneAnswer(each.id, each.name) for each in update.project.milestones]
        return _by_question(page, {"milestones": asked})
    answers = {field: getattr(update, field) for field in FIELDS.get(page, ())}
    frozen = as_json(content_of(update)) if page in _LISTS else {}
    return answers | {name: frozen[name] for name in _LISTS.get(page, ())}


def _by_question(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    if page is not Page.MILESTONES:
        return dict(values)
    return {
        f"{name}-{answer.milestone_id}": value
        for answer in values["milestones"]
        for name, value in (
            ("done_on", answer.done_on),
            ("new_due", answer.new_due),
            ("reason", answer.reason.strip()),
        )
    }


def _who_was_faster(update: ProgressUpdate, actor: User) -> str:
    if update.saved_by is None:
        return Sentence("Este avance cambió mientras usted escribía.")
    if update.saved_by is actor:
        return Sentence("Usted guardó esta página en otra ventana mientras escribía aquí.")
    return Sentence("%(name)s guardó esta página mientras usted escribía.", name=update.saved_by.name)


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


def _save_milestones(update: ProgressUpdate, typed: Mapping[str, Any]) -> None:
    """An answer without any date or word is no answer: its row goes. Milestones of other projects are not touched."""
    rows = {row.milestone_id: row for row in update.milestone_answers}
    final = answers_of(update, Page.MILESTONES) | dict(typed)
    for milestone in update.project.milestones:
        names = [f"{name}-{milestone.id}" for name in ("done_on", "new_due", "reason")]
        if not any(name in typed for name in names):
            continue
        done_on, new_due, reason = (final[name] for name in names)
        row = rows.get(milestone.id)
        if not (done_on or new_due or reason):
            if row:
                update.milestone_answers.remove(row)
            continue
        if row is None:
            row = UpdateMilestone(milestone_id=milestone.id, milestone=milestone)
            update.milestone_answers.append(row)
        row.done_on, row.new_due, row.reason = done_on, new_due, reason
