"""Bring a plan in from its document: a draft that waits for its answers, then becomes the plan at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from monitor.domain.errors import Incomplete, NotAllowed, NotFound, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.plan_choices import Choices, PlanChoice, choices_as_json, choices_from_json
from monitor.domain.plan_decisions import PlanFacts
from monitor.domain.plan_import import PlanReading, plan_years, portfolio_of_reading, read_plan
from monitor.domain.plan_import_names import KnownBody
from monitor.domain.plan_import_rows import RowReading
from monitor.domain.plan_source_json import source_as_json, source_from_json
from monitor.domain.plan_tables import PlanSource, read_tables
from monitor.domain.plan_versions import PlanDifference
from monitor.domain.portfolio_data import Portfolio
from monitor.domain.responsible_groups import Body
from monitor.domain.short_names import short_name
from monitor.domain.spanish_text import fold, shortened
from monitor.models import Ally, Group, ImportOutcome, Plan, PlanImport, User
from monitor.plan_files import read_plan_file
from monitor.services import events, plan_versions, portfolio

LONGEST_NAME = 160


def start(session: Session, content: bytes, *, file_name: str, actor: User, now: datetime) -> PlanImport:
    """Read a file and keep what it says as a draft of the actor's.

    Raises NotAllowed, PlanFileRefused for a file that cannot be opened, or PlanDocumentError for one without a plan.
    """
    _check_may_import(actor)
    source = read_tables(read_plan_file(content))
    draft = PlanImport(
        user_id=actor.id,
        file_name=shortened(file_name, 200),
        source=source_as_json(source),
        choices=choices_as_json(Choices()),
        created_at=now,
        updated_at=now,
    )
    draft.plan = _plan_of(session, source)
    session.add(draft)
    session.flush()
    return draft


def _check_may_import(actor: User) -> None:
    if not actor.may(Permission.PORTFOLIO_EDIT):
        raise NotAllowed("Solo la coordinación del GTG carga planes.")


def _plan_of(session: Session, source: PlanSource) -> Plan | None:
    """The plan whose heading the document carries."""
    heading = fold(source.heading)
    plans = session.scalars(select(Plan).where(Plan.heading != "").order_by(Plan.starts_on.desc(), Plan.id.desc()))
    return next((plan for plan in plans if fold(" ".join(plan.heading.split())) in heading), None)


def drafts_of(session: Session, actor: User) -> list[PlanImport]:
    """The actor's own work in progress, the latest first."""
    query = (
        select(PlanImport)
        .where(PlanImport.user_id == actor.id, PlanImport.outcome.is_(None))
        .options(joinedload(PlanImport.plan))
        .order_by(PlanImport.updated_at.desc(), PlanImport.id.desc())
    )
    return list(session.scalars(query))


def get_draft(session: Session, import_id: int, *, actor: User, to_change: bool = False) -> PlanImport:
    """A draft of the actor's own that is still going on. Raises NotAllowed or NotFound.

    `to_change`: whoever changes the same draft at the same moment waits, so that no answer is lost.
    """
    _check_may_import(actor)
    draft = session.get(PlanImport, import_id, with_for_update=to_change)
    if draft is None or draft.user_id != actor.id:
        raise NotFound("No hay ninguna carga de un plan con ese número.")
    if draft.outcome is not None:
        raise NotFound("Esa carga ya terminó.")
    return draft


def known_bodies(session: Session) -> list[KnownBody]:
    """Every group and ally of the product, with each way of writing it."""
    groups = session.scalars(select(Group).options(selectinload(Group.aliases)).order_by(Group.id))
    allies = session.scalars(select(Ally).options(selectinload(Ally.aliases)).order_by(Ally.id))
    known = [KnownBody(Body(each.acronym, each.name, each.kind), _aliases(each)) for each in groups]
    return known + [KnownBody(Body(each.acronym, each.name, None), _aliases(each)) for each in allies]


def _aliases(body: Group | Ally) -> tuple[str, ...]:
    return tuple(alias.text for alias in body.aliases)


def choices_of(draft: PlanImport) -> Choices:
    return choices_from_json(draft.choices)


def reading_of(session: Session, draft: PlanImport) -> PlanReading:
    """What is understood with the choices made so far."""
    source, choices = source_from_json(draft.source), choices_of(draft)
    if draft.plan is not None:
        # A version of a plan that names no area goes by the names that the plan has.
        named = {area.number: area.name for area in draft.plan.areas} | dict(choices.areas)
        choices = replace(choices, areas=named)
    settled = plan_versions.settled_rows(session, draft.plan, source) if draft.plan else {}
    return read_plan(source, choices, known_bodies(session), settled)


def names_a_project(session: Session, draft: PlanImport, line: RowReading) -> bool:
    """Whether the line gives a new project its title: not one that the plan has, nor the second line of one."""
    if line.twin is not None and not line.choice.apart:
        return False
    if draft.plan is None:
        return True
    return line.number not in plan_versions.settled_rows(session, draft.plan, source_from_json(draft.source))


def choose(draft: PlanImport, change: Callable[[Choices], Choices], *, now: datetime) -> None:
    """Keep a choice. It changes the draft and nothing else."""
    draft.choices = choices_as_json(change(choices_of(draft)))
    draft.updated_at = now


def set_plan(
    session: Session,
    draft: PlanImport,
    *,
    plan: Plan | None,
    name: str,
    starts_on: date | None,
    ends_on: date | None,
    short: str = "",
    now: datetime,
) -> None:
    """Say what the document is: a new version of `plan`, or one of its own with name and dates. Raises Incomplete."""
    if plan is not None:
        name, starts_on, ends_on, short = plan.name, plan.starts_on, plan.ends_on, plan.short_name
    if starts_on is None or ends_on is None:
        raise Incomplete("Escriba cuándo empieza y cuándo termina el plan.", field="starts_on")
    if ends_on <= starts_on:
        raise Incomplete("El plan no puede terminar antes de empezar.", field="ends_on")
    if plan is None and session.scalar(select(Plan.id).where(Plan.name == name)) is not None:
        raise Incomplete("Ya hay un plan con ese nombre. Escriba otro, o elija que es una versión nueva.", field="name")
    draft.plan = plan
    choose(draft, lambda choices: replace(choices, plan=PlanChoice(name, starts_on, ends_on, short.strip())), now=now)


def suggested_facts(draft: PlanImport) -> PlanChoice | None:
    """What the document itself says of the plan's name and years; None where it says no years."""
    source = source_from_json(draft.source)
    years = plan_years(source, Choices())
    if not years:
        return None
    name, start, end = shortened(source.heading, LONGEST_NAME), date(years[0], 1, 1), date(years[-1], 12, 31)
    return PlanChoice(name, start, end, short_name(name, start, end))


def proposed(session: Session, draft: PlanImport, reading: PlanReading, *, time_zone: str) -> Portfolio:
    """The portfolio that confirming would store. Raises WrongState while something is open, or PlanDocumentError."""
    if not reading.is_settled or reading.choices.plan is None:
        raise WrongState("Todavía hay preguntas por responder en esta carga.")
    facts = reading.choices.plan
    key = draft.plan.key if draft.plan else _free_key(session, facts.name, facts.start)
    zone = draft.plan.time_zone if draft.plan else time_zone
    areas = tuple(draft.plan.participation_areas) if draft.plan else reading.participation_areas
    told = PlanFacts(key, facts.name, "", facts.start, facts.end, zone, facts.short_name, areas)
    return portfolio_of_reading(reading, told)


def difference(
    session: Session, draft: PlanImport, portfolio_read: Portfolio, reading: PlanReading
) -> PlanDifference | None:
    """What a new version changes in its plan; None for a plan of its own."""
    if draft.plan is None:
        return None
    rows = reading.choices.rows.items()
    apart = {number for number, choice in rows if choice.matches is False}
    same = {number: choice.project for number, choice in rows if choice.project is not None}
    return plan_versions.difference(session, draft.plan, portfolio_read, apart=apart, same=same)


def confirm(session: Session, draft: PlanImport, *, actor: User, now: datetime, time_zone: str) -> Plan:
    """Make the plan, or the new version of it, at once and whole. Raises WrongState or PlanDocumentError."""
    _check_may_import(actor)
    if draft.outcome is not None:
        raise WrongState("Esa carga ya terminó.")
    reading = reading_of(session, draft)
    read = proposed(session, draft, reading, time_zone=time_zone)
    changes = difference(session, draft, read, reading)
    if draft.plan is None or changes is None:
        plan, _ = portfolio.load(session, read, now=now)
        kind = "PlanImported"
    else:
        plan = draft.plan
        plan_versions.apply(session, plan, read, changes, actor=actor, now=now)
        kind = "PlanVersionImported"
    draft.plan, draft.outcome, draft.updated_at = plan, ImportOutcome.CONFIRMED, now
    after = {"title": plan.name, "file": draft.file_name, "projects": len(read.projects), "rows": read.row_count}
    events.record(session, kind, subject="plans", subject_id=plan.id, actor=actor, now=now, after=after)
    session.flush()
    return plan


def discard(draft: PlanImport, *, now: datetime) -> None:
    """Give the draft up. Nothing of it was ever in the plan."""
    draft.outcome, draft.updated_at = ImportOutcome.DISCARDED, now


def _free_key(session: Session, name: str, start: date) -> str:
    """A short name for files and addresses that no other plan has."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    stem = "-".join(words)[:40].strip("-") or f"plan-{start.year}"
    taken: Sequence[str] = session.scalars(select(Plan.key).where(Plan.key.startswith(stem))).all()
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in taken)
