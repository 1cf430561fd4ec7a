"""The second step at sign-in: asked for, set with an app, taken away."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from forms.second_factor import CodeForm
from monitor import access
from monitor.access import current_user, public, requires, signed_in
from monitor.clock import now, real_now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.models import User
from monitor.page_context import speak
from monitor.services import second_factors
from reports.qr_code import qr_svg

blueprint = Blueprint("second_factor", __name__)

Answer = str | Response | tuple[str, int]
WAITS_FOR = timedelta(minutes=10)
"""From the press on the link to the code."""


def ask_for_code(user: User, opens: str) -> Response:
    """The link was good; now the code. Nobody is signed in yet, and whoever was no longer is."""
    access.sign_out()
    browser["awaits_code"] = {
        "user_id": user.id,
        "number": user.session_number,
        "opens": opens,
        "until": (now() + WAITS_FOR).isoformat(),
    }
    return redirect(url_for("second_factor.enter"))


def whose_turn() -> User | None:
    """Who pressed their link here and owes the code."""
    waiting = browser.get("awaits_code")
    if waiting is None or datetime.fromisoformat(waiting["until"]) <= now():
        return None
    user = db.session.get(User, waiting["user_id"])
    return user if user and user.is_active and user.session_number == waiting["number"] else None


@blueprint.route("/entrar/codigo", methods=["GET", "POST"])
@public
def enter() -> Answer:
    """A wrong code leads back here instead of refusing: what was counted has to be kept."""
    user = whose_turn()
    if user is None:
        browser.pop("awaits_code", None)
        return redirect(url_for("sign_in.request_link"))
    speak(user.locale)
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("second_factor/enter.html", form=form, name=user.name), 422 if form.errors else 200
    try:
        second_factors.check(db.session, user, form.code.data or "", at=real_now(), now=now())
    except (second_factors.WrongCode, second_factors.TooManyCodes) as error:
        flash(error.sentence, "error")
        return redirect(url_for(".enter"))
    opens = browser["awaits_code"]["opens"]
    access.sign_in(user)
    return redirect(opens)


@blueprint.route("/mi-cuenta/segundo-paso", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def set_up() -> Answer:
    """The secret waits in the person's own cookie until a code shows that the app has it."""
    user = current_user
    if second_factors.of(db.session, user):
        return redirect(url_for("account.show"))
    secret = browser.setdefault("new_second_factor", second_factors.new_secret())
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = second_factors.set_up(
                db.session, user, secret=secret, code=form.code.data or "", at=real_now(), now=now()
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            browser.pop("new_second_factor")
            access.end_others()
            return render_template("second_factor/codes.html", codes=codes)
    qr = qr_svg(second_factors.address(user, secret), _("Código QR para su aplicación"))
    drawn = Markup(qr)  # noqa: S704 - drawn and escaped by segno
    page = render_template("second_factor/set_up.html", form=form, qr=drawn, secret=secret)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/mi-cuenta/segundo-paso/quitar")
@signed_in
def drop() -> Answer:
    """With a code, so that an open browser is not enough to take it away."""
    form = CodeForm()
    if second_factors.of(db.session, current_user) and form.validate_on_submit():
        try:
            second_factors.check(db.session, current_user, form.code.data or "", at=real_now(), now=now())
        except (second_factors.WrongCode, second_factors.TooManyCodes) as error:
            flash(error.sentence, "error")
        else:
            second_factors.drop(db.session, current_user, actor=current_user, now=now())
            flash(_("Ya no le pediremos un código al entrar."), "success")
    return redirect(url_for("account.show"))
