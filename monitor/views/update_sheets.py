"""Working without a connection: a group's forms as a spreadsheet, and the way back."""

from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from forms.update_sheets import ACCEPT, ConfirmForm, UploadForm, for_choices
from monitor import kept_sheets
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.update_sheet_reading import SheetRefused
from monitor.mail import mail_writer
from monitor.page_context import language, spoken
from monitor.services import endorsements, update_sheet_upload, update_sheets
from monitor.services.update_sheet_upload import SheetCheck
from monitor.services.update_sheets import Offer
from monitor.settings import settings
from monitor.spreadsheet_reading import LARGEST_FILE

blueprint = Blueprint("update_sheets", __name__, url_prefix="/avances/planilla")

Answer = str | AnyResponse | tuple[str, int]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@requires(Permission.UPDATE_EDIT)
def download() -> str | AnyResponse:
    """The spreadsheet; or which ones there are, where there are several."""
    offered = update_sheets.offers(db.session, actor=current_user, now=now())
    group, period = request.args.get("grupo"), request.args.get("periodo")
    if group and period:
        return file_of(update_sheets.pick(offered, group=group, period=period))
    if not offered:
        flash(_("No tiene avances por responder, así que no hay planilla que descargar."), "info")
        return redirect(url_for("home.index"))
    if len(offered) == 1:
        return file_of(offered[0])
    return render_template("update_sheets/index.html", offers=offered)


def file_of(offer: Offer) -> Response:
    content = update_sheets.make_book(
        db.session, offer, actor=current_user, now=now(), secret=settings().secret_key, language=language()
    )
    name = f"avances-{offer.group.key}-{offer.period.key}.xlsx".replace(" ", "-")
    answer = Response(content, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/subir", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def upload() -> Answer:
    """Choose the file; then see what saving it would do. Nothing is saved here."""
    form = UploadForm()
    if request.method == "GET":
        return upload_page(form)
    if not form.validate():
        return upload_page(form), 422
    content = form.file.data.read(LARGEST_FILE + 1)
    try:
        check = checked(content, {})
    except SheetRefused as error:
        db.session.rollback()
        form.file.errors = [spoken(error.sentence)]
        return upload_page(form), 422
    token = kept_sheets.keep(folder(), content, user_id=current_user.id, now=now())
    form = confirm_form(check, token)
    return check_page(check, form)


def upload_page(form: UploadForm) -> str:
    return render_template("update_sheets/upload.html", form=form, accept=ACCEPT)


@blueprint.post("/guardar")
@requires(Permission.UPDATE_EDIT)
def save() -> Answer:
    """Save the file that was checked, whole or not at all."""
    token = request.form.get("token", "")
    content = kept_sheets.find(folder(), token, user_id=current_user.id, now=now())
    if content is None:
        flash(_("La revisión de esa planilla ya venció. Súbala otra vez; no se guardó nada."), "warning")
        return redirect(url_for(".upload"))
    check = checked(content, dict(typed_choices()))
    form = for_choices(clashing(check))()
    if check.errors or not form.validate():
        return check_page(check, form), 422
    try:
        saved = update_sheet_upload.save(
            db.session,
            content,
            actor=current_user,
            now=now(),
            secret=settings().secret_key,
            choices=form.choices(),
            versions=form.versions.data or "",
            submit=request.form.get("action") == "submit",
        )
    except (StaleVersion, WrongState, SheetRefused) as error:
        db.session.rollback()
        check = checked(content, {})
        return check_page(check, confirm_form(check, token), notice=error.sentence), 409
    for update in saved.sent:
        endorsements.tell_endorsers(db.session, update, now=now(), mails=mail_writer())
    flash(result_words(saved), "success")
    return redirect(url_for("home.index"))


def result_words(saved: update_sheet_upload.Saved) -> str:
    parts = [
        ngettext("Se guardó %(num)s avance.", "Se guardaron %(num)s avances.", saved.changed)
        if saved.changed
        else _("No había nada nuevo que guardar.")
    ]
    if saved.submitted:
        sent = ngettext("Se envió %(num)s avance al GTG.", "Se enviaron %(num)s avances al GTG.", saved.submitted)
        parts.append(sent + " " + _("Gracias."))
    return " ".join(parts)


def checked(content: bytes, choices: dict[int, str]) -> SheetCheck:
    return update_sheet_upload.check(
        db.session, content, actor=current_user, now=now(), secret=settings().secret_key, choices=choices
    )


def typed_choices() -> list[tuple[int, str]]:
    found = ((name.removeprefix("choice-"), value) for name, value in request.form.items())
    return [(int(id_), value) for id_, value in found if id_.isascii() and id_.isdecimal() and len(id_) < 10]


def clashing(check: SheetCheck) -> list[tuple[int, bool]]:
    return [(each.update.id, each.closed is None) for each in check.projects if each.clashes]


def confirm_form(check: SheetCheck, token: str) -> ConfirmForm:
    return for_choices(clashing(check))(formdata=None, data={"token": token, "versions": check.versions})


def check_page(check: SheetCheck, form: ConfirmForm, notice: str = "") -> str:
    return render_template(
        "update_sheets/check.html",
        check=check,
        form=form,
        notice=notice,
        may_submit=current_user.may(Permission.UPDATE_SUBMIT, group_id=check.group.id),
    )


def folder() -> Path:
    return settings().upload_dir / "planillas"
