"""The form of an update: its task list, its short pages, the check before sending, and the sending."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from forms.base import Form
from forms.updates import MilestonesForm, PageForm
from monitor import storage
from monitor.access import current_user, requires
from monitor.clock import now, today
from monitor.db import db
from monitor.domain.completeness import IncompleteUpdate, pages_of
from monitor.domain.errors import StaleVersion, WrongState
from monitor.domain.permissions import Permission
from monitor.domain.updates import Page, State
from monitor.mail import mail_writer
from monitor.models import Group, ProgressUpdate
from monitor.services import endorsements, evidence, inbox, update_pages, updates
from monitor.services.update_moves import content_of
from monitor.settings import settings
from monitor.views import (
    autosave,
    clashes,
    evidence_page,
    indicators_page,
    kept_words,
    participation_page,
    time_words,
    update_forms,
    update_story,
)
from monitor.views.update_answers import milestone_words, missing_url, sections, sections_to_check

blueprint = Blueprint("updates", __name__, url_prefix="/avances")
blueprint.add_app_template_filter(time_words.near_day, "near_day")
blueprint.add_app_template_filter(time_words.deadline, "deadline")
blueprint.add_app_template_filter(time_words.distance, "distance")

Answer = str | Response | tuple[str | Response, int]
PAGES = "estado, avances, hitos, participacion, indicadores, evidencias"


@blueprint.app_template_global("coordinating_group_of")
def coordinating_group_of(update: ProgressUpdate) -> Group:
    return updates.coordinating_group_of(db.session, update)


@blueprint.get("/<int:update_id>")
@requires(Permission.UPDATE_VIEW)
def show(update_id: int) -> str:
    update = updates.get_for_view(db.session, update_id, actor=current_user)
    story = update_story.story(db.session, update, reader=current_user, today=today())
    if story.can_write:
        return render_template("updates/show.html", update=update, story=story)
    content = updates.content_for(update, current_user)
    upcoming = inbox.next_owed(db.session, actor=current_user, now=now())
    return render_template(
        "updates/read.html", update=update, story=story, sections=sections(content, update), upcoming=upcoming
    )


@blueprint.route(f"/<int:update_id>/<any({PAGES}):page>", methods=["GET", "POST"])
@requires(Permission.UPDATE_EDIT)
def edit(update_id: int, page: str) -> Answer:
    """One page: shown, or saved and followed by the next one."""
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    closed = updates.why_closed(update, today=today())
    if closed and request.method == "GET":
        flash(closed, "warning")
        return redirect(url_for(".show", update_id=update.id))
    if page == Page.EVIDENCE:
        return evidence_page.page(update)
    if page == Page.INDICATORS:
        return indicators_page.page(update)
    return edit_page(update, Page(page))


def edit_page(update: ProgressUpdate, page: Page, *, recovered: bool = False) -> Answer:
    """`recovered`: the words came back from a session that had ended; they are shown, and saved by a person."""
    earlier = updates.previous(db.session, update)
    before = update_forms.before(page, earlier)
    typed = (
        clashes.decided(partial(update_forms.form_for, page, update), request.form)
        if request.method == "POST"
        else None
    )
    carried = bool(typed and "carry" in typed)
    form = update_forms.form_for(page, update, update_forms.carried(typed, before) if typed and carried else typed)

    def drawn(conflict: update_forms.Conflict | None = None) -> str:
        if conflict and conflict.settled:
            return clashes.clash_page(update, page, form, conflict, conflict.settled)
        return render_template(
            f"updates/{page.value}.html",
            update=update,
            page=page,
            form=form,
            before=before,
            earlier=earlier,
            conflict=conflict,
            carried=carried,
            recovered=recovered,
            saving=attributes(update, page),
            **extras(page, update, earlier),
        )

    def save_it(without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        return save(update, page, form, without)

    if typed is None or carried or recovered:
        return drawn()
    if kept_words.wants_json():
        return autosave.answer(update, page, form, save=save_it, after=after(update, page))
    if not form.validate():
        return drawn(), 422
    conflict = update_forms.try_to_save(save_it, form, lambda: stored(page, update))
    if conflict:
        return drawn(conflict), 409
    flash(_("Guardado."), "success")
    return redirect(after(update, page))


def recover() -> Answer:
    """The page with what was typed in a session that has ended, for the person who typed it."""
    given = request.view_args or {}
    update = updates.get_for_edit(db.session, given["update_id"], actor=current_user)
    if given["page"] == Page.INDICATORS:
        return indicators_page.page(update, recovered=True)
    return edit_page(update, Page(given["page"]), recovered=True)


kept_words.register(blueprint, recover)


def attributes(update: ProgressUpdate, page: Page) -> dict[str, str]:
    """No page that asks nothing says that it saves itself: once there are activities, each has its own pages."""
    if page is Page.PARTICIPATION and update.participation:
        return {}
    return autosave.attributes(update, page)


def stored(page: Page, update: ProgressUpdate) -> PageForm:
    return update_forms.form_for(page, update, None)


def save(update: ProgressUpdate, page: Page, form: PageForm, without: frozenset[str]) -> tuple[str, ...]:
    """Save all answers but those named `without`; gives those that stay as somebody else wrote them."""
    values: dict[str, Any] = {name: answer for name, answer in form.answers().items() if name not in without}
    if isinstance(form, MilestonesForm):
        values = {"milestones": form.answer_list(without)}
    if page is Page.PARTICIPATION and update.participation:
        values["no_participation"] = False
    sent = clashes.sent_before(partial(update_forms.form_for, page, update), request.form)
    return update_pages.save_page(
        db.session, update, page, values, actor=current_user, now=now(), sent=sent, **form.drawn_from
    )


def extras(page: Page, update: ProgressUpdate, earlier: updates.Previous | None) -> dict[str, object]:
    """What one page shows and the others do not."""
    if page is Page.STATUS:
        words, delayed = update_story.suggestion_words(update, today=today())
        return {"suggestion": words, "contradiction_possible": delayed}
    if page is Page.MILESTONES:
        said = {each.milestone_id: milestone_words(each) for each in earlier.content.milestones} if earlier else {}
        return {"milestones": update_forms.milestones_to_ask(update), "said_before": said}
    if page is Page.PARTICIPATION:
        return participation_page.extras(update)
    return {}


def after(update: ProgressUpdate, page: Page) -> str:
    """The next page, or the task list if that was asked for, or the check if the person came from there."""
    if elsewhere := update_forms.where_else(update):
        return elsewhere
    pages = pages_of(content_of(update))
    following = pages[pages.index(page) + 1]
    return url_for("updates.edit", update_id=update.id, page=following.value)


@blueprint.get("/<int:update_id>/revisar")
@requires(Permission.UPDATE_EDIT)
def check(update_id: int) -> Answer:
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    if closed := updates.why_closed(update, today=today()):
        flash(closed, "warning")
        return redirect(url_for(".show", update_id=update.id))
    return check_page(update)


def check_page(update: ProgressUpdate, notice: str | None = None) -> str:
    lacks = updates.missing(update, today=today())
    return render_template(
        "updates/check.html",
        update=update,
        sections=sections_to_check(content_of(update), update, lacks),
        missing=[(missing_url(update, each), each.message) for each in lacks],
        may_submit=current_user.may(Permission.UPDATE_SUBMIT, group_id=update.group_id),
        leads=updates.names_of_leads(db.session, update),
        form=Form(formdata=None),
        notice=notice,
        sent=request.method == "POST",
    )


@blueprint.post("/<int:update_id>/enviar")
@requires(Permission.UPDATE_SUBMIT)
def submit(update_id: int) -> Answer:
    update = updates.get_for_edit(db.session, update_id, actor=current_user)
    if is_sent(update):
        return already_sent(update)
    if request.form.get("lock_version") not in (None, str(update.lock_version)):
        name = update.saved_by.name if update.saved_by else ""
        return check_page(update, _("%(name)s guardó cambios mientras usted revisaba. Mire otra vez.", name=name)), 409
    try:
        updates.submit(db.session, update, actor=current_user, now=now())
    except IncompleteUpdate:
        return check_page(update), 422
    except (StaleVersion, WrongState) as error:
        db.session.rollback()
        if is_sent(update):
            return already_sent(update)
        return check_page(update, error.sentence), 409
    endorsements.tell_endorsers(db.session, update, now=now(), mails=mail_writer())
    flash(_("Avance enviado al GTG. Gracias."), "success")
    return redirect(url_for(".show", update_id=update.id))


def is_sent(update: ProgressUpdate) -> bool:
    return update.state in (State.SUBMITTED, State.APPROVED)


def already_sent(update: ProgressUpdate) -> Response:
    """The button was pressed twice, or a colleague was faster: nothing to worry about."""
    flash(_("Este avance ya está enviado."), "info")
    return redirect(url_for(".show", update_id=update.id))


@blueprint.get("/<int:update_id>/evidencias/<int:evidence_id>")
@requires(Permission.UPDATE_VIEW)
def evidence_file(update_id: int, evidence_id: int) -> Response:
    """The file itself, always as a download: nothing that people hand in is shown as a page of ours."""
    update = updates.get_for_view(db.session, update_id, actor=current_user)
    found = evidence.get_evidence(db.session, update, evidence_id, actor=current_user)
    path = storage.path_of(settings().upload_dir, found.stored_name)
    if path is None:
        raise NotFound
    answer = send_file(
        path, mimetype=found.content_type, as_attachment=True, download_name=found.filename, max_age=0, etag=False
    )
    # Should a browser show it all the same: no script, no form, no origin of ours.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
