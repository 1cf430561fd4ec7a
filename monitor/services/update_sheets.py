"""The offline spreadsheet of a group: which forms go into it, and with which answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from monitor.domain.age_bands import AgeBand
from monitor.domain.co_leads import AnswerKind
from monitor.domain.errors import NotFound
from monitor.domain.participation import ParticipationRecord
from monitor.domain.permissions import Permission
from monitor.domain.schedule_words import date_in_words
from monitor.domain.sentences import Sentence, Tongue, said_in
from monitor.domain.spanish_text import shortened
from monitor.domain.update_content import UpdateContent
from monitor.domain.update_sheet import ActivitySpec, BookSpec, MilestoneSpec, SheetSpec, sheet_name
from monitor.domain.update_sheet_label import write_label
from monitor.domain.update_sheet_values import first_records, marks, plain, values_of
from monitor.domain.updates import State
from monitor.models import Group, Milestone, Period, ProgressUpdate, User
from monitor.services import updates
from monitor.services.inbox import inbox
from monitor.services.participation_entry import not_yet_repeated, same_activity_before
from monitor.services.update_moves import content_of
from monitor.spreadsheets import Prefilled, write_book
from monitor.translations import DEFAULT, tongue

EMPTY_BLOCKS = 2
"""How many new activities can be added to each project by one sheet."""
GUIDE: list[str] = [
    Sentence(
        "Aquí están los avances que su grupo tiene por enviar, con lo que ya está guardado "
        "en el sitio. Puede llenarlos sin conexión y subir este mismo archivo cuando termine."
    ),
    Sentence(
        "1. Hay una hoja por proyecto. Escriba solo en las casillas de color crema; a la "
        "derecha está lo que se respondió el trimestre pasado. Puede dejar respuestas para "
        "después."
    ),
    Sentence(
        "2. Donde hay una lista, elija una de sus opciones. Las fechas van así: 5/10/2021. "
        "Las cantidades, en números enteros; vacío quiere decir «no se sabe», y 0 quiere "
        "decir que no hubo nadie."
    ),
    Sentence(
        "3. No mueva ni borre filas y no cambie el nombre de las hojas: si la planilla "
        "cambia de forma no se puede leer. No escriba fórmulas; si las usa, pegue solo los "
        "valores."
    ),
    Sentence(
        "4. Guarde el archivo como «Libro de Excel (.xlsx)» y súbalo en el sitio, en «Subir "
        "planilla». Antes de guardar nada, el sitio le muestra qué va a cambiar y qué hay "
        "que corregir."
    ),
    Sentence(
        "Nada se envía al GTG hasta que usted lo pida. No escriba nombres ni otros datos personales de participantes."
    ),
]


@dataclass(frozen=True)
class Offer:
    """One spreadsheet that a person can download: the forms that one group still owes for one period."""

    group: Group
    period: Period
    update_ids: tuple[int, ...]


def offers(session: Session, *, actor: User, now: datetime) -> list[Offer]:
    """The spreadsheets the person can download, the latest period first. Empty for whoever owes nothing."""
    found: dict[tuple[int, int], list[ProgressUpdate]] = {}
    for item in inbox(session, actor=actor, now=now).owed:
        update = item.update
        if actor.may(Permission.UPDATE_EDIT, group_id=update.group_id) and update.answer_kind is AnswerKind.FULL:
            found.setdefault((update.period_id, update.group_id), []).append(update)
    made = [
        Offer(each[0].group, each[0].period, tuple(u.id for u in sorted(each, key=lambda u: u.project.number)))
        for each in found.values()
    ]
    return sorted(made, key=lambda offer: (-offer.period.starts_on.toordinal(), offer.group.key))


def pick(offered: Sequence[Offer], *, group: str, period: str) -> Offer:
    """The offer asked for by the group's and the period's key."""
    for offer in offered:
        if (offer.group.key, offer.period.key) == (group, period):
            return offer
    raise NotFound("No hay avances por responder de ese grupo y trimestre.")


def make_book(
    session: Session, offer: Offer, *, actor: User, now: datetime, secret: str, language: str = DEFAULT
) -> bytes:
    """The file, prefilled with what is stored now."""
    sheets, prefilled = [], {}
    for update_id in offer.update_ids:
        update = updates.get_for_edit(session, update_id, actor=actor)
        spec, content = _sheet(session, update, tongue(language))
        sheets.append(spec)
        prefilled[update_id] = content
    book = BookSpec(
        group_id=offer.group.id,
        group=offer.group.key,
        period_id=offer.period.id,
        period=offer.period.key,
        made_on=now.date(),
        sheets=tuple(sheets),
        language=language,
    )
    return write_book(book, prefilled, label=write_label(book, secret=secret), guide=GUIDE)


def milestones_asked(update: ProgressUpdate) -> list[Milestone]:
    """As in the form: those not met before, the nearest first."""
    open_ones = [each for each in update.project.milestones if each.done_on is None]
    return sorted(open_ones, key=lambda each: (each.due_on is None, each.due_on or date.min, each.position))


def _sheet(session: Session, update: ProgressUpdate, speak: Tongue) -> tuple[SheetSpec, Prefilled]:
    content, project = content_of(update), update.project
    bands = update.period.plan.age_bands.bands
    known = [ActivitySpec(each.id, each.depth, _bands_of(each.as_record(), bands)) for each in update.participation]
    blank = SheetSpec(
        name=sheet_name(project.number, project.title),
        update_id=update.id,
        lock_version=update.lock_version,
        title=plain(project.title),
        subtitle=said_in(_subtitle(update), speak),
        milestones=tuple(_milestone(each, speak) for each in milestones_asked(update)),
        activities=(*known, *[ActivitySpec(None, None, bands)] * EMPTY_BLOCKS),
        people_required=project.participation_required,
        tongue=speak,
    )
    values = values_of(content, blank, first_records(content))
    earlier = updates.previous_content(session, update)
    before = values_of(earlier, blank, _records_before(update, earlier)) if earlier else {}
    spec = SheetSpec(**(blank.__dict__ | {"marks": marks(values)}))
    return spec, Prefilled(values, before)


def _bands_of(record: ParticipationRecord, bands: Sequence[AgeBand]) -> tuple[AgeBand, ...]:
    """The plan's bands, and those of before a change that still hold figures."""
    held = {cell.age_band for cell in record.cells} if record.depth.by_age else set()
    return (*bands, *sorted(held - set(bands), key=lambda band: band.order))


def _records_before(update: ProgressUpdate, earlier: UpdateContent) -> dict[int, ParticipationRecord]:
    """Last quarter's figures beside the same activity; what was not repeated, beside the empty blocks."""
    found: dict[int, ParticipationRecord] = {}
    for slot, activity in enumerate(update.participation, start=1):
        record = same_activity_before(activity, earlier.participation)
        if record is not None and record.depth is activity.depth:
            found[slot] = record
    others = [record for _position, record in not_yet_repeated(update, earlier.participation)][:EMPTY_BLOCKS]
    return found | dict(enumerate(others, start=len(update.participation) + 1))


def _milestone(milestone: Milestone, speak: Tongue) -> MilestoneSpec:
    day, precision = milestone.due_on, milestone.precision
    due = date_in_words(day, precision).said_in(speak) if day and precision else ""
    return MilestoneSpec(milestone.id, plain(milestone.name), due)


def _subtitle(update: ProgressUpdate) -> Sentence:
    line = Sentence(
        "%(group)s · %(period)s · a más tardar el %(day)s",
        group=update.group.key,
        period=update.period.key,
        day=updates.last_day(update),
    )
    reviews = update.versions[-1].reviews if update.versions else []
    if update.state is not State.RETURNED or not reviews:
        return line
    return Sentence(
        "%(line)s\nEl GTG lo devolvió: %(reason)s", line=line, reason=shortened(plain(reviews[-1].reason), 600)
    )
