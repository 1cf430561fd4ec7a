"""The results of a wave in print: asked for, made in the background, and published for good.

    ask(session, wave, actor=..., now=..., language=..., fictional=...) -> SurveyDocument
    ask_missing(session, now=..., fictional=...) -> int      of waves that closed without any: the job asks by itself
    prints_of(session, wave), get_print(session, id, actor=...)
    publish(session, id, actor=..., now=...), published(session, id), all_published(session)

What is printed is frozen when it is asked for. Only results of a closed wave are published, and what was published is
never made anew: a later print is published beside it.
"""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, undefer

from monitor.domain.errors import NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.sentences import N_
from monitor.domain.waves import DocumentKind, WaveState
from monitor.models import BuildState, Survey, SurveyDocument, User, Wave
from monitor.services import open_answers
from monitor.services.survey_book import book
from monitor.services.survey_report import survey_report
from monitor.services.surveys import check_manager, tell
from reports.data import snapshot_hash

UNKNOWN = N_("Ese informe de la encuesta no existe, o todavía no está listo.")
OVER = (WaveState.CLOSED, WaveState.ARCHIVED)


def ask(
    session: Session, wave: Wave, *, actor: User | None, now: datetime, language: str, fictional: bool
) -> SurveyDocument:
    """Freeze the results as they stand and have them printed. While one waits, asking again gives the same.

    Raises NotAllowed, or WrongState while too few answered.
    """
    check_manager(actor)
    waiting = session.scalar(
        select(SurveyDocument).where(
            SurveyDocument.wave_id == wave.id,
            SurveyDocument.kind == DocumentKind.RESULTS,
            SurveyDocument.state == BuildState.WAITING,
            SurveyDocument.language == language,
        )
    )
    if waiting is not None:
        return waiting
    data = survey_report(session, wave, now=now, language=language, fictional=fictional)
    document = SurveyDocument(
        kind=DocumentKind.RESULTS,
        wave_id=wave.id,
        language=language,
        requested_at=now,
        requested_by_id=actor.id if actor else None,
        data=data,
        sha256=snapshot_hash(data),
    )
    session.add(document)
    session.flush()
    after = {"sha256": document.sha256}
    tell(session, wave, "SurveyResultsRequested", actor=actor, now=now, after=after)
    return document


def ask_missing(session: Session, *, now: datetime, fictional: bool) -> int:
    """Have the results printed of each wave that is over and has no print since; gives how many."""
    printed = exists().where(
        SurveyDocument.wave_id == Wave.id,
        SurveyDocument.kind == DocumentKind.RESULTS,
        SurveyDocument.requested_at >= Wave.closed_at,
    )
    query = (
        select(Wave)
        .where(Wave.state.in_(OVER), Wave.closed_at.is_not(None), ~printed)
        .options(joinedload(Wave.survey).joinedload(Survey.plan), joinedload(Wave.questionnaire))
        .order_by(Wave.id)
    )
    asked = 0
    for wave in session.scalars(query).all():
        if not wave.is_brought_in and book(session, wave).tells:
            ask(session, wave, actor=None, now=now, language="es", fictional=fictional)
            asked += 1
    return asked


def prints_of(session: Session, wave: Wave) -> list[SurveyDocument]:
    """The newest first, without their bytes."""
    query = (
        select(SurveyDocument)
        .where(SurveyDocument.wave_id == wave.id, SurveyDocument.kind == DocumentKind.RESULTS)
        .options(joinedload(SurveyDocument.requested_by), joinedload(SurveyDocument.published_by))
        .order_by(SurveyDocument.id.desc())
    )
    return list(session.scalars(query))


def is_final(document: SurveyDocument) -> bool:
    """Whether it was frozen when the wave was over. A wave does not open again."""
    closed_at = document.wave.closed_at
    return closed_at is not None and document.requested_at >= closed_at


def get_print(session: Session, document_id: int, *, actor: User) -> SurveyDocument:
    """A finished print with its PDF. Raises NotAllowed or NotFound."""
    if not actor.may(Permission.SURVEY_VIEW):
        raise NotAllowed("Los resultados en preparación solo los ven el GTG y quienes observan.")
    return _ready(session, document_id)


def published(session: Session, document_id: int) -> SurveyDocument:
    """What anybody may read. Raises NotFound."""
    document = _ready(session, document_id)
    if document.published_at is None:
        raise NotFound(UNKNOWN)
    return document


def all_published(session: Session) -> list[SurveyDocument]:
    """What anybody may read, the newest first, without bytes."""
    query = (
        select(SurveyDocument)
        .where(SurveyDocument.published_at.is_not(None))
        .options(joinedload(SurveyDocument.wave).options(joinedload(Wave.survey), joinedload(Wave.questionnaire)))
        .order_by(SurveyDocument.published_at.desc(), SurveyDocument.id.desc())
    )
    return list(session.scalars(query))


def _ready(session: Session, document_id: int) -> SurveyDocument:
    document = session.scalar(
        select(SurveyDocument)
        .where(
            SurveyDocument.id == document_id,
            SurveyDocument.kind == DocumentKind.RESULTS,
            SurveyDocument.state == BuildState.READY,
        )
        .options(
            undefer(SurveyDocument.pdf),
            undefer(SurveyDocument.data),
            joinedload(SurveyDocument.wave).options(
                joinedload(Wave.survey).joinedload(Survey.plan), joinedload(Wave.questionnaire)
            ),
        )
    )
    if document is None:
        raise NotFound(UNKNOWN)
    return document


def publish(session: Session, document_id: int, *, actor: User, now: datetime) -> SurveyDocument:
    """Let anybody read it. Raises WrongState for one of an open wave, or with a text that may not be published."""
    check_manager(actor)
    document = _ready(session, document_id)
    if document.published_at is not None:
        return document
    if not is_final(document):
        raise WrongState("Solo se publican los resultados de una versión cerrada. Prepare otro PDF.")
    told = {(each["group"], each["text"]) for each in (document.data or {}).get("texts", ())}
    allowed = {
        (line.name, line.text)
        for line in open_answers.publishable(session, document.wave, book(session, document.wave))
    }
    if not told <= allowed:
        raise WrongState("El PDF trae un texto que ya no se puede publicar. Prepare otro.")
    document.published_at, document.published_by_id = now, actor.id
    after = {"sha256": document.sha256}
    tell(session, document.wave, "SurveyResultsPublished", actor=actor, now=now, after=after)
    return document
