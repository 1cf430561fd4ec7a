"""Comments of the review: the GTG asks about a question of a submitted version, the group answers, either resolves."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.questions import CAN_BE_COMMENTED
from monitor.domain.sentences import Sentence
from monitor.models import Comment, CommentAnswer, ProgressUpdate, User
from monitor.services import events

_QUESTIONS = frozenset({"", *(question.field for question in CAN_BE_COMMENTED)})


def comments_of(session: Session, update: ProgressUpdate) -> list[Comment]:
    """All comments on the update, the open ones first, then as they were written."""
    query = (
        select(Comment)
        .where(Comment.update_id == update.id)
        .options(
            joinedload(Comment.version),
            joinedload(Comment.written_by),
            joinedload(Comment.resolved_by),
            selectinload(Comment.answers).joinedload(CommentAnswer.written_by),
        )
        .order_by(Comment.id)
    )
    return sorted(session.scalars(query), key=lambda comment: not comment.is_open)


def count_open(session: Session, updates: list[int]) -> dict[int, int]:
    """How many comments are open, by update; those without any are left out."""
    query = (
        select(Comment.update_id, func.count())
        .where(Comment.update_id.in_(updates), Comment.resolved_at.is_(None))
        .group_by(Comment.update_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def write(session: Session, update: ProgressUpdate, *, question: str, text: str, actor: User, now: datetime) -> Comment:
    """Ask about one question (empty: the whole) of what was last submitted.

    Raises NotAllowed, WrongState while nothing was submitted, or Incomplete naming `text` or `question`.
    """
    if not actor.may(Permission.UPDATE_REVIEW):
        raise NotAllowed("Solo el GTG escribe comentarios en la revisión.")
    if not update.versions:
        raise WrongState("El grupo todavía no ha enviado este avance: no hay qué comentar.")
    if question not in _QUESTIONS:
        raise Incomplete("Elija sobre qué pregunta es el comentario.", field="question")
    written = Comment(
        update_id=update.id,
        version=update.versions[-1],
        question=question,
        text=_checked(text, Sentence("Escriba el comentario.")),
        written_at=now,
        written_by=actor,
    )
    session.add(written)
    _tell(session, "CommentWritten", written, actor=actor, now=now, words=written.text)
    return written


def get_comment(session: Session, update: ProgressUpdate, comment_id: int, *, actor: User) -> Comment:
    """A comment on this update, for somebody who may answer or resolve it: its group, and the GTG."""
    found = session.get(Comment, comment_id)
    if found is None or found.update_id != update.id:
        raise NotFound("Ese comentario no existe.")
    if not _takes_part(update, actor):
        raise NotAllowed("Solo el grupo y el GTG responden a los comentarios.")
    return found


def answer(session: Session, comment: Comment, *, text: str, actor: User, now: datetime) -> CommentAnswer:
    """Raises Incomplete naming `text`."""
    given = CommentAnswer(text=_checked(text, Sentence("Escriba la respuesta.")), written_at=now, written_by=actor)
    comment.answers.append(given)
    _tell(session, "CommentAnswered", comment, actor=actor, now=now, words=given.text)
    return given


def resolve(session: Session, comment: Comment, *, actor: User, now: datetime) -> None:
    """Pressed twice, it is resolved once."""
    if comment.is_open:
        comment.resolved_at, comment.resolved_by = now, actor
        _tell(session, "CommentResolved", comment, actor=actor, now=now)


def reopen(session: Session, comment: Comment, *, actor: User, now: datetime) -> None:
    if not comment.is_open:
        comment.resolved_at, comment.resolved_by = None, None
        _tell(session, "CommentReopened", comment, actor=actor, now=now)


def _takes_part(update: ProgressUpdate, actor: User) -> bool:
    return actor.may(Permission.UPDATE_EDIT, group_id=update.group_id) or actor.may(Permission.UPDATE_REVIEW)


def _checked(text: str, message: str) -> str:
    if not text.strip():
        raise Incomplete(message, field="text")
    return text.strip()


def _tell(session: Session, kind: str, comment: Comment, *, actor: User, now: datetime, words: str = "") -> None:
    after = {"question": comment.question} | ({"text": words} if words else {})
    events.record(session, kind, subject="updates", subject_id=comment.update_id, actor=actor, now=now, after=after)
