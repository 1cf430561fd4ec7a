"""Comments of the review: the GTG writes them, the group answers, either marks them resolved."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.questions import CAN_BE_COMMENTED, QUESTIONS, label_of
from monitor.domain.updates import EDITABLE, Page
from monitor.models import Comment, ProgressUpdate
from monitor.page_context import spoken
from monitor.services import comments, reviews, updates

blueprint = Blueprint("comments", __name__, url_prefix="/avances/<int:update_id>/comentarios")


@blueprint.app_template_filter("question_label")
def question_label(field: str) -> str:
    return _(label_of(field))


@blueprint.app_template_global("questions_to_comment")
def questions_to_comment() -> list[tuple[str, str]]:
    """The choices of a new comment."""
    return [("", _(label_of(""))), *((question.field, _(question.label)) for question in CAN_BE_COMMENTED)]


@blueprint.app_template_global("comments_on_page")
def comments_on_page(update: ProgressUpdate, page: Page) -> list[Comment]:
    """The open comments on the questions of one page of the form."""
    return [
        comment
        for comment in comments.comments_of(db.session, update)
        if comment.is_open and comment.question in QUESTIONS and QUESTIONS[comment.question].page is page
    ]


@blueprint.app_template_global("open_comments")
def open_comments(update: ProgressUpdate) -> list[Comment]:
    return [comment for comment in comments.comments_of(db.session, update) if comment.is_open]


@blueprint.app_template_global("comment_place")
def comment_place(update: ProgressUpdate, comment: Comment) -> Markup:
    """Where the group mends what a comment is about, while it may: the question on its page."""
    question = QUESTIONS.get(comment.question)
    if question is None or question.field == "contribution" or update.state not in EDITABLE:
        return Markup("")
    url = url_for("updates.edit", update_id=update.id, page=question.page.value, _anchor=question.field)
    return Markup('<a href="{}">{}</a>').format(url, _("Ir a la pregunta"))


@blueprint.post("")
@requires(Permission.UPDATE_REVIEW)
def write(update_id: int) -> Response | tuple[str, int]:
    update = reviews.get_for_review(db.session, update_id, actor=current_user)
    text, question = request.form.get("text", ""), request.form.get("question", "")
    try:
        comments.write(db.session, update, question=question, text=text, actor=current_user, now=now())
    except Incomplete as error:
        return refused(error)
    flash(_("Comentario guardado. El grupo lo verá en su avance."), "success")
    return redirect(url_for("reviews.show", update_id=update.id, _anchor="comments"))


@blueprint.post("/<int:comment_id>/responder")
@requires(Permission.UPDATE_VIEW)
def answer(update_id: int, comment_id: int) -> Response | tuple[str, int]:
    update, comment = load(update_id, comment_id)
    try:
        comments.answer(db.session, comment, text=request.form.get("text", ""), actor=current_user, now=now())
    except Incomplete as error:
        return refused(error)
    flash(_("Respuesta guardada."), "success")
    return back(update, comment)


@blueprint.post("/<int:comment_id>/resolver")
@requires(Permission.UPDATE_VIEW)
def resolve(update_id: int, comment_id: int) -> Response:
    update, comment = load(update_id, comment_id)
    comments.resolve(db.session, comment, actor=current_user, now=now())
    flash(_("Comentario resuelto."), "success")
    return back(update, comment)


@blueprint.post("/<int:comment_id>/reabrir")
@requires(Permission.UPDATE_VIEW)
def reopen(update_id: int, comment_id: int) -> Response:
    update, comment = load(update_id, comment_id)
    comments.reopen(db.session, comment, actor=current_user, now=now())
    flash(_("El comentario está abierto otra vez."), "success")
    return back(update, comment)


def load(update_id: int, comment_id: int) -> tuple[ProgressUpdate, Comment]:
    update = updates.get_for_view(db.session, update_id, actor=current_user)
    return update, comments.get_comment(db.session, update, comment_id, actor=current_user)


def back(update: ProgressUpdate, comment: Comment) -> Response:
    """Where the person was reading: the group on its form or its update, the GTG on the review."""
    if request.form.get("from") == "review" and current_user.may(Permission.BOARD_VIEW):
        return redirect(url_for("reviews.show", update_id=update.id, _anchor="comments"))
    question = QUESTIONS.get(comment.question)
    if request.form.get("from") == "page" and question is not None:
        return redirect(url_for("updates.edit", update_id=update.id, page=question.page.value))
    return redirect(url_for("updates.show", update_id=update.id))


def refused(error: Incomplete) -> tuple[str, int]:
    title = _("No se puede hacer")
    advice = _("Vuelva atrás y complételo.")
    message = f"{spoken(error.sentence)} {advice}"
    return render_template("errors/refused.html", title=title, message=message, sign_in=False), 422
