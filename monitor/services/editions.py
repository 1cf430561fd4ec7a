"""Editions: publish one whole or not at all, read it, and let a period be corrected into the next."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from monitor.domain.editions import next_number
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.sentences import N_, Sentence
from monitor.models import BuildState, Correction, Edition, EditionFile, Event, Period, Plan, ReportBuild, User
from monitor.services import events, prepared_forms
from reports.data import ReportData, from_json, snapshot_hash

PUBLISHED = N_(
    "El informe de %(period)s ya se publicó: sus avances aprobados no se reabren. Si hay un "
    "error, abra antes una corrección en la mesa del informe."
)
PUBLISHING = N_("El informe de %(period)s se está publicando: espere a que termine.")


def editions_of(session: Session, period: Period) -> list[Edition]:
    """The editions of a period, oldest first, without their snapshots and bytes."""
    query = (
        select(Edition)
        .where(Edition.period_id == period.id)
        .options(selectinload(Edition.files), joinedload(Edition.published_by), joinedload(Edition.requested_by))
        .order_by(Edition.id)
    )
    return list(session.scalars(query))


def last_edition(session: Session, period: Period) -> Edition | None:
    return session.scalar(select(Edition).where(Edition.period_id == period.id).order_by(Edition.id.desc()).limit(1))


def last_edition_number(session: Session, period: Period) -> str:
    """Empty while nothing is published of the period."""
    query = select(Edition.number).where(Edition.period_id == period.id).order_by(Edition.id.desc()).limit(1)
    return session.scalar(query) or ""


def editions_of_plan(session: Session, plan: Plan, *, actor: User) -> list[Edition]:
    """Every edition of the plan, the newest first, for whoever has signed in."""
    if not actor.may(Permission.EDITION_VIEW):
        raise NotAllowed("Entre para leer los informes publicados.")
    query = (
        select(Edition)
        .join(Edition.period)
        .where(Period.plan_id == plan.id)
        .options(joinedload(Edition.period), selectinload(Edition.files))
        .order_by(Period.starts_on.desc(), Edition.id.desc())
    )
    return list(session.scalars(query))


def get_edition(session: Session, period: Period, number: str, *, actor: User) -> Edition:
    """One edition with its snapshot. Raises NotAllowed or NotFound."""
    if not actor.may(Permission.EDITION_VIEW):
        raise NotAllowed("Entre para leer los informes publicados.")
    edition = session.scalar(
        select(Edition)
        .where(Edition.period_id == period.id, Edition.number == number)
        .options(undefer(Edition.snapshot), joinedload(Edition.period), selectinload(Edition.files))
    )
    if edition is None:
        raise NotFound("Esa edición no existe.")
    return edition


def get_file(session: Session, edition: Edition, *, form: str, language: str = "es") -> EditionFile:
    """One form of an edition with its bytes."""
    found = session.scalar(
        select(EditionFile)
        .where(EditionFile.edition_id == edition.id, EditionFile.form == form, EditionFile.language == language)
        .options(undefer(EditionFile.content))
    )
    if found is None:
        raise NotFound("Esta edición no se publicó en esa forma.")
    return found


def data_of(edition: Edition) -> ReportData:
    """What an edition says, read from its snapshot: what every other form of it is made from."""
    return from_json(edition.snapshot)


def numbers(session: Session, period: Period) -> list[str]:
    return list(session.scalars(select(Edition.number).where(Edition.period_id == period.id).order_by(Edition.id)))


def publish(session: Session, build: ReportBuild, *, actor: User | None, now: datetime) -> Edition:
    """Make an edition of a finished build: its snapshot and its PDF's bytes, in the caller's one transaction.

    Raises NotAllowed (the second person must not be the first) or WrongState (published or given up meanwhile).
    """
    if actor is not None and not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    if build.needs_second and (actor is None or actor.id == build.requested_by_id):
        raise NotAllowed("Debe confirmar otra persona de la coordinación del GTG.")
    lock_period(session, build.period)
    if not _close(session, build, BuildState.READY):
        raise WrongState("Esta edición ya se publicó o se retiró. Vuelva a abrir la mesa para ver cómo quedó.")
    session.refresh(build, ["snapshot", "pdf", "snapshot_sha256", "text_sha256", "made_with", "cut_off"])
    if build.snapshot is None or build.pdf is None or build.cut_off is None:
        raise WrongState("El informe no está completo.")
    number = build.snapshot["number"]
    if number != next_number(numbers(session, build.period)):
        raise WrongState("Entretanto se publicó otra edición de este período.")
    edition = Edition(
        period=build.period,
        number=number,
        build=build,
        schema_version=build.snapshot["schema"],
        snapshot=build.snapshot,
        snapshot_sha256=build.snapshot_sha256,
        cut_off=build.cut_off,
        received=build.received,
        expected=build.expected,
        erratum=build.erratum,
        requested_by_id=build.requested_by_id,
        published_at=now,
        published_by=actor,
    )
    edition.files.append(
        EditionFile(
            form="pdf",
            language=build.snapshot["language"],
            content_type="application/pdf",
            content=build.pdf,
            size=len(build.pdf),
            sha256=hashlib.sha256(build.pdf).hexdigest(),
            made_with=build.made_with,
        )
    )
    session.add(edition)
    session.flush()
    others = prepared_forms.words_of_languages(session, build)
    prepared_forms.move(session, build, edition)
    if correction := open_correction(session, build.period):
        correction.closed_at = now
    facts = {"number": number, "sha256": edition.snapshot_sha256, "text_sha256": build.text_sha256}
    facts |= {f"text_sha256_{language}": said for language, said in others.items()}
    _record(session, "EditionPublished", edition.period, actor=actor, now=now, **facts)
    return edition


def withdraw(session: Session, build: ReportBuild, *, actor: User, now: datetime) -> None:
    """Give up an edition that waits for its second person. Raises NotAllowed or WrongState."""
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG publica informes.")
    if not _close(session, build, BuildState.READY):
        raise WrongState("Esta edición ya se publicó o se retiró.")
    prepared_forms.drop(session, build)
    _record(session, "EditionWithdrawn", build.period, actor=actor, now=now)


def _close(session: Session, build: ReportBuild, state: BuildState) -> bool:
    """Whether this caller closed the build: of two at once only one does."""
    closed = session.scalar(
        sql_update(ReportBuild)
        .where(ReportBuild.id == build.id, ReportBuild.is_edition, ReportBuild.is_open, ReportBuild.state == state)
        .values(is_open=False)
        .returning(ReportBuild.id)
        .execution_options(synchronize_session=False)
    )
    return closed is not None


def open_edition_build(session: Session, period: Period) -> ReportBuild | None:
    """The edition that is on its way, if any."""
    return session.scalar(
        select(ReportBuild)
        .where(ReportBuild.period_id == period.id, ReportBuild.is_edition, ReportBuild.is_open)
        .options(joinedload(ReportBuild.requested_by))
    )


def open_correction(session: Session, period: Period) -> Correction | None:
    return session.scalar(select(Correction).where(Correction.period_id == period.id, Correction.closed_at.is_(None)))


def why_locked(session: Session, period: Period) -> Sentence | None:
    """Why the approved updates of a period cannot be reopened now; None while they can."""
    if open_edition_build(session, period) is not None:
        return Sentence(PUBLISHING, period=period.key)
    if last_edition(session, period) is not None and open_correction(session, period) is None:
        return Sentence(PUBLISHED, period=period.key)
    return None


def check_reopenable(session: Session, period: Period) -> None:
    """Raises WrongState where an approved update of the period must stay as it was published.

    Holds the period until the transaction ends, so that nobody publishes it in between.
    """
    lock_period(session, period)
    if reason := why_locked(session, period):
        raise WrongState(reason)


def lock_period(session: Session, period: Period) -> None:
    """Publishing a period and reopening its updates wait for each other."""
    session.execute(select(Period.id).where(Period.id == period.id).with_for_update())


def start_correction(session: Session, period: Period, *, actor: User, reason: str, now: datetime) -> Correction:
    """Say that the last edition is to be corrected, and why: its approved updates can be reopened until the next."""
    if not actor.may(Permission.REPORT_PUBLISH):
        raise NotAllowed("Solo la coordinación del GTG corrige informes publicados.")
    if not reason.strip():
        raise Incomplete("Escriba qué hay que corregir.", field="reason")
    lock_period(session, period)
    if last_edition(session, period) is None:
        raise WrongState("Este informe todavía no se ha publicado: puede cambiarlo sin abrir una corrección.")
    if open_edition_build(session, period) is not None:
        raise WrongState(Sentence(PUBLISHING, period=period.key))
    if open_correction(session, period) is not None:
        raise WrongState("Ya hay una corrección abierta para este período.")
    correction = Correction(period=period, reason=reason.strip(), opened_at=now, opened_by=actor)
    session.add(correction)
    session.flush()
    _record(session, "CorrectionOpened", period, actor=actor, now=now, reason=correction.reason)
    return correction


def _record(session: Session, kind: str, period: Period, *, actor: User | None, now: datetime, **facts: str) -> None:
    events.record(session, kind, subject="periods", subject_id=period.id, actor=actor, now=now, after=facts)


def published_text_hash(session: Session, edition: Edition, *, language: str = "") -> str:
    """Hash of what the edition said when it was published, as the audit trail has it; also of another language.

    Empty where it was not told: of other languages it is since they can be translated.
    """
    name = f"text_sha256_{language}" if language and language != edition.snapshot["language"] else "text_sha256"
    query = select(Event).where(
        Event.kind == "EditionPublished", Event.subject == "periods", Event.subject_id == edition.period_id
    )
    told = (event.after for event in session.scalars(query))
    return next((facts.get(name, "") for facts in told if facts.get("number") == edition.number), "")


def broken_hashes(edition: Edition, files: Sequence[EditionFile]) -> list[str]:
    """What of a published edition is no longer what was published. Needs the snapshot and the bytes loaded."""
    broken: list[str] = []
    if snapshot_hash(edition.snapshot) != edition.snapshot_sha256:
        broken.append(Sentence("los datos"))
    broken += [
        f"{file.form} ({file.language})"
        for file in files
        if hashlib.sha256(file.content).hexdigest() != file.sha256 or len(file.content) != file.size
    ]
    return broken
