"""A spreadsheet that came back: checked by really saving it and undoing that, then saved whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from monitor.domain.completeness import Missing
from monitor.domain.errors import NotFound, StaleVersion
from monitor.domain.permissions import Permission
from monitor.domain.sentences import Sentence, together
from monitor.domain.update_sheet import (
    PAGES,
    BookSpec,
    Question,
    Row,
    SheetProblem,
    SheetSpec,
    column_letter,
    problem_at,
)
from monitor.domain.update_sheet_label import read_label
from monitor.domain.update_sheet_reading import SheetRefused, check_structure, read_sheet
from monitor.domain.update_sheet_rows import questions
from monitor.domain.update_sheet_values import Values
from monitor.domain.update_sheet_words import (
    FOREIGN_SHEET,
    NOTHING_LEFT,
    OTHER_GROUP,
    OTHER_QUARTER,
    PEOPLE_ON_SITE,
    SHEET_MISSING,
)
from monitor.domain.updates import Page
from monitor.models import Group, Period, ProgressUpdate, User
from monitor.services import updates
from monitor.services.update_sheet_answers import SheetChange, apply, change_of
from monitor.services.update_sheets import offers
from monitor.spreadsheet_reading import RawBook, read_book
from monitor.spreadsheets import shown
from monitor.translations import tongue

SHEET, SITE = "sheet", "site"
"""Whose answers stand where both were changed."""


@dataclass(frozen=True)
class Clash:
    """One question that was answered on the site and in the sheet: row, question, both answers as words."""

    row: int
    question: str
    in_sheet: str
    on_site: str


@dataclass
class ProjectCheck:
    """What saving would do to one update."""

    update: ProgressUpdate
    spec: SheetSpec
    pages: list[Page] = field(default_factory=list)
    """Pages of which an answer changes."""
    clashes: list[Clash] = field(default_factory=list)
    chosen: str | None = None
    """SHEET or SITE; None while nobody chose."""
    closed: str | None = None
    """Why nothing can be written in it now."""
    missing: list[SheetProblem] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return self.closed is None and not self.missing


@dataclass
class SheetCheck:
    """What was found in a whole file."""

    book: BookSpec
    group: Group
    period: Period
    errors: list[SheetProblem]
    warnings: list[SheetProblem]
    projects: list[ProjectCheck]
    versions: str
    """The same while none of the updates is saved or moved by anybody."""

    @property
    def unresolved(self) -> list[ProjectCheck]:
        return [each for each in self.projects if each.clashes and each.chosen is None]

    @property
    def changed(self) -> list[ProjectCheck]:
        return [each for each in self.projects if each.pages]

    @property
    def complete(self) -> list[ProjectCheck]:
        return [each for each in self.projects if each.is_complete]


@dataclass(frozen=True)
class Saved:
    changed: int
    submitted: int
    sent: tuple[ProgressUpdate, ...] = field(default=(), compare=False, repr=False)
    """Those that were submitted: whoever endorsed an earlier version of one is to be told."""


def check(
    session: Session,
    content: bytes,
    *,
    actor: User,
    now: datetime,
    secret: str,
    choices: Mapping[int, str] | None = None,
) -> SheetCheck:
    """Everything that saving this file would do, without doing it. Raises SheetRefused for the file as a whole.

    `choices`: update id → SHEET or SITE, for updates that were changed on both sides.
    """
    found, changes = _read(session, content, actor=actor, now=now, secret=secret, choices=choices or {})
    if not found.errors:
        undone = session.begin_nested()
        try:
            _apply_all(session, changes, actor=actor, now=now)
            for project, change in zip(found.projects, changes, strict=True):
                if project.closed is None:
                    project.missing = _missing(change, now)
        finally:
            undone.rollback()
    found.warnings += [problem for project in found.projects for problem in project.missing]
    return found


def save(
    session: Session,
    content: bytes,
    *,
    actor: User,
    now: datetime,
    secret: str,
    choices: Mapping[int, str],
    versions: str,
    submit: bool,
) -> Saved:
    """Save the whole file, and send the updates that are complete if asked to.

    Raises SheetRefused while anything is wrong or not chosen, StaleVersion if an update changed since the check that
    `versions` comes from, and whatever saving or sending raises: then the caller undoes everything.
    """
    found, changes = _read(session, content, actor=actor, now=now, secret=secret, choices=choices)
    if found.versions != versions:
        raise StaleVersion("Alguien guardó o envió uno de estos avances mientras usted revisaba. Mire otra vez.")
    if found.errors or found.unresolved:
        raise SheetRefused("Todavía hay algo por corregir o por elegir. No se guardó nada.")
    _apply_all(session, changes, actor=actor, now=now)
    sent = []
    for project in found.projects:
        update = project.update
        if submit and project.closed is None and not updates.missing(update, today=updates.plan_day(update, now)):
            updates.submit(session, update, actor=actor, now=now)
            sent.append(update)
    return Saved(len(found.changed), len(sent), tuple(sent))


def _apply_all(session: Session, changes: list[SheetChange], *, actor: User, now: datetime) -> None:
    for change in changes:
        apply(session, change, actor=actor, now=now)
    session.flush()  # whatever the database refuses must show here, not at the commit


def _read(
    session: Session, content: bytes, *, actor: User, now: datetime, secret: str, choices: Mapping[int, str]
) -> tuple[SheetCheck, list[SheetChange]]:
    raw = read_book(content)
    book = read_label(raw.label, secret=secret, tongues=tongue)
    loaded = _updates(session, book, actor)
    _refuse_if_over(session, book, loaded, actor=actor, now=now)
    problems = _other_sheets(book, raw)
    projects, changes = [], []
    for spec, update in zip(book.sheets, loaded, strict=True):
        if spec.name not in raw.sheets:
            raise SheetRefused(SHEET_MISSING, name=spec.name)
        cells = raw.sheets[spec.name]
        check_structure(spec, cells)
        values, found = read_sheet(spec, cells)
        problems += found
        project, change = _compare(update, spec, values, now=now, chosen=choices.get(update.id))
        projects.append(project)
        changes.append(change)
        problems += _no_people_against_site(change)
    check = SheetCheck(
        book=book,
        group=loaded[0].group,
        period=loaded[0].period,
        errors=[each for each in problems if each.is_error],
        warnings=[each for each in problems if not each.is_error],
        projects=projects,
        versions=_versions(loaded),
    )
    return check, changes


def _updates(session: Session, book: BookSpec, actor: User) -> list[ProgressUpdate]:
    if not actor.may(Permission.UPDATE_EDIT, group_id=book.group_id):
        raise SheetRefused(OTHER_GROUP, group=book.group)
    try:
        return [updates.get_for_edit(session, spec.update_id, actor=actor) for spec in book.sheets]
    except NotFound as error:
        raise SheetRefused("Esta planilla es de avances que ya no existen. Descargue una nueva.") from error


def _refuse_if_over(
    session: Session, book: BookSpec, loaded: list[ProgressUpdate], *, actor: User, now: datetime
) -> None:
    """A file in which nothing can be written any more is of another time."""
    closed = [updates.why_closed(update, today=updates.plan_day(update, now)) for update in loaded]
    if not all(closed):
        return
    due = [offer.period.key for offer in offers(session, actor=actor, now=now) if offer.group.id == book.group_id]
    if due and book.period not in due:
        raise SheetRefused(OTHER_QUARTER, period=book.period, due=due[0])
    raise SheetRefused(NOTHING_LEFT, period=book.period)


def _other_sheets(book: BookSpec, raw: RawBook) -> list[SheetProblem]:
    own = {spec.name for spec in book.sheets}
    return [
        SheetProblem(name, None, "", "", FOREIGN_SHEET, is_error=False)
        for name, cells in raw.sheets.items()
        if name not in own and cells
    ]


def _compare(
    update: ProgressUpdate, spec: SheetSpec, values: Values, *, now: datetime, chosen: str | None
) -> tuple[ProjectCheck, SheetChange]:
    closed = updates.why_closed(update, today=updates.plan_day(update, now))
    change = change_of(update, spec, values, keep_sheet=chosen == SHEET and not closed)
    project = ProjectCheck(update, spec, closed=closed)
    if closed:
        # Its answers on the site stand. Whoever changed them in the sheet is told, and has to agree.
        project.clashes = _clashes(change, values, sorted(change.changed | set(change.clashes)))
        change.merged = dict(change.stored)
        project.chosen = SITE if chosen == SITE else None
        return project, change
    project.clashes = _clashes(change, values, change.clashes)
    project.chosen = chosen if chosen in (SHEET, SITE) else None
    project.pages = [page for page in PAGES if change.changes(page)]
    return project, change


def _clashes(change: SheetChange, values: Values, keys: tuple[str, ...] | list[str]) -> list[Clash]:
    places = _places(change.spec)
    found = []
    for key in keys:
        number, row, question = places.get(key, (0, None, None))
        if row is None or question is None:
            continue
        words = [
            shown(question, side[key]) if key in side else Sentence("sin respuesta") for side in (values, change.stored)
        ]
        found.append(Clash(number, row.label, *words))
    return sorted(found, key=lambda clash: clash.row)


def _places(spec: SheetSpec) -> dict[str, tuple[int, Row, Question]]:
    return {question.key: (number, row, question) for number, row, question in questions(spec)}


def _no_people_against_site(change: SheetChange) -> list[SheetProblem]:
    """«No aplica» in the sheet, and an activity that was added on the site since."""
    if "no_participation" not in change.changed or not change.merged.get("no_participation"):
        return []
    if not change.update.participation:
        return []
    return [problem_at(change.spec, *_places(change.spec)["no_participation"], PEOPLE_ON_SITE)]


def _missing(change: SheetChange, now: datetime) -> list[SheetProblem]:
    update, places = change.update, _places(change.spec)
    lacks = updates.missing(update, today=updates.plan_day(update, now))
    return [_at_its_row(change, places, each) for each in lacks]


def _at_its_row(change: SheetChange, places: Mapping[str, tuple[int, Row, Question]], missing: Missing) -> SheetProblem:
    key = missing.field
    if key.startswith("record-"):
        _record, position, name = key.split("-", maxsplit=2)
        activity = change.update.participation[int(position) - 1]
        slot = next((slot for slot, each in change.activities.items() if each is activity), None)
        key = f"record-{slot}-{name}"
        key = key if key in places else f"record-{slot}-activity"
    if key == "participation":
        key = "no_participation"
    if key not in places:
        message = together(missing.message, Sentence("Esto se responde en el sitio."))
        return SheetProblem(change.spec.name, None, "", "", message, is_error=False)
    number, row, question = places[key]
    return SheetProblem(
        change.spec.name, number, column_letter(question.column), row.label, missing.message, is_error=False
    )


def _versions(loaded: list[ProgressUpdate]) -> str:
    text = ",".join(f"{update.id}:{update.lock_version}" for update in loaded)
    return sha256(text.encode()).hexdigest()[:16]
