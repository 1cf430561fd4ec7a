"""Files that answer a question of a survey: kept like evidence, named in the draft and in what is sent.

add_file(session, answering, question, filename=..., content=..., folder=..., actor=..., now=...)
remove_file(session, answering, question, file_id, actor=..., now=...)
get_file(session, response_id, file_id) -> SurveyFile        also one that was taken off: a version may speak of it
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor import storage
from monitor.domain.errors import NotFound
from monitor.domain.file_kinds import FileRefused, kind_of, own_name
from monitor.domain.questionnaire import Question, QuestionType
from monitor.models import SurveyFile, User
from monitor.services.answering import Answering
from monitor.services.evidence import LARGEST_FILE
from monitor.services.survey_answers import check_writable, write

MOST_FILES = 5


def file_question(answering: Answering, key: str) -> Question:
    question = answering.visible().questions.get(key)
    if question is None or question.type is not QuestionType.FILE:
        raise NotFound("Esa pregunta no pide archivos.")
    return question


def add_file(
    session: Session,
    answering: Answering,
    question: Question,
    *,
    filename: str,
    content: bytes,
    folder: Path,
    actor: User,
    now: datetime,
) -> SurveyFile:
    """Keep a file as an answer. Its kind is told by its content. Raises FileRefused with what is wrong."""
    check_writable(answering, actor)
    named = list(answering.answers.values.get(question.key, ()))
    if len(named) >= MOST_FILES:
        raise FileRefused("Ya hay %(most)s archivos aquí. Quite alguno antes de agregar otro.", most=MOST_FILES)
    if len(content) > LARGEST_FILE:
        raise FileRefused(
            "El archivo pesa más de %(most)s MB. Suba una versión más liviana.", most=LARGEST_FILE // 1024**2
        )
    kind = kind_of(content)
    write(session, answering, answering.answers, actor=actor, now=now)
    assert answering.response is not None
    stored = storage.store(folder, content, extension=kind.extension, now=now)
    added = SurveyFile(
        response_id=answering.response.id,
        question_key=question.key,
        filename=own_name(filename, kind),
        stored_name=stored.name,
        content_type=kind.content_type,
        size=stored.size,
        sha256=stored.sha256,
        added_at=now,
        added_by_id=actor.id,
    )
    session.add(added)
    session.flush()  # its number goes into the answer
    named.append({"id": added.id, "name": added.filename, "size": added.size})
    write(session, answering, answering.answers.with_values({question.key: named}), actor=actor, now=now)
    return added


def remove_file(
    session: Session, answering: Answering, question: Question, file_id: int, *, actor: User, now: datetime
) -> None:
    """Take a file off the answer. The file stays: a submitted version may speak of it."""
    check_writable(answering, actor)
    named = list(answering.answers.values.get(question.key, ()))
    if answering.response is None or not any(each["id"] == file_id for each in named):
        raise NotFound("Ese archivo ya no está en la respuesta.")
    found = get_file(session, answering.response.id, file_id)
    found.removed_at = now
    left = [each for each in named if each["id"] != file_id]
    write(session, answering, answering.answers.with_values({question.key: left}), actor=actor, now=now)


def get_file(session: Session, response_id: int, file_id: int) -> SurveyFile:
    found = session.scalar(select(SurveyFile).where(SurveyFile.id == file_id, SurveyFile.response_id == response_id))
    if found is None:
        raise NotFound("Ese archivo no existe.")
    return found
