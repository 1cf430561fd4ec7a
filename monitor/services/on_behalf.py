"""What the GTG hands in for a group that asked for it, with its reason: never as if the group itself had."""

from datetime import datetime

from sqlalchemy.orm import Session

from monitor.domain.errors import WrongState
from monitor.models import ProgressUpdate, UpdateVersion, User
from monitor.services.update_moves import content_of, freeze, move
from monitor.services.updates import missing, plan_day, why_closed


def submit_for(session: Session, update: ProgressUpdate, *, reason: str, actor: User, now: datetime) -> UpdateVersion:
    """Submit a group's own draft as it stands. The version and the event say who did it, for whom and why.

    The GTG does not see the draft before: a group's draft is its own until it is submitted. Raises NotAllowed,
    Incomplete naming `reason`, or WrongState where there is no whole draft or the door is closed.
    """
    today = plan_day(update, now)
    if actor.is_coordinator and (closed := why_closed(update, today=today)):
        raise WrongState(closed)
    if actor.is_coordinator and missing(update, today=today):
        raise WrongState(
            "El borrador del grupo todavía no está completo: no se puede enviar en su nombre. Pídale que lo complete."
        )
    move(session, update, "submit_for", actor=actor, now=now, reason=reason, submitted_for=update.group.key)
    return freeze(update, content_of(update), actor=actor, now=now, submitted_for=reason.strip())
