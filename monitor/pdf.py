"""Make a PDF in processes of its own: nothing here or in the web ever loads WeasyPrint or the drawer of charts."""

import base64
import json
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config import ROOT
from monitor.domain.errors import RuleError
from monitor.domain.sentences import Sentence
from monitor.models import BuildStep, ReportBuild
from monitor.services import editions, prepared_forms, report_checks, report_desk, reports
from monitor.services.edition_forms import PDF, Form
from monitor.services.reports import CannotBuild, LostLease
from reports.data import ReportData, as_json
from reports.languages import in_language
from reports.versions import made_with

log = logging.getLogger(__name__)

LONGEST_BUILD = 540
"""Seconds; after them a child is stopped and the build given up."""
BEAT = 15
"""Seconds between two signs of life; well within the lease of a build."""
CANNOT_BUILD = 3

BROKEN = Sentence("El PDF no se pudo hacer por una falla del sistema. El equipo técnico tiene el detalle.")
CHANGED_MEANWHILE = Sentence(
    "Mientras se preparaba la edición cambió algo que impide publicarla. Vuelva a la lista de comprobación."
)


class ChildDied(Exception):
    """The process that made the PDF was killed, by the machine or by somebody; another try may do."""


def new_owner() -> str:
    """A name for whoever takes builds in hand, like no other's."""
    return f"{os.getpid()}-{uuid.uuid4().hex[:12]}"


def build_report(
    session: Session,
    build: ReportBuild,
    *,
    now: Callable[[], datetime],
    owner: str,
    fictional: bool,
    base_url: str,
) -> None:
    """Make the PDF of a build in hand, and commit it whole; with it, an edition that needs no second person comes out.

    No transaction is open while it is being drawn. Whoever lost the build to another process leaves no trace.
    """

    def at(step: BuildStep | None = None) -> None:
        reports.renew(session, build.id, now=now(), owner=owner, step=step)
        session.commit()

    try:
        at(BuildStep.GATHERING)
        data = _freeze(session, build, now=now(), fictional=fictional, base_url=base_url)
        at(BuildStep.DRAWING)
        charts = draw_charts(data, at)
        at(BuildStep.COMPOSING)
        pdf = render_pdf(data, at)
        forms, said = prepared_forms.make(build, data, draw_pictures(data, at), at) if build.is_edition else ([], "")
        others = _in_other_languages(session, build, data, at) if build.is_edition else {}
        reports.renew(session, build.id, now=now(), owner=owner)
        session.refresh(build)
        reports.store(build, data, pdf, charts=charts, made_with=made_with(), now=now())
        if build.is_edition:
            prepared_forms.keep(session, build, forms, language=data.language, text_sha256=said)
        for language, (made, words) in others.items():
            prepared_forms.add(session, build, made, language=language, text_sha256=words)
        session.flush()
        if build.is_edition and not build.needs_second:
            editions.publish(session, build, actor=build.requested_by, now=now())
    except LostLease:
        session.rollback()
        log.warning("build %s was taken by another process", build.id)
        return
    except RuleError as error:
        session.rollback()
        reports.give_up(build, str(error), now=now())
    except ChildDied:
        session.rollback()
        reports.put_back(session, build, now=now(), owner=owner)
    session.commit()


def _in_other_languages(
    session: Session, build: ReportBuild, data: ReportData, beat: Callable[[], None]
) -> dict[str, tuple[list[tuple[Form, bytes]], str]]:
    """Every form of the next edition, its PDF first, in each other language, with the hash of what it says there."""
    made = {}
    for language in report_desk.other_languages(session, build.period.plan):
        spoken = in_language(data, language)
        session.commit()
        forms, said = prepared_forms.make(build, spoken, draw_pictures(spoken, beat), beat)
        made[language] = ([(PDF, render_pdf(data, beat, language=language)), *forms], said)
    return made


def _freeze(session: Session, build: ReportBuild, *, now: datetime, fictional: bool, base_url: str) -> ReportData:
    """The data as they stand; of an edition only while nothing blocks it and nobody reopens an update."""
    if not build.is_edition:
        return reports.freeze(session, build, now=now, fictional=fictional, base_url=base_url)
    editions.lock_period(session, build.period)
    data = reports.freeze(session, build, now=now, fictional=fictional, base_url=base_url)
    if any(finding.is_blocking for finding in report_checks.checklist(session, build.period, data, now=now)):
        raise CannotBuild(CHANGED_MEANWHILE)
    return data


def render_pdf(data: ReportData, beat: Callable[[], None] = lambda: None, *, language: str = "") -> bytes:
    """The PDF of a report, in its own language or another. Raises CannotBuild (why, in words) or ChildDied."""
    return render_snapshot(as_json(data), beat, language=language)


def render_snapshot(snapshot: dict[str, Any], beat: Callable[[], None] = lambda: None, *, language: str = "") -> bytes:
    """The PDF of a frozen report, of whatever schema can still be read. In another language too it names its hash."""
    pdf = run_child("reports", snapshot, beat, language=language)
    if not pdf.startswith(b"%PDF"):
        log.error("the report process wrote no PDF: %r", pdf[:200])
        raise CannotBuild(BROKEN)
    return pdf


def render_document(module: str, data: dict[str, Any], beat: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that a module of the reports makes of its own data. Raises CannotBuild or ChildDied."""
    pdf = run_child(module, data, beat)
    if not pdf.startswith(b"%PDF"):
        log.error("%s wrote no PDF: %r", module, pdf[:200])
        raise CannotBuild(BROKEN)
    return pdf


def draw_charts(data: ReportData, beat: Callable[[], None] = lambda: None) -> dict[str, str]:
    """The charts of a report as SVG, by name."""
    drawn: dict[str, str] = json.loads(run_child("reports.draw", as_json(data), beat))
    return drawn


def draw_pictures(data: ReportData, beat: Callable[[], None] = lambda: None) -> dict[str, bytes]:
    """The charts of a report as PNG, by name, in the language of the data."""
    drawn: dict[str, str] = json.loads(run_child("reports.draw_pictures", as_json(data), beat))
    return {name: base64.b64decode(png) for name, png in drawn.items()}


def run_child(
    module: str, snapshot: dict[str, Any], beat: Callable[[], None] = lambda: None, *, language: str = ""
) -> bytes:
    """Run a module of the report on its data, with a sign of life now and then."""
    child = subprocess.Popen(
        [sys.executable, "-m", module, *([language] if language else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    given: bytes | None = json.dumps(snapshot).encode()
    waited = 0
    try:
        while True:
            try:
                written, said = child.communicate(given, timeout=BEAT)
                break
            except subprocess.TimeoutExpired:
                given, waited = None, waited + BEAT
                if waited >= LONGEST_BUILD:
                    raise CannotBuild("El PDF tardó demasiado y se detuvo. Inténtelo de nuevo más tarde.") from None
                beat()
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    words = said.decode(errors="replace").strip()
    if child.returncode == 0:
        return written
    if child.returncode == CANNOT_BUILD:
        raise CannotBuild(words)
    log.error("%s ended with %s: %s", module, child.returncode, words)
    if child.returncode < 0:
        raise ChildDied(words)
    raise CannotBuild(BROKEN)
