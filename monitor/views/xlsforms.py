"""The questionnaire of a wave as an XLSForm, for the GTG: out as a file, and in with everything said before."""

from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forms.xlsforms import ACCEPT, ConfirmXlsformForm, XlsformForm
from monitor import kept_sheets
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import RuleError
from monitor.domain.permissions import Permission
from monitor.domain.questionnaire_changes import CHANGE
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.domain.xlsform_reading import Reading
from monitor.models import Wave
from monitor.page_context import spoken
from monitor.services import questionnaires, xlsforms
from monitor.settings import settings
from monitor.spreadsheet_reading import LARGEST_FILE
from monitor.views.update_sheets import XLSX
from monitor.xlsform_files import read_xlsform, write_xlsform

blueprint = Blueprint("xlsforms", __name__, url_prefix="/encuestas/<int:wave_id>/cuestionario/xlsform")

Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/descargar")
@requires(Permission.SURVEY_MANAGE)
def download(wave_id: int) -> AnyResponse:
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    answer = Response(write_xlsform(wave.questionnaire.read()), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{wave.survey.key}-{wave.number}.xlsx")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.SURVEY_MANAGE)
def upload(wave_id: int) -> Answer:
    """Choose the file; then see what is wrong with it, or what it would change. Nothing is saved here."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    form = XlsformForm()
    if request.method == "GET":
        return upload_page(wave, form)
    if not form.validate():
        return upload_page(wave, form), 422
    content = form.file.data.read(LARGEST_FILE + 1)
    try:
        reading = read_xlsform(content)
    except SheetRefused as error:
        form.file.errors = [spoken(error.sentence)]
        return upload_page(wave, form), 422
    token = kept_sheets.keep(folder(), content, user_id=current_user.id, now=now())
    return check_page(wave, reading, token)


@blueprint.post("/traer")
@requires(Permission.SURVEY_MANAGE)
def bring_in(wave_id: int) -> Answer:
    """Put the questionnaire that was checked over the wave's."""
    wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
    form = ConfirmXlsformForm()
    token = form.token.data or ""
    content = kept_sheets.find(folder(), token, user_id=current_user.id, now=now())
    if content is None or not form.validate():
        flash(_("La revisión de ese archivo ya venció. Súbalo otra vez; no se guardó nada."), "warning")
        return redirect(url_for(".upload", wave_id=wave.id))
    reading = read_xlsform(content)
    incoming = xlsforms.compare(wave, reading)
    if not incoming.can_be_brought_in or incoming.questionnaire is None:
        return check_page(wave, reading, token, status=409)
    try:
        questionnaires.put_whole(
            db.session, wave, incoming.questionnaire, seen=form.seen.data or "", actor=current_user, now=now()
        )
    except RuleError as error:
        db.session.rollback()
        wave = questionnaires.to_edit(db.session, wave_id, actor=current_user)
        return check_page(wave, reading, token, notice=spoken(error.sentence), status=409)
    flash(_("El cuestionario es ahora el del archivo."), "success")
    return redirect(url_for("questionnaires.show", wave_id=wave.id))


def upload_page(wave: Wave, form: XlsformForm) -> str:
    return render_template("xlsforms/upload.html", wave=wave, form=form, accept=ACCEPT)


def check_page(wave: Wave, reading: Reading, token: str, *, notice: str = "", status: int = 200) -> tuple[str, int]:
    form = ConfirmXlsformForm(formdata=None, data={"token": token, "seen": wave.questionnaire.sha256})
    page = render_template(
        "xlsforms/check.html",
        wave=wave,
        reading=reading,
        incoming=xlsforms.compare(wave, reading),
        form=form,
        notice=notice,
        change_words=CHANGE,
        can_change=questionnaires.can_change(wave),
    )
    return page, status


def folder() -> Path:
    return settings().upload_dir / "cuestionarios"
