"""Many people invited from one list: download the template, see what it would do, confirm."""

from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from forms.people_sheets import ConfirmPeopleForm, PeopleFileForm
from monitor import kept_sheets
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.people_sheet import HEADINGS, Column, choices
from monitor.domain.permissions import Permission
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.mail import mail_writer
from monitor.page_context import spoken
from monitor.people_files import ACCEPT, read_people_file, write_csv, write_template
from monitor.services import people, people_sheets
from monitor.settings import settings
from monitor.spreadsheet_reading import LARGEST_FILE
from monitor.translations import LANGUAGES
from monitor.views.people import group_label

blueprint = Blueprint("people_sheets", __name__, url_prefix="/personas/planilla")

Answer = str | AnyResponse | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<any(xlsx, csv):form>")
@requires(Permission.PEOPLE_MANAGE)
def template(form: str) -> Response:
    if form == "csv":
        answer = Response(write_csv(_), mimetype="text/csv")
    else:
        offered = {column: [_(each) for each in said] for column, said in choices().items()}
        labels = [group_label(group) for group in people.groups_to_join(db.session)]
        content = write_template(labels, offered | {Column.LANGUAGE: list(LANGUAGES.values())}, guide(), say=_)
        answer = Response(content, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{_('personas')}.{form}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def guide() -> list[str]:
    return [
        _("Escriba una persona por fila en la hoja «Personas». Correo y nombre son obligatorios."),
        _("Quien está en varios grupos tiene una fila por grupo, con el mismo correo."),
        _("Papel en el grupo: quien es responsable escribe y envía los avances; quien colabora los escribe."
          " Si queda vacío, es responsable."),
        _("Qué hace: si queda vacío, es integrante de grupo. La coordinación nacional mira todo, no cambia nada y"
          " recibe los avisos de atraso de los grupos de su país."),
        _("Idioma: si queda vacío, español. Cada persona lo puede cambiar después."),
        _("Al subir la planilla se revisa y se muestra qué haría; nadie recibe nada hasta que usted confirme."),
    ]  # fmt: skip


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def upload() -> Answer:
    """Choose the file; then see whom it would invite. Nothing is stored here."""
    form = PeopleFileForm()
    if not form.validate_on_submit():
        return upload_page(form), 422 if form.is_submitted() else 200
    content = form.file.data.read(LARGEST_FILE + 1)
    try:
        rows = read_people_file(content)
        check = people_sheets.check(db.session, rows)
    except SheetRefused as error:
        form.file.errors = [spoken(error.sentence)]
        return upload_page(form), 422
    token = kept_sheets.keep(folder(), content, user_id=current_user.id, now=now())
    return check_page(check, ConfirmPeopleForm(formdata=None, data={"token": token}))


@blueprint.post("/invitar")
@requires(Permission.PEOPLE_MANAGE)
def invite() -> Answer:
    """Invite everybody on the list that was checked, or nobody."""
    form = ConfirmPeopleForm()
    content = kept_sheets.find(folder(), form.token.data or "", user_id=current_user.id, now=now())
    if content is None or not form.validate():
        flash(_("La revisión de esa planilla ya venció. Súbala otra vez; no se invitó a nadie."), "warning")
        return redirect(url_for(".upload"))
    rows = read_people_file(content)
    try:
        invited = people_sheets.invite_all(db.session, rows, actor=current_user, mails=mail_writer(), now=now())
    except SheetRefused as error:
        return check_page(people_sheets.check(db.session, rows), form, notice=error.sentence), 409
    if invited:
        text = ngettext("Se envió %(num)s invitación.", "Se enviaron %(num)s invitaciones.", invited)
    else:
        text = _("Todas las personas de esa planilla ya están en el sistema: no se envió nada.")
    flash(text, "success" if invited else "info")
    return redirect(url_for("people.index"))


def upload_page(form: PeopleFileForm) -> str:
    return render_template("people_sheets/upload.html", form=form, accept=ACCEPT)


def check_page(check: people_sheets.PeopleCheck, form: ConfirmPeopleForm, notice: str = "") -> str:
    return render_template(
        "people_sheets/check.html", check=check, form=form, headings=HEADINGS, notice=notice, languages=LANGUAGES
    )


def folder() -> Path:
    return settings().upload_dir / "planillas"
