"""Make a PDF in a process of its own: nothing here or in the web ever loads WeasyPrint."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from config import ROOT
from monitor.models import ReportBuild
from monitor.services import reports
from monitor.services.reports import CannotBuild
from reports.data import ReportData, as_json

log = logging.getLogger(__name__)

LONGEST_BUILD = 540
"""Seconds; less than the lease of a build, so that a stuck one is given up before another takes over."""


def build_report(session: Session, build: ReportBuild, *, now: Callable[[], datetime], fictional: bool) -> None:
    """Make the PDF of a build in hand, and commit it whole. No transaction is open while it is being drawn."""
    data = reports.freeze(session, build, now=now(), fictional=fictional)
    session.commit()
    try:
        pdf = render_pdf(data)
    except reports.CannotBuild as error:
        reports.give_up(build, str(error), now=now())
    else:
        reports.store(build, data, pdf, now=now())
    session.commit()


def render_pdf(data: ReportData) -> bytes:
    """The PDF of a report. Raises CannotBuild with the reason in words."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "reports"],
            input=json.dumps(as_json(data)).encode(),
            capture_output=True,
            timeout=LONGEST_BUILD,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotBuild("El PDF tardó demasiado y se detuvo. Inténtelo de nuevo más tarde.") from None
    if child.returncode == 0 and child.stdout.startswith(b"%PDF"):
        return child.stdout
    said = child.stderr.decode(errors="replace").strip()
    if child.returncode == 3:
        raise CannotBuild(said)
    log.error("the report process ended with %s: %s", child.returncode, said)
    raise CannotBuild("El PDF no se pudo hacer por una falla del sistema. El equipo técnico tiene el detalle.")
