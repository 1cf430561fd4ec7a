"""A project of two leads, as the tests of co-leads and of review need it."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from sqlalchemy.orm import Session

from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import Punctuality, State, Status
from monitor.models import ProgressUpdate, UpdateVersion, User
from monitor.services.link_mails import MailWriter
from monitor.services.update_moves import freeze
from tests.factories import make_coordinator, make_group, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW

WHOLE = UpdateContent(
    status=Status.IN_PROGRESS, percent_done=40, punctuality=Punctuality.ON_SCHEDULE, achieved="Dos reuniones"
)


def written(kind: str, **context: object) -> SimpleNamespace:
    return SimpleNamespace(subject=kind, text=str(context["url"]), html="")


MAILS = MailWriter(render=written, address_of=lambda secret: f"http://test/{secret}")


@dataclass(frozen=True)
class Leads:
    """`first` coordinates and `second` does not."""

    first: ProgressUpdate
    second: ProgressUpdate
    lead: User
    co_lead: User
    gtg: User


def two_leads(session: Session, *, period_key: str = "2021-T3") -> Leads:
    plan = make_plan(session)
    coordinating, other = make_group(session, "GTCU"), make_group(session, "GTAP")
    project = make_project(session, plan, coordinating, other)
    period = make_period(session, plan, period_key)
    return Leads(
        first=make_update(session, project, period, group=coordinating),
        second=make_update(session, project, period, group=other),
        lead=make_user(session, lead_of=coordinating),
        co_lead=make_user(session, lead_of=other),
        gtg=make_coordinator(session),
    )


def hand_in(
    session: Session,
    update: ProgressUpdate,
    actor: User,
    content: UpdateContent = WHOLE,
    now: datetime = NOW,
) -> UpdateVersion:
    """Submitted, as far as the review can see."""
    update.state, update.correct_by = State.SUBMITTED, None
    version = freeze(update, content, actor=actor, now=now)
    session.flush()
    return version
