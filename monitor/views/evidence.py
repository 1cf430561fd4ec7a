"""Take a link or a file off an update, and put it back."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.file_kinds import FileRefused
from monitor.domain.permissions import Permission
from monitor.domain.updates import Page
from monitor.page_context import number, spoken
from monitor.services import evidence as evidence_service
from monitor.services import updates

blueprint = Blueprint("evidence", __name__, url_prefix="/avances/<int:update_id>/evidencias")


@blueprint.app_template_filter("file_size")
def file_size(size: int) -> str:
    """«850 KB», «2,4 MB»: never less than 1 KB, which is all that people want to know of a small file."""
    kilobytes = max(1, round(size / 1024))
    return f"{number(kilobytes)} KB" if kilobytes < 1000 else f"{number(round(size / 1024**2, 1))} MB"


@blueprint.post("/<int:evidence_id>/quitar")
@requires(Permission.UPDATE_EDIT)
def remove(update_id: int, evidence_id: int) -> Response:
    change(update_id, evidence_id, evidence_service.remove_evidence)
    flash(_("Evidencia quitada. Puede deshacerlo hasta que envíe el avance."), "success")
    return redirect(url_for("updates.edit", update_id=update_id, page=Page.EVIDENCE.value))


@blueprint.post("/<int:evidence_id>/reponer")
@requires(Permission.UPDATE_EDIT)
def restore(update_id: int, evidence_id: int) -> Response:
    try:
        change(update_id, evidence_id, evidence_service.restore_evidence)
    except FileRefused as error:
        flash(spoken(error.sentence), "warning")
    else:
        flash(_("La evidencia está otra vez en el avance."), "success")
    return redirect(url_for("updates.edit", update_id=update_id, page=Page.EVIDENCE.value))


def change(update_id: int, evidence_id: int, what: Callable[..., None]) -> None:
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    what(
        db.session,
        update,
        evidence_id,
        actor=current_user,
        now=now(),
        lock_version=request.form.get("lock_version", -1, type=int),
    )
