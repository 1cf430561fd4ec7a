"""`extracts`: make the extracts of editions that came out. Safe to run twice at once, and to be killed half-way."""

from flask_babel import gettext as _
from flask_babel import ngettext

from monitor.extracts_pdf import make_missing
from monitor.jobs.work import Job, JobResult, Work
from monitor.pdf import ChildDied
from monitor.services import extracts
from monitor.services.reports import CannotBuild


def run(work: Work) -> JobResult:
    made, failed = 0, ""
    tried: list[int] = []
    while not work.stopping():
        edition = extracts.next_edition(work.session, leaving=tried)
        if edition is None:
            break
        tried.append(edition.id)
        if work.dry_run:
            continue
        try:
            made += make_missing(
                work.session,
                edition,
                base_url=work.settings.base_url,
                now=work.now,
                commit=work.commit,
                stopping=work.stopping,
            )
        except (CannotBuild, ChildDied) as error:
            work.session.rollback()
            failed = str(error) or _("el proceso que los hacía se interrumpió")
    if work.dry_run:
        lines = ngettext("Ensayo: %(num)s edición espera.", "Ensayo: %(num)s ediciones esperan.", len(tried))
        return JobResult((lines,), idle=not tried)
    if not made and not failed:
        return JobResult((_("No había extractos por hacer."),), idle=True)
    lines = [ngettext("Se hizo %(num)s extracto.", "Se hicieron %(num)s extractos.", made)] if made else []
    if failed:
        lines.append(_("Algunos extractos no se pudieron hacer: %(why)s", why=failed))
    return JobResult(tuple(lines), ok=not failed)


JOB = Job("extracts", "hace los extractos de las ediciones publicadas", run, seconds=60, demo_seconds=5)
