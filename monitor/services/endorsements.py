"""How a lead group that does not coordinate answers: it endorses, adds to, or files beside the coordinating group."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.co_leads import AnswerKind, Endorsed, is_outdated, may_endorse
from monitor.domain.errors import StaleVersion, WrongState
from monitor.domain.merging import mark_of
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import EDITABLE, Page, State
from monitor.models import Period, ProgressUpdate, TokenPurpose, UpdateVersion, User
from monitor.services import access_tokens, events, link_mails
from monitor.services.link_mails import MailWriter
from monitor.services.review_mails import leads_of
from monitor.services.update_moves import freeze, move
from monitor.services.update_pages import begin_save
from monitor.services.updates import plan_day, why_closed

LINK_LASTS = timedelta(days=30)


@dataclass(frozen=True)
class CoLead:
    """What one co-lead can do about the coordinating group's update now."""

    coordinating: ProgressUpdate
    version: UpdateVersion | None
    """What the coordinating group last submitted; None while there is nothing to endorse."""
    endorsed: Endorsed | None
    """What this group stands behind, if it endorsed."""
    may_endorse: bool

    @property
    def is_outdated(self) -> bool:
        """Whether the group stands behind a version after which another was submitted."""
        return is_outdated(self.endorsed, current=self.version.id if self.version else None)

    @property
    def content(self) -> UpdateContent | None:
        return from_json(self.version.content) if self.version else None


def co_lead(session: Session, update: ProgressUpdate) -> CoLead | None:
    """None for the coordinating group itself, and where it owes nothing this quarter."""
    coordinating = coordinating_update(session, update)
    if coordinating is None:
        return None
    shown = coordinating.versions[-1] if coordinating.versions else None
    endorsed = endorsed_by(update)
    can = may_endorse(update.state, endorsed, coordinating=coordinating.state, current=shown.id if shown else None)
    return CoLead(coordinating, shown, endorsed, can)


def coordinating_update(session: Session, update: ProgressUpdate) -> ProgressUpdate | None:
    if update.coordinates:
        return None
    return session.scalar(
        select(ProgressUpdate)
        .where(
            ProgressUpdate.project_id == update.project_id,
            ProgressUpdate.period_id == update.period_id,
            ProgressUpdate.coordinates,
        )
        .options(joinedload(ProgressUpdate.group), selectinload(ProgressUpdate.versions))
    )


def endorsed_by(update: ProgressUpdate) -> Endorsed | None:
    """The version the update's group stands behind, by what it last submitted."""
    return from_json(update.versions[-1].content).endorsed if update.versions else None


def endorsements_of(session: Session, coordinating: ProgressUpdate) -> list[ProgressUpdate]:
    """The other leads' updates of the project and period that were handed in as endorsements."""
    query = (
        select(ProgressUpdate)
        .where(
            ProgressUpdate.project_id == coordinating.project_id,
            ProgressUpdate.period_id == coordinating.period_id,
            ProgressUpdate.id != coordinating.id,
            ProgressUpdate.answer_kind == AnswerKind.ENDORSEMENT,
            ProgressUpdate.state.in_((State.SUBMITTED, State.APPROVED)),
        )
        .options(
            joinedload(ProgressUpdate.group),
            joinedload(ProgressUpdate.period).joinedload(Period.plan),
            selectinload(ProgressUpdate.versions),
        )
        .order_by(ProgressUpdate.id)
    )
    return list(session.scalars(query))


def endorse(session: Session, update: ProgressUpdate, *, version_id: int, actor: User, now: datetime) -> UpdateVersion:
    """«Suscribo el avance de …»: freeze a version that refers to the coordinating group's, and hand it in.

    `version_id` is the version the person saw. Raises NotAllowed, WrongState, or StaleVersion if another was submitted
    in the meantime.
    """
    found = co_lead(session, update)
    if found is None or found.version is None or not found.may_endorse:
        raise WrongState("Ahora no hay un avance enviado que usted pueda suscribir. Vuelva a abrir la página.")
    if found.version.id != version_id:
        raise StaleVersion(
            "%(key)s envió otra versión mientras usted leía. Léala antes de suscribirla.",
            key=found.coordinating.group.key,
        )
    if update.state in EDITABLE and (closed := why_closed(update, today=plan_day(update, now))):
        raise WrongState(closed)
    move(session, update, "endorse", actor=actor, now=now)
    update.answer_kind = AnswerKind.ENDORSEMENT
    endorsed = Endorsed(found.version.id, found.version.number, found.coordinating.group.key, update.period.key)
    version = freeze(update, UpdateContent(kind=AnswerKind.ENDORSEMENT, endorsed=endorsed), actor=actor, now=now)
    session.flush()
    return version


def choose(
    session: Session, update: ProgressUpdate, kind: AnswerKind, *, actor: User, now: datetime, lock_version: int
) -> None:
    """Say how the group answers, before it does. What was typed for another kind of answer stays in the draft."""
    if kind is AnswerKind.ENDORSEMENT or coordinating_update(session, update) is None:
        raise WrongState("Este grupo no puede elegir otra forma de responder.")
    if kind is update.answer_kind and update.state is not State.NOT_STARTED:
        return
    begin_save(session, update, Page.PROGRESS, actor=actor, now=now, lock_version=lock_version)
    update.answer_kind = kind
    events.record(
        session,
        "AnswerKindChosen",
        subject="updates",
        subject_id=update.id,
        actor=actor,
        now=now,
        after={"kind": kind.value},
    )


def contribution_mark(update: ProgressUpdate) -> str:
    """The same while nobody changes what the group adds."""
    return f"contribution={mark_of(update.contribution)}"


def save_contribution(
    session: Session,
    update: ProgressUpdate,
    text: str,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """Save what the group adds to the coordinating group's update. Raises what `begin_save` raises.

    `seen` is the `contribution_mark` when the page was drawn.
    """
    if coordinating_update(session, update) is None:
        raise WrongState("El grupo que coordina informa con un avance completo.")
    begin_save(
        session,
        update,
        Page.PROGRESS,
        actor=actor,
        now=now,
        lock_version=lock_version,
        seen=seen,
        now_is=contribution_mark(update),
    )
    update.answer_kind = AnswerKind.CONTRIBUTION
    update.contribution = text.strip()


def tell_endorsers(session: Session, coordinating: ProgressUpdate, *, now: datetime, mails: MailWriter) -> int:
    """Tell the leads of the groups that stand behind an earlier version that another was submitted. Gives how many."""
    current = coordinating.versions[-1]
    told = 0
    for update in endorsements_of(session, coordinating):
        if not is_outdated(endorsed_by(update), current=current.id):
            continue
        for lead in leads_of(session, update.group):
            secret = access_tokens.issue(
                session,
                user=lead,
                purpose=TokenPurpose.REMINDER,
                opens=f"/avances/{update.id}",
                now=now,
                lifetime=LINK_LASTS,
            )
            mail = mails.render(
                "endorsed_changed",
                locale=lead.locale,
                name=lead.name,
                update=update,
                coordinating=coordinating,
                url=mails.address_of(secret),
            )
            link_mails.send(session, mail, kind="endorsed_changed", user=lead, now=now)
            told += 1
    return told
