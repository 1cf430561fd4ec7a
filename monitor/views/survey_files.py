"""The page on which files are added to a question of a survey and taken off; each press is a save."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from forms.base import Form, spoken
from monitor import storage
from monitor.access import current_user, requires, signed_in
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import RuleError
from monitor.domain.permissions import Permission
from monitor.services import survey_files
from monitor.services.answering import get_answering
from monitor.services.survey_versions import get_version
from monitor.settings import settings

blueprint = Blueprint("survey_files", __name__, url_prefix="/responder")

Answer = str | Response | tuple[str, int]


@blueprint.route("/<int:unit_id>/archivos/<file_key>", methods=["GET", "POST"])
@requires(Permission.SURVEY_ANSWER)
def edit(unit_id: int, file_key: str) -> Answer:
    answering = get_answering(db.session, unit_id, actor=current_user, now=now())
    question = survey_files.file_question(answering, file_key)
    if closed := answering.why_closed():
        flash(spoken(closed), "warning")
        return redirect(url_for("surveys.show", unit_id=unit_id))
    section = answering.questionnaire.section_of(file_key)
    error = ""
    if request.method == "POST":
        uploaded = request.files.get("file")
        if uploaded is None or not uploaded.filename:
            error = _("Elija un archivo.")
        else:
            try:
                survey_files.add_file(
                    db.session,
                    answering,
                    question,
                    filename=uploaded.filename,
                    content=uploaded.stream.read(survey_files.LARGEST_FILE + 1),
                    folder=settings().upload_dir,
                    actor=current_user,
                    now=now(),
                )
            except RuleError as refused:
                db.session.rollback()
                error = spoken(refused.sentence)
            else:
                flash(_("Archivo guardado."), "success")
                return redirect(url_for(".edit", unit_id=unit_id, file_key=file_key))
    page = render_template(
        "surveys/files.html",
        answering=answering,
        question=question,
        section=section,
        files=answering.answers.values.get(file_key, []),
        error=error,
        form=Form(formdata=None),
    )
    return page, 422 if error else 200


@blueprint.post("/<int:unit_id>/archivos/<file_key>/<int:file_id>/quitar")
@requires(Permission.SURVEY_ANSWER)
def remove(unit_id: int, file_key: str, file_id: int) -> Response:
    answering = get_answering(db.session, unit_id, actor=current_user, now=now())
    question = survey_files.file_question(answering, file_key)
    try:
        survey_files.remove_file(db.session, answering, question, file_id, actor=current_user, now=now())
    except RuleError as refused:
        db.session.rollback()
        flash(spoken(refused.sentence), "warning")
    return redirect(url_for(".edit", unit_id=unit_id, file_key=file_key))


@blueprint.get("/comprobante/<int:sent_id>/archivos/<int:kept_id>")
@signed_in
def download(sent_id: int, kept_id: int) -> Response:
    """A file of what was sent, always as a download: nothing that people hand in is shown as a page of ours."""
    version = get_version(db.session, sent_id, actor=current_user)
    found = survey_files.get_file(db.session, version.response_id, kept_id)
    named = {
        each.get("id")
        for value in version.answers["values"].values()
        if isinstance(value, list)
        for each in value
        if isinstance(each, dict)
    }
    path = storage.path_of(settings().upload_dir, found.stored_name) if found.id in named else None
    if path is None:
        raise NotFound
    answer = send_file(
        path, mimetype=found.content_type, as_attachment=True, download_name=found.filename, max_age=0, etag=False
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
