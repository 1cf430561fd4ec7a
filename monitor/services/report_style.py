"""Corrections of style: how the report prints the words of a group, beside the words themselves, which stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.editions import TEXTS
from monitor.domain.errors import NotAllowed, NotFound, StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.sentences import Sentence
from monitor.domain.update_content import UpdateContent, from_json
from monitor.domain.updates import State
from monitor.models import Period, ProgressUpdate, StyleCorrection, UpdateVersion, User
from monitor.services import editions, events


def check_may_write(actor: User) -> None:
    if not actor.may(Permission.REPORT_BUILD):
        raise NotAllowed("Solo el GTG escribe en la mesa del informe.")


def clean(text: str) -> str:
    """As browsers send it, with one kind of line end."""
    return text.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class ApprovedAnswer:
    """An approved update: the group's own words, and beside them the GTG's corrections of style."""

    update: ProgressUpdate
    version: UpdateVersion
    own: UpdateContent
    style: Mapping[str, StyleCorrection]

    @property
    def fields(self) -> list[str]:
        """The answers that have words."""
        return [field for field in TEXTS if getattr(self.own, field).strip()]

    @property
    def lock(self) -> int:
        """Rises with every save of any of its corrections."""
        return sum(correction.lock_version for correction in self.style.values())

    @property
    def corrected(self) -> list[str]:
        return [field for field in self.fields if field in self.style and self.style[field].text]

    @property
    def printed(self) -> "PrintedWords":
        return PrintedWords(self)


class PrintedWords:
    """The words of an answer as the report prints them, by the name of the field."""

    def __init__(self, answer: ApprovedAnswer) -> None:
        self._answer = answer

    def __getattr__(self, field: str) -> str:
        correction = self._answer.style.get(field)
        text: str = correction.text if correction and correction.text else getattr(self._answer.own, field)
        return text


def approved_answers(session: Session, period: Period) -> list[ApprovedAnswer]:
    """Every approved update of the period, in the order of the plan."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id, ProgressUpdate.state == State.APPROVED)
        .options(
            joinedload(ProgressUpdate.project),
            joinedload(ProgressUpdate.group),
            selectinload(ProgressUpdate.versions),
        )
    )
    updates = sorted(session.scalars(query), key=lambda update: (update.project.number, update.group.key))
    versions = {update.versions[-1].id: update for update in updates}
    styles: dict[int, dict[str, StyleCorrection]] = {}
    for correction in session.scalars(
        select(StyleCorrection)
        .where(StyleCorrection.version_id.in_(versions))
        .options(joinedload(StyleCorrection.saved_by))
    ):
        styles.setdefault(correction.version_id, {})[correction.field] = correction
    return [
        ApprovedAnswer(update, update.versions[-1], from_json(update.versions[-1].content), styles.get(version_id, {}))
        for version_id, update in versions.items()
    ]


def get_answer(session: Session, period: Period, update_id: int) -> ApprovedAnswer:
    answer = next((each for each in approved_answers(session, period) if each.update.id == update_id), None)
    if answer is None:
        update = session.get(ProgressUpdate, update_id)
        if update is None or update.period_id != period.id:
            raise NotFound("Ese avance no existe.")
        raise WrongState("Ese avance no está aprobado: todavía no tiene textos que corregir.")
    return answer


def save_style(
    session: Session,
    period: Period,
    update_id: int,
    *,
    actor: User,
    texts: Mapping[str, str],
    drawn_from: int,
    now: datetime,
) -> ApprovedAnswer:
    """Keep how the report prints the words of an update. Its version is not touched.

    A text left empty, or equal to the group's own, takes a correction back. Raises StaleVersion if a colleague saved
    in the meantime or the group's words changed.
    """
    check_may_write(actor)
    editions.lock_period(session, period)
    answer = get_answer(session, period, update_id)
    if answer.lock != drawn_from:
        last = max(answer.style.values(), key=lambda correction: correction.saved_at, default=None)
        name = last.saved_by.name if last else Sentence("El grupo")
        raise StaleVersion("%(name)s cambió estos textos mientras usted escribía.", name=name)
    for field in answer.fields:
        own = clean(getattr(answer.own, field))
        text = clean(texts.get(field, ""))
        _save_one(session, answer, field, "" if text == own else text, actor=actor, now=now)
    session.flush()
    return get_answer(session, period, update_id)


def _save_one(session: Session, answer: ApprovedAnswer, field: str, text: str, *, actor: User, now: datetime) -> None:
    row = answer.style.get(field)
    before = row.text if row else ""
    if before == text:
        return
    if row is None:
        row = StyleCorrection(version_id=answer.version.id, field=field, lock_version=0)
        session.add(row)
    row.text, row.lock_version, row.saved_at, row.saved_by = text, row.lock_version + 1, now, actor
    events.record(
        session,
        "StyleCorrected",
        subject="updates",
        subject_id=answer.update.id,
        actor=actor,
        now=now,
        before={"field": field, "text": before},
        after={"field": field, "text": text},
    )
