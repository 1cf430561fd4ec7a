"""Open answers of a wave, and what the GTG decides about them.

open_answers(session, wave, book, question=..., visibility=..., page=...) -> OpenAnswerPage
decide(session, version_id, question_key, visibility=..., actor=..., now=...) -> Wave
publishable(session, wave, book) -> list[OpenAnswerLine]       what may be published: read, and with the group's consent
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
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
from monitor.services.wave_changes import Kept, standing_changed

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
    session: Session, wave: Wave, book: Book, *, question: str = "", visibility: str = "", page: int = 1
) -> OpenAnswerPage:
    """Those of one question or of all; `visibility` is a Visibility, UNREAD or nothing."""
    shown, unread = _every(session, wave, book).chosen(question, visibility)
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(1, page), pages)
    lines = shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    deciders = _deciders(session, [each.version_id for each in lines if each.visibility])
    named = (replace(each, decided_by=deciders.get((each.version_id, each.question.key), "")) for each in lines)
    return OpenAnswerPage(tuple(named), len(shown), unread, page, pages)


def publishable(session: Session, wave: Wave, book: Book) -> list[OpenAnswerLine]:
    """What may be published: the GTG decided so, and the group agreed."""
    every = _every(session, wave, book).lines
    return [line for line in every if line.visibility is Visibility.PUBLISHABLE and not line.why_not]


@dataclass
class _Every:
    """All texts of a wave with what was decided, and the choices that pages make of them."""

    lines: list[OpenAnswerLine]
    kept: dict[tuple[str, str], tuple[list[OpenAnswerLine], int]] = field(default_factory=dict)

    def chosen(self, question: str, visibility: str) -> tuple[list[OpenAnswerLine], int]:
        """The texts, and how many of the question's the GTG has not read."""
        found = self.kept.get((question, visibility))
        if found is None:
            own = [line for line in self.lines if not question or line.question.key == question]
            unread = sum(line.visibility is None and line.version_id is not None for line in own)
            shown = [line for line in own if not visibility or (line.visibility or UNREAD) == visibility]
            found = shown, unread
            if own:  # the address may ask for any number of questions that there are not
                self.kept[question, visibility] = found
        return found


_EVERY: Kept[_Every] = Kept()


def _every(session: Session, wave: Wave, book: Book) -> _Every:
    return _EVERY.of(session, wave, lambda: _Every(_lines(session, book)))


def _lines(session: Session, book: Book) -> list[OpenAnswerLine]:
    """Of a wave of persons each question's by the alphabet: two texts at one place could be one person's."""
    decided = _decisions(session, book)
    lines = []
    for result in book.results():
        texts = sorted(result.texts, key=lambda each: each.text.casefold()) if book.is_personal else result.texts
        for text in texts:
            version = book.versions.get(text.unit)
            lines.append(
                OpenAnswerLine(
                    result.question,
                    "" if book.is_personal else text.name,
                    text.text,
                    version,
                    decided.get((version, result.question.key)) if version else None,
                    "",
                    why_not_publishable(consented=text.consented, is_personal=book.is_personal),
                )
            )
    return lines


def _decisions(session: Session, book: Book) -> dict[tuple[int, str], Visibility]:
    """By version and question, in one query."""
    if book.is_personal:
        return {}
    query = (
        select(OpenAnswerDecision.version_id, OpenAnswerDecision.question_key, OpenAnswerDecision.visibility)
        .join(OpenAnswerDecision.version)
        .where(SurveyVersion.wave_id == book.wave_id)
    )
    return {(version_id, key): visibility for version_id, key, visibility in session.execute(query)}


def _deciders(session: Session, versions: Collection[int | None]) -> dict[tuple[int | None, str], str]:
    """Who decided about the texts of these versions, as they are called now."""
    if not versions:
        return {}
    query = (
        select(OpenAnswerDecision.version_id, OpenAnswerDecision.question_key, User.name)
        .join(OpenAnswerDecision.decided_by)
        .where(OpenAnswerDecision.version_id.in_({each for each in versions if each is not None}))
    )
    return {(version_id, key): name for version_id, key, name in session.execute(query)}


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
    standing_changed(session, wave.id)
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
