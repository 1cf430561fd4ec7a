"""The page of an update on which links and files are added; part of `updates.edit`."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from forms.evidence import ACCEPT, EvidenceForm
from monitor.access import current_user
from monitor.clock import now
from monitor.db import db
from monitor.domain.file_kinds import FileRefused
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.page_context import spoken
from monitor.services import evidence, updates
from monitor.settings import settings
from monitor.views import update_forms
from monitor.views.update_answers import evidence_links

Answer = str | Response | tuple[str, int]


def page(update: ProgressUpdate) -> Answer:
    form = EvidenceForm(data=update_forms.drawn_from(update, Page.EVIDENCE))

    def drawn(conflict: update_forms.Conflict | None = None) -> str:
        earlier = updates.previous(db.session, update)
        return render_template(
            "updates/evidencias.html",
            update=update,
            page=Page.EVIDENCE,
            form=form,
            accept=ACCEPT,
            conflict=conflict,
            carried=False,
            before_links=evidence_links(earlier.content.evidence, update) if earlier else [],
            earlier=earlier,
            removed=evidence.removed_evidence(db.session, update),
        )

    if request.method == "GET":
        return drawn()
    wants_more = request.form.get("then") == "more"
    if form.is_blank and not wants_more:
        return redirect(leave(update))
    if not form.validate():
        return drawn(), 422
    try:
        conflict = update_forms.try_to_save(
            lambda: save(update, form),
            form,
            lambda: EvidenceForm(formdata=None, data=update_forms.drawn_from(update, Page.EVIDENCE)),
        )
    except FileRefused as error:
        field = form.file if form.file.data else form.url
        field.errors = [*field.errors, spoken(error.sentence)]
        return drawn(), 422
    if conflict:
        return drawn(conflict), 409
    flash(_("Evidencia agregada."), "success")
    here = url_for("updates.edit", update_id=update.id, page=Page.EVIDENCE.value)
    return redirect(here if wants_more else leave(update))


def save(update: ProgressUpdate, form: EvidenceForm) -> None:
    title, who = form.title.data or "", {"actor": current_user, "now": now(), **form.drawn_from}
    upload: FileStorage | None = form.file.data
    if upload is None:
        evidence.add_link(db.session, update, title=title, url=form.url.data or "", **who)
        return
    content = upload.stream.read(evidence.LARGEST_FILE + 1)
    evidence.add_file(
        db.session,
        update,
        title=title,
        filename=upload.filename or "",
        content=content,
        folder=settings().upload_dir,
        **who,
    )


def leave(update: ProgressUpdate) -> str:
    return update_forms.where_else(update) or url_for("updates.check", update_id=update.id)
