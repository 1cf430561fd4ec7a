"""Open an update to read or to write, see what it still lacks, and submit it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.completeness import IncompleteUpdate, Missing, missing_answers
from monitor.domain.deadlines import deadline, is_locked
from monitor.domain.errors import NotAllowed, NotFound, WrongState
from monitor.domain.permissions import GroupRole, Permission
from monitor.domain.punctuality import DatedMilestone, ProjectDates, Suggestion, suggest
from monitor.domain.sentences import Sentence
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import EDITABLE, State, transition
from monitor.models import Group, Membership, Period, ProgressUpdate, Project, ProjectGroup, UpdateVersion, User
from monitor.services.earlier_participation import approved_people
from monitor.services.reviews import approved_before
from monitor.services.update_moves import content_of, freeze, move

NOT_OPEN_YET = Sentence("Este trimestre todavía no está abierto para responder.")
CLOSED = Sentence(
    "El plazo de este trimestre ya se cerró. Si todavía necesita enviar este avance, "
    "pida una prórroga a la coordinación del GTG."
)
_NOT_EDITABLE = {
    State.SUBMITTED: Sentence("Este avance ya está enviado: el GTG lo está revisando y por ahora no se puede cambiar."),
    State.APPROVED: Sentence("Este avance ya está aprobado. Si hay que corregirlo, pida al GTG que lo reabra."),
    State.WAIVED: Sentence("El GTG dispensó este avance: no tiene que enviarlo."),
}


def get_for_view(session: Session, update_id: int, *, actor: User) -> ProgressUpdate:
    """The update, for somebody who may read it.

    Its own group always may. Whoever reads every group's updates may once it was submitted. To members of other groups
    it does not exist (NotFound).
    """
    update = _load(session, update_id)
    if update is None or not actor.may(Permission.UPDATE_VIEW, group_id=update.group_id):
        raise NotFound("Ese avance no existe, o no es de su grupo.")
    if not sees_draft(update, actor) and not update.versions:
        raise NotAllowed("El grupo todavía no ha enviado este avance. Podrá leerlo cuando lo envíe.")
    return update


def get_for_edit(session: Session, update_id: int, *, actor: User) -> ProgressUpdate:
    """The update, for somebody who may write in it. Whether it can be written in now: `why_closed`."""
    update = get_for_view(session, update_id, actor=actor)
    if not actor.may(Permission.UPDATE_EDIT, group_id=update.group_id):
        raise NotAllowed("Solo el grupo responsable puede llenar este avance.")
    return update


def sees_draft(update: ProgressUpdate, actor: User) -> bool:
    return actor.may(Permission.UPDATE_VIEW_DRAFT, group_id=update.group_id)


def content_for(update: ProgressUpdate, actor: User) -> UpdateContent:
    """What the reader may see of it: the group its own draft, everybody else what was last submitted."""
    if sees_draft(update, actor) or not update.versions:
        return content_of(update)
    return from_json(update.versions[-1].content)


def _load(session: Session, update_id: int) -> ProgressUpdate | None:
    return session.scalar(
        select(ProgressUpdate)
        .where(ProgressUpdate.id == update_id)
        .options(
            joinedload(ProgressUpdate.period).joinedload(Period.plan),
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.saved_by),
            joinedload(ProgressUpdate.project).selectinload(Project.groups).joinedload(ProjectGroup.group),
            joinedload(ProgressUpdate.project).selectinload(Project.milestones),
            selectinload(ProgressUpdate.versions),
            selectinload(ProgressUpdate.extensions),
        )
    )


def plan_day(update: ProgressUpdate, now: datetime) -> date:
    """The day it is where the plan lives: deadlines belong to its time zone."""
    return now.astimezone(ZoneInfo(update.period.plan.time_zone)).date()


def last_day(update: ProgressUpdate) -> date:
    """Until when the group is asked to answer or to correct."""
    return deadline(
        update.state,
        due_on=update.period.due_on,
        correct_by=update.correct_by,
        extended_to=[extension.until for extension in update.extensions],
    )


def why_closed(update: ProgressUpdate, *, today: date) -> str | None:
    """Why nobody can write in the update now; None while its group can."""
    if update.state not in EDITABLE:
        return _NOT_EDITABLE[update.state]
    if today < update.period.opens_on:
        return NOT_OPEN_YET
    locked = is_locked(
        locks_on=update.period.locks_on,
        today=today,
        correct_by=update.correct_by,
        extended_to=[extension.until for extension in update.extensions],
    )
    return CLOSED if locked else None


def suggestion_for(update: ProgressUpdate, content: UpdateContent, *, today: date) -> Suggestion | None:
    """What the project's dates, and what the group says of its milestones, suggest of its punctuality."""
    project = update.project
    said = {answer.milestone_id: answer.done_on for answer in content.milestones}
    return suggest(
        ProjectDates(project.starts_on, project.start_precision, project.ends_on, project.end_precision),
        [
            DatedMilestone(each.name, each.due_on, each.precision, each.done_on or said.get(each.id))
            for each in project.milestones
        ],
        status=content.status,
        today=today,
    )


def missing(update: ProgressUpdate, *, today: date) -> list[Missing]:
    """What the update still lacks before it can be submitted, in the order of the form."""
    content = content_of(update)
    suggestion = suggestion_for(update, content, today=today)
    return missing_answers(
        content,
        participation_required=update.project.participation_required,
        today=today,
        suggested=suggestion.punctuality if suggestion else None,
        earlier=approved_people(update) if content.participation else (),
    )


def submit(session: Session, update: ProgressUpdate, *, actor: User, now: datetime) -> UpdateVersion:
    """Freeze what the update says as its next version and hand it to the GTG.

    Raises NotAllowed, WrongState (already submitted, or its period is closed), IncompleteUpdate with all that is
    missing, or StaleVersion if somebody else was faster.
    """
    if update.state is not State.NOT_STARTED:
        transition("submit", update.state, actor.actor, group_id=update.group_id)
    elif not actor.may(Permission.UPDATE_SUBMIT, group_id=update.group_id):
        raise NotAllowed("Usted no tiene permiso para enviar este avance.")
    today = plan_day(update, now)
    if closed := why_closed(update, today=today):
        raise WrongState(closed)
    if lacks := missing(update, today=today):
        raise IncompleteUpdate(lacks)
    move(session, update, "submit", actor=actor, now=now)
    return freeze(update, content_of(update), actor=actor, now=now)


@dataclass(frozen=True)
class Previous:
    """What was last approved before: of which period, and what it said."""

    period: str
    content: UpdateContent


def previous(session: Session, update: ProgressUpdate) -> Previous | None:
    version = approved_before(session, update)
    return Previous(version.update.period.key, from_json(version.content)) if version else None


def previous_content(session: Session, update: ProgressUpdate) -> UpdateContent | None:
    """The last approved answers of the same project and group in an earlier period."""
    found = previous(session, update)
    return found.content if found else None


def previous_update(session: Session, update: ProgressUpdate) -> ProgressUpdate | None:
    """The same project's and group's update of the period before, whatever became of it."""
    return session.scalar(
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .options(joinedload(ProgressUpdate.period))
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.group_id == update.group_id,
            Period.ends_on < update.period.starts_on,
        )
        .order_by(Period.starts_on.desc())
        .limit(1)
    )


def names_of_leads(session: Session, update: ProgressUpdate) -> list[str]:
    """Who of the group may submit."""
    return names_of_leads_of(session, update.group_id)


def names_of_leads_of(session: Session, group_id: int) -> list[str]:
    """The active leads of a group, by name."""
    query = (
        select(User.name)
        .join(Membership)
        .where(Membership.group_id == group_id, Membership.role == GroupRole.LEAD, User.is_active)
        .order_by(User.name)
    )
    return list(session.scalars(query))


def coordinating_group_of(session: Session, update: ProgressUpdate) -> Group:
    """The group that coordinates the project in the update's period."""
    if update.coordinates:
        return update.group
    query = select(Group).join(ProgressUpdate, ProgressUpdate.group_id == Group.id)
    found = session.scalar(
        query.where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.period_id == update.period_id,
            ProgressUpdate.coordinates,
        )
    )
    return found or update.project.coordinating_group
