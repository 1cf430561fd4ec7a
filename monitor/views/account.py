"""«Mi cuenta»: where one is signed in, ending it, and the second step."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.second_factor import CodeForm
from monitor import access
from monitor.access import current_user, own_session, signed_in
from monitor.clock import now
from monitor.db import db
from monitor.services import browser_sessions, second_factors

blueprint = Blueprint("account", __name__, url_prefix="/mi-cuenta")


@blueprint.get("")
@signed_in
def show() -> str:
    return render_template(
        "account/show.html",
        sessions=browser_sessions.open_of(db.session, current_user, now=now()),
        own=own_session(),
        second_factor=second_factors.of(db.session, current_user),
        codes_left=second_factors.codes_left(db.session, current_user),
        is_offered=second_factors.is_offered(current_user),
        form=CodeForm(formdata=None),
    )


@blueprint.post("/sesiones/<int:session_id>/cerrar")
@signed_in
def end_session(session_id: int) -> Response:
    own = own_session()
    if own and own.id == session_id:
        access.sign_out()
        return redirect(url_for("sign_in.request_link"))
    browser_sessions.end(db.session, current_user, session_id, now=now())
    flash(_("Esa sesión quedó cerrada: para volver a entrar hace falta un enlace nuevo."), "success")
    return redirect(url_for(".show"))


@blueprint.post("/sesiones/cerrar-las-demas")
@signed_in
def end_others() -> Response:
    access.end_others()
    flash(_("Solo queda abierta la sesión de este navegador."), "success")
    return redirect(url_for(".show"))
