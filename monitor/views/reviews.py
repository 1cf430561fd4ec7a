"""The GTG's desk: the board of a period, and one page for each update with last quarter beside it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forms.reviews import ApproveForm, ExtensionForm, ReasonForm, ReturnForm
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.update_content import from_json
from monitor.mail import mail_writer
from monitor.models import ProgressUpdate
from monitor.services import board as board_service
from monitor.services import endorsements, on_behalf, periods, plans, review_facts, reviews
from monitor.services.board import Board
from monitor.services.review_page import ReviewPage, review_page
from monitor.services.unreached_groups import unreached_groups
from monitor.views.difference_words import Block, in_words
from monitor.views.paging import page_of

blueprint = Blueprint("reviews", __name__, url_prefix="/revision")

MANY_UPDATES, GROUPS_ON_A_PAGE = 200, 25
"""From how many updates of a period on its board shows the groups in pages."""

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.BOARD_VIEW)
def board() -> str:
    plan = plans.current_plan(db.session)
    opened = periods.opened_periods(db.session, plan)
    key = request.args.get("period", "")
    period = periods.get_period(db.session, plan, key) if key else (opened[0] if opened else None)
    unreached = unreached_groups(db.session, now=now()) if current_user.may(Permission.PEOPLE_MANAGE) else []
    told = shown_of(board_service.board(db.session, period, today=today())) if period else {"board": None}
    return render_template("reviews/board.html", plan=plan, periods=opened, unreached=unreached, **told)


def shown_of(board: Board) -> dict[str, Any]:
    """Of a period with many updates a page of its groups, and of what waits for review those that wait longest."""
    waiting = page_of(board.waiting, name="waiting", anchor="por-revisar")
    everything = board.updates <= MANY_UPDATES
    size = len(board.groups) if everything else GROUPS_ON_A_PAGE
    groups = page_of(board.groups, size=size, anchor="grupos")
    to_review = board_service.to_review(db.session, board, waiting.items)
    return {
        "board": board,
        "waiting": waiting,
        "to_review": to_review,
        "together": board_service.unproblematic(to_review) if current_user.is_coordinator else [],
        "groups": groups,
        "lines": board_service.lines_of(db.session, board, groups.items),
    }


def page(update: ProgressUpdate, status: int = 200, **forms: object) -> tuple[str, int]:
    """The review page, with the form that was refused in place of its empty one."""
    day = today()
    shown = {
        "return_form": ReturnForm(today=day, formdata=None),
        "extension_form": ExtensionForm(today=day, formdata=None),
        "waive_form": ReasonForm(formdata=None, prefix="waive-"),
        "reopen_form": ReturnForm(today=day, formdata=None, prefix="reopen-"),
        "behalf_form": ReasonForm(formdata=None, prefix="behalf-"),
        "approve_form": ApproveForm(formdata=None, version=str(len(update.versions))),
        "refused": None,
    } | forms
    found = review_page(db.session, update)
    return (
        render_template(
            "reviews/show.html",
            page=found,
            update=update,
            since_before=in_words(found.since_before, found.before, found.now) if found.before and found.now else [],
            since_returned=changed_since_returned(update, found),
            **shown,
        ),
        status,
    )


def changed_since_returned(update: ProgressUpdate, found: ReviewPage) -> list[Block]:
    if found.now is None or len(update.versions) < 2:
        return []
    return in_words(found.since_returned, from_json(update.versions[-2].content), found.now)


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
    together = reviews.approve(db.session, update, actor=current_user, now=now())
    flash(_("Aprobado: %(project)s (%(group)s).", project=update.project.title, group=update.group.key), "success")
    if together:
        groups = ", ".join(other.group.key for other in together)
        flash(_("Con él se aprobó lo que lo suscribe: %(groups)s.", groups=groups), "success")
    return redirect(url_for(".board", period=update.period.key))


@blueprint.post("/aprobar-varios")
@requires(Permission.UPDATE_REVIEW)
def approve_many() -> Response:
    """Each marked update, by the version that the board showed; what is refused says why and stops no other."""
    seen = [read_seen(value) for value in request.form.getlist("seen")]
    if not seen:
        flash(_("No marcó ningún avance."), "warning")
    outcomes = review_facts.approve_many(db.session, [pair for pair in seen if pair], actor=current_user, now=now())
    approved = sum(outcome.approved for outcome in outcomes)
    if approved:
        flash(ngettext("Se aprobó %(num)s avance.", "Se aprobaron %(num)s avances.", approved), "success")
    for outcome in outcomes:
        if not outcome.approved:
            names = {"project": outcome.update.project.title, "group": outcome.update.group.key}
            flash(_("Sin aprobar: %(project)s (%(group)s). %(why)s", why=outcome.why_not, **names), "warning")
    return redirect(url_for(".board", period=request.form.get("period", "")))


def read_seen(value: str) -> tuple[int, int] | None:
    """«12:3»: the update and the number of the version that was shown."""
    update_id, _colon, number = value.partition(":")
    return (int(update_id), int(number)) if update_id.isdecimal() and number.isdecimal() else None


@blueprint.post("/<int:update_id>/enviar-en-nombre")
@requires(Permission.UPDATE_REVIEW)
def submit_for(update_id: int) -> Answer:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    form = ReasonForm(prefix="behalf-")
    if form.validate():
        on_behalf.submit_for(db.session, update, actor=current_user, reason=form.reason.data or "", now=now())
        endorsements.tell_endorsers(db.session, update, now=now(), mails=mail_writer())
        flash(
            _("Se envió el avance en nombre de %(group)s. Queda escrito quién y por qué.", group=update.group.key),
            "success",
        )
        return redirect(url_for(".show", update_id=update.id))
    return page(update, 422, behalf_form=form, refused=form)


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
