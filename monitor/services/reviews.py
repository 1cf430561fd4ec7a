"""What the GTG does with an update: return it with reasons, approve it, reopen it, excuse it, give more time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from monitor.domain.co_leads import AnswerKind
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.schedules import Precision
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import EDITABLE, State
from monitor.models import (
    DateChange,
    Decision,
    Extension,
    Milestone,
    Period,
    ProgressUpdate,
    Project,
    ProjectGroup,
    Review,
    UpdateVersion,
    User,
    Waiver,
)
from monitor.services import editions, events
from monitor.services.link_mails import MailWriter
from monitor.services.review_mails import tell_leads
from monitor.services.update_moves import claim, move


def get_for_review(session: Session, update_id: int, *, actor: User) -> ProgressUpdate:
    """The update with all a reviewer looks at. Raises NotAllowed or NotFound."""
    if not actor.may(Permission.BOARD_VIEW):
        raise NotAllowed("Solo el GTG y quienes observan pueden abrir la revisión.")
    update = session.scalar(
        select(ProgressUpdate)
        .where(ProgressUpdate.id == update_id)
        .options(
            joinedload(ProgressUpdate.project).selectinload(Project.groups).joinedload(ProjectGroup.group),
            joinedload(ProgressUpdate.project).selectinload(Project.milestones),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.period),
            selectinload(ProgressUpdate.versions).selectinload(UpdateVersion.reviews),
            selectinload(ProgressUpdate.versions).joinedload(UpdateVersion.submitted_by),
            selectinload(ProgressUpdate.extensions).joinedload(Extension.granted_by),
            selectinload(ProgressUpdate.waivers).joinedload(Waiver.granted_by),
            selectinload(ProgressUpdate.waivers).joinedload(Waiver.ended_by),
        )
    )
    if update is None:
        raise NotFound("Ese avance no existe.")
    return update


def submitted_content(update: ProgressUpdate) -> UpdateContent | None:
    """What was last submitted, frozen; None while nothing was. A reviewer never sees a draft."""
    return from_json(update.versions[-1].content) if update.versions else None


def approved_before(session: Session, update: ProgressUpdate) -> UpdateVersion | None:
    """The last approved version of the same project and group in an earlier period."""
    return session.scalar(
        select(UpdateVersion)
        .join(UpdateVersion.update)
        .join(ProgressUpdate.period)
        .join(UpdateVersion.reviews)
        .options(contains_eager(UpdateVersion.update).contains_eager(ProgressUpdate.period))
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.group_id == update.group_id,
            Period.ends_on < update.period.starts_on,
            Review.decision == Decision.APPROVED,
        )
        .order_by(UpdateVersion.submitted_at.desc())
        .limit(1)
    )


def return_update(
    session: Session,
    update: ProgressUpdate,
    *,
    actor: User,
    reason: str,
    correct_by: date | None,
    now: datetime,
    mails: MailWriter,
) -> None:
    """Send a submitted update back to its group, and tell its leads by mail.

    Raises NotAllowed, WrongState, or Incomplete naming `reason` or `correct_by`.
    """
    send_back(
        session,
        update,
        "return",
        Decision.RETURNED,
        actor=actor,
        reason=reason,
        correct_by=correct_by,
        now=now,
        mails=mails,
    )


def send_back(
    session: Session,
    update: ProgressUpdate,
    name: str,
    decision: Decision,
    *,
    actor: User,
    reason: str,
    correct_by: date | None,
    now: datetime,
    mails: MailWriter,
) -> None:
    check_date_ahead(correct_by, update, now, field="correct_by")
    move(session, update, name, actor=actor, now=now, reason=reason, correct_by=correct_by)
    add_review(update, decision, actor=actor, now=now, reason=reason, correct_by=correct_by)
    if correct_by is not None:  # the move has refused a missing one; this tells the type checker
        tell_leads(session, update, now=now, mails=mails, reason=reason.strip(), correct_by=correct_by)


def approve(session: Session, update: ProgressUpdate, *, actor: User, now: datetime) -> list[ProgressUpdate]:
    """Accept what was submitted; its milestones take effect. Raises NotAllowed or WrongState.

    The endorsements that stand behind this very version say nothing of their own and are approved with it; they are
    given back, for the page to name.
    """
    move(session, update, "approve", actor=actor, now=now)
    add_review(update, Decision.APPROVED, actor=actor, now=now)
    apply_milestones(session, update, now=now)
    together = endorsing(session, update.versions[-1], update)
    for endorsement in together:
        approve(session, endorsement, actor=actor, now=now)
    return together


def endorsing(session: Session, version: UpdateVersion, update: ProgressUpdate) -> list[ProgressUpdate]:
    """The submitted endorsements, of the other leads, that stand behind this version."""
    query = (
        select(ProgressUpdate)
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.period_id == update.period_id,
            ProgressUpdate.id != update.id,
            ProgressUpdate.state == State.SUBMITTED,
            ProgressUpdate.answer_kind == AnswerKind.ENDORSEMENT,
        )
        .options(joinedload(ProgressUpdate.group), selectinload(ProgressUpdate.versions))
        .order_by(ProgressUpdate.id)
    )
    found = [(other, from_json(other.versions[-1].content).endorsed) for other in session.scalars(query)]
    return [other for other, endorsed in found if endorsed is not None and endorsed.version_id == version.id]


def reopen(
    session: Session,
    update: ProgressUpdate,
    *,
    actor: User,
    reason: str,
    correct_by: date | None,
    now: datetime,
    mails: MailWriter,
) -> None:
    """Let the group correct an approved update. The earlier version and its approval stay in the history.

    Raises WrongState where the period's report is published and no correction of it was opened.
    """
    editions.check_reopenable(session, update.period)
    send_back(
        session,
        update,
        "reopen",
        Decision.REOPENED,
        actor=actor,
        reason=reason,
        correct_by=correct_by,
        now=now,
        mails=mails,
    )


def waive(session: Session, update: ProgressUpdate, *, actor: User, reason: str, now: datetime) -> Waiver:
    """Excuse a group from answering, with a reason that the report prints."""
    move(session, update, "waive", actor=actor, now=now, reason=reason)
    waiver = Waiver(reason=reason.strip(), granted_at=now, granted_by=actor)
    update.waivers.append(waiver)
    return waiver


def restore(session: Session, update: ProgressUpdate, *, actor: User, reason: str, now: datetime) -> None:
    """Ask again for an update that had been excused. The waiver stays, with who ended it and why."""
    move(session, update, "restore", actor=actor, now=now, reason=reason)
    for waiver in update.waivers:
        if waiver.ended_at is None:
            waiver.ended_at, waiver.ended_by, waiver.ended_reason = now, actor, reason.strip()


def grant_extension(
    session: Session, update: ProgressUpdate, *, actor: User, until: date | None, reason: str, now: datetime
) -> Extension:
    """Give a group more time, also after the period has closed. Raises NotAllowed, WrongState or Incomplete."""
    if not actor.may(Permission.UPDATE_REVIEW):
        raise NotAllowed("Solo el GTG puede dar prórrogas.")
    if update.state not in EDITABLE:
        raise WrongState("Este avance ya se entregó: no necesita prórroga.")
    if until is None:
        raise Incomplete("Elija hasta qué fecha tiene plazo el grupo.", field="until")
    check_date_ahead(until, update, now, field="until")
    if not reason.strip():
        raise Incomplete("Escriba el motivo de la prórroga.", field="reason")
    claim(session, update)
    extension = Extension(until=until, reason=reason.strip(), granted_at=now, granted_by=actor)
    update.extensions.append(extension)
    events.record(
        session,
        "ExtensionGranted",
        subject="updates",
        subject_id=update.id,
        actor=actor,
        now=now,
        after={"until": until.isoformat(), "reason": reason.strip()},
    )
    return extension


def check_date_ahead(value: date | None, update: ProgressUpdate, now: datetime, *, field: str) -> None:
    """A date given to a group must leave it at least until tomorrow."""
    today = now.astimezone(ZoneInfo(update.period.plan.time_zone)).date()
    if value is not None and value <= today:
        raise Incomplete("Elija una fecha futura: el grupo necesita al menos un día.", field=field)


def add_review(
    update: ProgressUpdate,
    decision: Decision,
    *,
    actor: User,
    now: datetime,
    reason: str = "",
    correct_by: date | None = None,
) -> None:
    update.versions[-1].reviews.append(
        Review(decision=decision, reason=reason.strip(), correct_by=correct_by, reviewed_at=now, reviewed_by=actor)
    )


def apply_milestones(session: Session, update: ProgressUpdate, *, now: datetime) -> None:
    """Carry the milestones of an approved update into the project; an old date is kept with its reason."""
    version = update.versions[-1]
    answers = {answer.milestone_id: answer for answer in from_json(version.content).milestones}
    milestones: list[Milestone] = [each for each in update.project.milestones if each.id in answers]
    for milestone in milestones:
        answer = answers[milestone.id]
        if answer.done_on:
            milestone.done_on = answer.done_on
        elif answer.new_due and answer.new_due != milestone.due_on:
            session.add(
                DateChange(
                    project_id=milestone.project_id,
                    milestone=milestone,
                    field="due_on",
                    old_value=milestone.due_on,
                    old_precision=milestone.precision,
                    new_value=answer.new_due,
                    reason=answer.reason,
                    changed_at=now,
                    changed_by=version.submitted_by,
                )
            )
            milestone.due_on, milestone.precision = answer.new_due, Precision.DAY
