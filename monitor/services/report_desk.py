"""The desk: where the GTG writes its own texts for a period's report, and chooses what its summary highlights."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from monitor.domain.editions import HIGHLIGHTED
from monitor.domain.errors import NotAllowed, NotFound, StaleVersion
from monitor.domain.permissions import Permission
from monitor.domain.sentences import Sentence
from monitor.models import (
    DeskText,
    Highlight,
    Period,
    Plan,
    ProgressUpdate,
    PublishingSettings,
    User,
)
from monitor.services import editions, events
from monitor.services.desk_words import highlights_of
from monitor.services.report_style import approved_answers, check_may_write, clean
from monitor.translations import LANGUAGES
from reports.html import paragraphs


def check_may_read(actor: User) -> None:
    if not actor.may(Permission.REPORT_VIEW):
        raise NotAllowed("La mesa del informe es del GTG y de quienes observan.")


# The GTG's own texts


def texts_of(session: Session, period: Period) -> dict[int, DeskText]:
    """The texts of a period by area number; the foreword under `FOREWORD`."""
    query = select(DeskText).where(DeskText.period_id == period.id).options(joinedload(DeskText.saved_by))
    return {text.area_number: text for text in session.scalars(query)}


def save_text(
    session: Session, period: Period, area_number: int, *, actor: User, text: str, drawn_from: int, now: datetime
) -> DeskText:
    """Keep a text, if nobody saved it since the page was drawn (`drawn_from` 0: it was empty); else StaleVersion."""
    check_may_write(actor)
    editions.lock_period(session, period)
    row = texts_of(session, period).get(area_number)
    if (row.lock_version if row else 0) != drawn_from:
        raise StaleVersion(
            Sentence("%(name)s guardó este texto mientras usted escribía.", name=row.saved_by.name) if row else ""
        )
    if row is None:
        row = DeskText(period_id=period.id, area_number=area_number, text="", lock_version=0)
        session.add(row)
    before = row.text
    row.text, row.lock_version = clean(text), row.lock_version + 1
    row.saved_at, row.saved_by = now, actor
    session.flush()
    events.record(
        session,
        "DeskTextSaved",
        subject="desk_texts",
        subject_id=row.id,
        actor=actor,
        now=now,
        before={"text": before},
        after={"text": row.text},
    )
    return row


# Highlights


@dataclass(frozen=True)
class Passage:
    """One paragraph of an approved update, as the report prints it."""

    update: ProgressUpdate
    field: str
    text: str
    is_chosen: bool

    @property
    def key(self) -> str:
        """Names the very words: whoever chooses them gets these or nothing."""
        return hashlib.sha256(f"{self.update.id} {self.field} {self.text}".encode()).hexdigest()[:20]


def passages(session: Session, period: Period) -> list[Passage]:
    """What can be highlighted, in the order of the plan."""
    chosen = {(own.update_id, own.field, own.text) for own in highlights_of(session, period)}
    found = []
    for answer in approved_answers(session, period):
        for field in HIGHLIGHTED:
            for text in paragraphs(getattr(answer.printed, field)):
                is_chosen = (answer.update.id, field, text) in chosen
                found.append(Passage(answer.update, field, text, is_chosen))
    return found


def add_highlight(session: Session, period: Period, key: str, *, actor: User, now: datetime) -> Highlight | None:
    """Put a passage at the end of the highlights; None if it is there already. StaleVersion if it no longer stands."""
    check_may_write(actor)
    editions.lock_period(session, period)
    passage = next((each for each in passages(session, period) if each.key == key), None)
    if passage is None:
        raise StaleVersion("Ese texto cambió mientras usted lo leía. Vuelva a elegirlo.")
    if passage.is_chosen:
        return None
    last = session.scalar(select(func.max(Highlight.position)).where(Highlight.period_id == period.id))
    highlight = Highlight(
        period_id=period.id,
        update=passage.update,
        field=passage.field,
        text=passage.text,
        position=(last or 0) + 1,
        chosen_at=now,
        chosen_by=actor,
    )
    session.add(highlight)
    session.flush()
    _record_highlight(session, "HighlightChosen", highlight, actor, now)
    return highlight


def remove_highlight(session: Session, period: Period, highlight_id: int, *, actor: User, now: datetime) -> None:
    """Take a highlight off; one that is gone already stays gone."""
    check_may_write(actor)
    highlight = session.get(Highlight, highlight_id)
    if highlight is not None and highlight.period_id == period.id:
        _record_highlight(session, "HighlightRemoved", highlight, actor, now)
        session.delete(highlight)


def move_highlight(
    session: Session, period: Period, highlight_id: int, *, actor: User, up: bool, now: datetime
) -> None:
    """Change places with the one above or below; at the end nothing happens."""
    check_may_write(actor)
    editions.lock_period(session, period)
    own = highlights_of(session, period)
    place = next((position for position, each in enumerate(own) if each.id == highlight_id), None)
    if place is None:
        raise NotFound("Ese destacado ya no está.")
    other = place - 1 if up else place + 1
    if not 0 <= other < len(own):
        return
    own[place], own[other] = own[other], own[place]
    for position, each in enumerate(own, start=1):
        each.position = position
    _record_highlight(session, "HighlightMoved", own[other], actor, now)


def _record_highlight(session: Session, kind: str, highlight: Highlight, actor: User, now: datetime) -> None:
    events.record(
        session,
        kind,
        subject="highlights",
        subject_id=highlight.id,
        actor=actor,
        now=now,
        after={"update": highlight.update_id, "text": highlight.text, "position": highlight.position},
    )


# One person or two


def people_needed(session: Session, plan: Plan) -> int:
    """How many people it takes to publish."""
    found = session.get(PublishingSettings, plan.id)
    return found.people if found else 1


def set_people_needed(session: Session, plan: Plan, *, actor: User, people: int, now: datetime) -> None:
    """Ask for a second person from now on, or no longer. What is on its way keeps the rule it was asked for under."""
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG decide cómo se publica.")
    before = people_needed(session, plan)
    session.merge(PublishingSettings(plan_id=plan.id, people=people))
    events.record(
        session,
        "PublishingChanged",
        subject="plans",
        subject_id=plan.id,
        actor=actor,
        now=now,
        before={"people": before},
        after={"people": people},
    )


def other_languages(session: Session, plan: Plan) -> tuple[str, ...]:
    """In which languages beside Spanish the plan's reports are published."""
    found = session.get(PublishingSettings, plan.id)
    return tuple(found.other_languages.split()) if found else ()


def set_other_languages(session: Session, plan: Plan, *, actor: User, languages: Sequence[str], now: datetime) -> None:
    """Publish in these languages too, from the next edition on. What is published stays as it is."""
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG decide cómo se publica.")
    before, after = other_languages(session, plan), tuple(code for code in LANGUAGES if code in languages)
    if before == after:
        return
    session.merge(
        PublishingSettings(plan_id=plan.id, people=people_needed(session, plan), other_languages=" ".join(after))
    )
    session.flush()
    facts = {"before": {"languages": " ".join(before)}, "after": {"languages": " ".join(after)}}
    events.record(session, "PublishingChanged", subject="plans", subject_id=plan.id, actor=actor, now=now, **facts)
