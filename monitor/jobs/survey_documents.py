"""`survey_documents`: make the receipts and results of surveys that somebody asked for, one after the other."""

import logging

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.domain.errors import RuleError
from monitor.domain.waves import DocumentKind
from monitor.jobs.work import Job, JobResult, Work
from monitor.models import SurveyDocument
from monitor.pdf import ChildDied, new_owner, render_document
from monitor.services import survey_documents, survey_prints
from reports.versions import made_with

log = logging.getLogger(__name__)

MODULES = {DocumentKind.RECEIPT: "reports.receipts", DocumentKind.RESULTS: "reports.surveys"}
"""What makes each kind, in a process of its own."""


def run(work: Work) -> JobResult:
    if work.dry_run:
        waiting = survey_documents.count_waiting(work.session)
        return JobResult(
            (ngettext("Ensayo: espera %(num)s documento.", "Ensayo: esperan %(num)s documentos.", waiting),),
            idle=not waiting,
        )
    survey_prints.ask_missing(work.session, now=work.now(), fictional=work.settings.demo)
    work.commit()
    made, failed, owner = 0, 0, new_owner()
    while not work.stopping():
        document = survey_documents.claim_waiting(work.session, now=work.now(), owner=owner)
        work.commit()
        if document is None:
            break
        if make(work, document, owner):
            made += 1
        else:
            failed += 1
        work.commit()
    if not made and not failed:
        return JobResult((_("No había documentos de encuestas por hacer."),), idle=True)
    lines = [ngettext("Se hizo %(num)s documento.", "Se hicieron %(num)s documentos.", made)] if made else []
    lines += [ngettext("No se pudo hacer %(num)s.", "No se pudieron hacer %(num)s.", failed)] if failed else []
    return JobResult(tuple(lines), ok=not failed)


def make(work: Work, document: SurveyDocument, owner: str) -> bool:
    """Whether the document is there now. No transaction is open while it is being made."""
    number, module, data = document.id, MODULES[document.kind], document.data or {}

    def beat() -> None:
        survey_documents.renew(work.session, number, now=work.now(), owner=owner)
        work.session.commit()

    beat()
    try:
        pdf = render_document(module, data, beat)
    except ChildDied:
        log.warning("the process that made document %s was killed", number)
        return False  # its lease runs out, and another try is counted
    except RuleError as error:
        survey_documents.give_up(document, str(error), now=work.now())
        return False
    if not survey_documents.renew(work.session, number, now=work.now(), owner=owner):
        work.session.rollback()
        return False
    work.session.refresh(document)
    survey_documents.store(document, pdf, made_with=made_with(), now=work.now())
    return True


JOB = Job("survey_documents", "hace los PDF de las encuestas que se pidieron", run, seconds=15, demo_seconds=3)
