"""Open answers of a wave, and what the GTG decides about them.

open_answers(session, book, wave, question=..., visibility=..., page=...) -> OpenAnswerPage
decide(session, wave, version_id, question_key, visibility=..., actor=..., now=...)
publishable(session, book) -> list[OpenAnswerLine]       what may be published: read, and with the group's consent
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from monitor.domain.answers import Answers
from monitor.domain.errors import NotFound, WrongState
from monitor.domain.open_answers import Visibility, why_not_publishable
from monitor.domain.questionnaire import Question
from monitor.domain.survey_respondents import consent_to
from monitor.models import OpenAnswerDecision, SurveyResponse, SurveyVersion, User, Wave
from monitor.services.insert_once import insert_once
from monitor.services.survey_book import Book
from monitor.services.surveys import check_manager, tell

PAGE_SIZE = 40
UNREAD = "unread"
UNKNOWN = "Ese texto no está en ninguna versión de la encuesta."


@dataclass(frozen=True)
class OpenAnswerLine:
    question: Question
    name: str
    text: str
    version_id: int | None
    """None in a personal wave."""
    visibility: Visibility | None
    """None while the GTG has not decided."""
    decided_by: str
    why_not: str
    """Why it can never be published; empty where it can."""


@dataclass(frozen=True)
class OpenAnswerPage:
    lines: tuple[OpenAnswerLine, ...]
    total: int
    unread: int
    page: int
    pages: int


def open_answers(
    session: Session, book: Book, *, question: str = "", visibility: str = "", page: int = 1
) -> OpenAnswerPage:
    """Those of one question or of all; `visibility` is a Visibility, UNREAD or nothing."""
    every = [line for line in _lines(session, book) if not question or line.question.key == question]
    unread = sum(line.visibility is None and line.version_id is not None for line in every)
    shown = [line for line in every if not visibility or (line.visibility or UNREAD) == visibility]
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(1, page), pages)
    return OpenAnswerPage(tuple(shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]), len(shown), unread, page, pages)


def publishable(session: Session, book: Book) -> list[OpenAnswerLine]:
    """What may be published: the GTG decided so, and the group agreed."""
    return [line for line in _lines(session, book) if line.visibility is Visibility.PUBLISHABLE and not line.why_not]


def _lines(session: Session, book: Book) -> list[OpenAnswerLine]:
    decided = _decisions(session, book)
    lines = []
    for result in book.results():
        for text in result.texts:
            version = book.versions.get(text.unit)
            decision = decided.get((version, result.question.key)) if version else None
            lines.append(
                OpenAnswerLine(
                    result.question,
                    "" if book.is_personal else text.name,
                    text.text,
                    version,
                    decision.visibility if decision else None,
                    decision.decided_by.name if decision else "",
                    why_not_publishable(consented=text.consented, is_personal=book.is_personal),
                )
            )
    return lines


def _decisions(session: Session, book: Book) -> dict[tuple[int, str], OpenAnswerDecision]:
    """By version and question, in one query."""
    if book.is_personal:
        return {}
    query = (
        select(OpenAnswerDecision)
        .join(OpenAnswerDecision.version)
        .where(SurveyVersion.wave_id == book.wave_id)
        .options(joinedload(OpenAnswerDecision.decided_by).load_only(User.name))
    )
    return {(each.version_id, each.question_key): each for each in session.scalars(query)}


def decide(
    session: Session,
    version_id: int,
    question_key: str,
    *,
    visibility: Visibility,
    actor: User,
    now: datetime,
) -> Wave:
    """Keep a text among those with a role, or let it be published. Gives the wave it stands in.

    Raises NotAllowed, NotFound for a text that does not count in its wave, or WrongState without the group's consent.
    """
    check_manager(actor)
    version = session.scalar(
        select(SurveyVersion)
        .join(SurveyVersion.response)
        .options(
            contains_eager(SurveyVersion.response)
            .joinedload(SurveyResponse.wave)
            .options(joinedload(Wave.questionnaire), joinedload(Wave.survey))
        )
        .where(
            SurveyVersion.id == version_id,
            SurveyResponse.is_current,
            SurveyVersion.number == SurveyResponse.submitted_number,
        )
    )
    if version is None:
        raise NotFound(UNKNOWN)
    wave, answers = version.response.wave, Answers.from_json(version.answers)
    question = wave.questionnaire.read().by_key.get(question_key)
    if question is None or not question.type.is_text or question_key not in answers.values:
        raise NotFound(UNKNOWN)
    if visibility is Visibility.PUBLISHABLE:
        refusal = why_not_publishable(consented=_consented(wave, question, answers), is_personal=wave.is_personal)
        if refusal:
            raise WrongState(refusal)
    _keep(session, version, question_key, visibility=visibility, actor=actor, now=now)
    after = {"folio": version.folio, "question": question_key, "visibility": visibility.value}
    tell(session, wave, "OpenAnswerDecided", actor=actor, now=now, after=after)
    return wave


def _consented(wave: Wave, question: Question, answers: Answers) -> bool:
    """What is not asked is not stored, so that the answer alone tells."""
    asked = consent_to(wave.questionnaire.read(), question)
    return asked is not None and bool(asked.options) and answers.values.get(asked.key) == asked.options[0].key


def _keep(
    session: Session, version: SurveyVersion, key: str, *, visibility: Visibility, actor: User, now: datetime
) -> None:
    row = {
        "version_id": version.id,
        "question_key": key,
        "visibility": visibility,
        "decided_at": now,
        "decided_by_id": actor.id,
    }
    if insert_once(session, OpenAnswerDecision, [row]):
        return
    decision = session.scalars(
        select(OpenAnswerDecision).where(
            OpenAnswerDecision.version_id == version.id, OpenAnswerDecision.question_key == key
        )
    ).one()
    decision.visibility, decision.decided_at, decision.decided_by_id = visibility, now, actor.id
