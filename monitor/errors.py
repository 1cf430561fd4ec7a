"""Errors as pages: a clear sentence, what to do next, and the right status."""

from flask import Flask, render_template, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from monitor.db import db
from monitor.domain.errors import NotAllowed, NotFound, RuleError, StaleVersion, WrongState
from monitor.page_context import language, language_of_browser, speak, spoken

STATUS = {NotAllowed: 403, NotFound: 404, WrongState: 409, StaleVersion: 409}
PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})

Answer = tuple[str, int]


def init_app(app: Flask) -> None:
    @app.errorhandler(RuleError)
    def rule_not_kept(error: RuleError) -> Answer:
        db.session.rollback()
        return refused(
            next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400), spoken(error.sentence)
        )

    @app.errorhandler(CSRFError)
    def stale_page(_error: CSRFError) -> Answer:
        if session.get("user_id") is None:
            return session_ended()
        return opened_long_ago()

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer | HTTPException:
        code = error.code or 500
        if code == 401:
            return session_ended()
        return (render_template(f"errors/{code}.html"), code) if code in PAGES else error

    @app.errorhandler(InternalServerError)
    def product_failed(_error: InternalServerError) -> Answer:
        db.session.rollback()
        # Without any context processor and without asking who reads: the database may be what failed.
        speak(language_of_browser())
        return app.jinja_env.get_template("errors/500.html").render(html_lang=language()), 500


def opened_long_ago() -> Answer:
    return refused(400, _("Esta página se abrió hace mucho. Vuelva atrás, recárguela y envíe de nuevo."))


def session_ended() -> Answer:
    message = _("Su sesión terminó por seguridad. Vuelva a entrar; lo que ya había guardado sigue ahí.")
    return refused(401, message, sign_in=True)


def refused(status: int, message: str, *, sign_in: bool = False) -> Answer:
    title = {
        401: _("Vuelva a entrar"),
        403: _("No tiene acceso a esto"),
        404: _("No lo encontramos"),
        409: _("Esto cambió mientras tanto"),
    }.get(status, _("No se puede hacer"))
    return render_template("errors/refused.html", title=title, message=message, sign_in=sign_in), status
