"""How a lead that does not coordinate answers: endorse the coordinating group's update, add to it, or file in full."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.co_leads import AnswerKind
from monitor.domain.errors import StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.updates import Page
from monitor.models import ProgressUpdate
from monitor.page_context import spoken
from monitor.services import endorsements, updates
from monitor.services.endorsements import CoLead
from monitor.views import contribution_page, kept_words
from monitor.views.update_answers import sections

blueprint = Blueprint("endorsements", __name__, url_prefix="/avances/<int:update_id>")

Answer = str | Response | tuple[str | Response, int]
NOT_A_CO_LEAD = "Su grupo coordina este proyecto: informa con un avance completo."


def load(update_id: int) -> tuple[ProgressUpdate, CoLead]:
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    found = endorsements.co_lead(db.session, update)
    if found is None:
        raise WrongState(NOT_A_CO_LEAD)
    return update, found


@blueprint.app_template_global("co_lead_of")
def co_lead_of(update: ProgressUpdate) -> CoLead | None:
    """What a co-lead's own page says of the coordinating group; None for every other reader and group."""
    if not current_user.may(Permission.UPDATE_EDIT, group_id=update.group_id):
        return None
    return endorsements.co_lead(db.session, update)


@blueprint.get("/suscribir")
@requires(Permission.UPDATE_EDIT)
def read(update_id: int) -> Answer:
    """What the coordinating group submitted, to read before standing behind it."""
    update, found = load(update_id)
    if found.version is None or found.content is None:
        flash(_("%(group)s todavía no ha enviado su avance.", group=found.coordinating.group.key), "info")
        return redirect(url_for("updates.show", update_id=update.id))
    told = [section for section in sections(found.content, found.coordinating) if section.page is not Page.EVIDENCE]
    return render_template(
        "updates/endorse.html",
        update=update,
        co_lead=found,
        sections=told,
        evidence=found.content.evidence,
        may_submit=current_user.may(Permission.UPDATE_SUBMIT, group_id=update.group_id),
        leads=updates.names_of_leads(db.session, update),
    )


@blueprint.post("/suscribir")
@requires(Permission.UPDATE_SUBMIT)
def endorse(update_id: int) -> Answer:
    update, found = load(update_id)
    version_id = request.form.get("version", -1, type=int)
    if found.endorsed and found.endorsed.version_id == version_id and not found.may_endorse:
        flash(_("Su grupo ya suscribió este avance."), "info")
        return redirect(url_for("updates.show", update_id=update.id))
    try:
        endorsements.endorse(db.session, update, version_id=version_id, actor=current_user, now=now())
    except StaleVersion as error:
        db.session.rollback()
        flash(spoken(error.sentence), "warning")
        return redirect(url_for(".read", update_id=update_id))
    flash(_("Su grupo suscribe el avance de %(group)s. Gracias.", group=found.coordinating.group.key), "success")
    return redirect(url_for("updates.show", update_id=update.id))


@blueprint.post("/forma")
@requires(Permission.UPDATE_EDIT)
def choose(update_id: int) -> Answer:
    """Answer in full after all: what was typed for it is still there."""
    update, _found = load(update_id)
    endorsements.choose(
        db.session,
        update,
        AnswerKind.FULL,
        actor=current_user,
        now=now(),
        lock_version=request.form.get("lock_version", -1, type=int),
    )
    return redirect(url_for("updates.edit", update_id=update.id, page=Page.STATUS.value))


@blueprint.route("/aporte", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def contribute(update_id: int) -> Answer:
    """The short text a group adds to the coordinating group's update."""
    return contribution_page.page(*load(update_id))


def recover() -> Answer:
    """The text that was typed in a session that has ended, for the person who typed it."""
    return contribution_page.page(*load((request.view_args or {})["update_id"]), recovered=True)


kept_words.register(blueprint, recover)
