"""The GTG's desk: the board of a period, and one page for each update with last quarter beside it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.reviews import ApproveForm, ExtensionForm, ReasonForm, ReturnForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.mail import mail_writer
from monitor.models import ProgressUpdate
from monitor.services import periods, plans, reviews
from monitor.services.board import board as board_of
from monitor.services.review_page import review_page

blueprint = Blueprint("reviews", __name__, url_prefix="/revision")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.BOARD_VIEW)
def board() -> str:
    plan = plans.current_plan(db.session)
    opened = periods.opened_periods(db.session, plan)
    key = request.args.get("period", "")
    period = periods.get_period(db.session, plan, key) if key else (opened[0] if opened else None)
    shown = board_of(db.session, period, today=today()) if period else None
    return render_template("reviews/board.html", plan=plan, board=shown, periods=opened)


def page(update: ProgressUpdate, status: int = 200, **forms: object) -> tuple[str, int]:
    """The review page, with the form that was refused in place of its empty one."""
    day = today()
    shown = {
        "return_form": ReturnForm(today=day, formdata=None),
        "extension_form": ExtensionForm(today=day, formdata=None),
        "waive_form": ReasonForm(formdata=None, prefix="waive-"),
        "reopen_form": ReturnForm(today=day, formdata=None, prefix="reopen-"),
        "approve_form": ApproveForm(formdata=None, version=str(len(update.versions))),
        "refused": None,
    } | forms
    return render_template("reviews/show.html", page=review_page(db.session, update), update=update, **shown), status


@blueprint.get("/<int:update_id>")
@requires(Permission.BOARD_VIEW)
def show(update_id: int) -> Answer:
    return page(reviews.get_for_review(db.session, update_id, actor=current_user))


@blueprint.post("/<int:update_id>/devolver")
@requires(Permission.UPDATE_REVIEW)
def return_update(update_id: int) -> Answer:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ReturnForm(today=today())
    if form.validate():
        reviews.return_update(
            db.session,
            update,
            actor=current_user,
            reason=form.reason.data or "",
            correct_by=form.correct_by.data,
            now=now(),
            mails=mail_writer(),
        )
        flash(
            _("Se devolvió el avance a %(group)s. Sus responsables recibirán un correo.", group=update.group.key),
            "success",
        )
        return redirect(url_for(".board", period=update.period.key))
    return page(update, 422, return_form=form, refused=form)


@blueprint.post("/<int:update_id>/aprobar")
@requires(Permission.UPDATE_REVIEW)
def approve(update_id: int) -> Answer:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ApproveForm()
    if form.version.data != str(len(update.versions)):
        flash(_("El grupo envió otra versión mientras usted leía. Revísela antes de aprobar."), "warning")
        return page(update, 409)
    reviews.approve(db.session, update, actor=current_user, now=now())
    flash(_("Aprobado: %(project)s (%(group)s).", project=update.project.title, group=update.group.key), "success")
    return redirect(url_for(".board", period=update.period.key))


@blueprint.post("/<int:update_id>/reabrir")
@requires(Permission.UPDATE_REVIEW)
def reopen(update_id: int) -> Answer:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ReturnForm(today=today(), prefix="reopen-")
    if form.validate():
        reviews.reopen(
            db.session,
            update,
            actor=current_user,
            reason=form.reason.data or "",
            correct_by=form.correct_by.data,
            now=now(),
            mails=mail_writer(),
        )
        flash(_("Se reabrió el avance de %(group)s.", group=update.group.key), "success")
        return redirect(url_for(".show", update_id=update.id))
    return page(update, 422, reopen_form=form, refused=form)


@blueprint.post("/<int:update_id>/dispensar")
@requires(Permission.UPDATE_REVIEW)
def waive(update_id: int) -> Answer:
    return decide(update_id, reviews.waive, _("No se pedirá este avance. El motivo queda en el informe."))


@blueprint.post("/<int:update_id>/volver-a-pedir")
@requires(Permission.UPDATE_REVIEW)
def restore(update_id: int) -> Answer:
    return decide(update_id, reviews.restore, _("El avance se vuelve a pedir."))


def decide(update_id: int, decision: Callable[..., object], done: str) -> Answer:
    """A decision that takes a reason and nothing else."""
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ReasonForm(prefix="waive-")
    if form.validate():
        decision(db.session, update, actor=current_user, reason=form.reason.data or "", now=now())
        flash(done, "success")
        return redirect(url_for(".show", update_id=update.id))
    return page(update, 422, waive_form=form, refused=form)


@blueprint.post("/<int:update_id>/prorroga")
@requires(Permission.UPDATE_REVIEW)
def grant_extension(update_id: int) -> Answer:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ExtensionForm(today=today())
    if form.validate():
        try:
            reviews.grant_extension(
                db.session,
                update,
                actor=current_user,
                until=form.until.data,
                reason=form.reason.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("%(group)s tiene plazo hasta la nueva fecha.", group=update.group.key), "success")
            return redirect(url_for(".show", update_id=update.id))
    return page(update, 422, extension_form=form, refused=form)
