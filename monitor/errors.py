"""Errors as pages: a clear sentence, what to do next, and the right status."""

import logging
from contextlib import suppress

from flask import Flask, Response, current_app, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError

from monitor.api_problems import is_api, problem, problem_of
from monitor.db import SAFE_METHODS, db
from monitor.domain.errors import NotAllowed, NotFound, RuleError, StaleVersion, WrongState
from monitor.faults import Fault, fault_of
from monitor.page_context import language, language_of_browser, speak, spoken

STATUS = {NotAllowed: 403, NotFound: 404, WrongState: 409, StaleVersion: 409}
PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})

RETRY_AFTER = "30"

log = logging.getLogger(__name__)

Answer = tuple[str, int]


def init_app(app: Flask) -> None:
    @app.errorhandler(RuleError)
    def rule_not_kept(error: RuleError) -> Answer | Response:
        db.session.rollback()
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return problem(status, spoken(error.sentence)) if is_api() else refused(status, spoken(error.sentence))

    @app.errorhandler(CSRFError)
    def stale_page(_error: CSRFError) -> Answer:
        if session.get("user_id") is None:
            return session_ended()
        return opened_long_ago()

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer | HTTPException | Response:
        code = error.code or 500
        if is_api() and code >= 400:
            return problem_of(code, error.get_headers())
        return as_page(error, code)

    @app.errorhandler(OSError)
    @app.errorhandler(SQLAlchemyError)
    def machine_gives_no_more(error: OSError | SQLAlchemyError) -> Response:
        fault = fault_of(error)
        if fault is None:
            raise error
        return no_more(fault, error)

    @app.errorhandler(InternalServerError)
    def product_failed(error: InternalServerError) -> Answer | Response:
        # The one commit comes after the view, where Flask asks no other handler.
        fault = fault_of(error.original_exception)
        if fault and error.original_exception:
            return no_more(fault, error.original_exception)
        _let_go()
        return problem_of(500) if is_api() else (_asking_nobody("errors/500.html"), 500)


def as_page(error: HTTPException, code: int) -> Answer | HTTPException:
    if code == 401:
        return session_ended()
    return (render_template(f"errors/{code}.html"), code) if code in PAGES else error


def no_more(fault: Fault, error: BaseException) -> Response:
    """503 while the database is away, with when to try again; 507 where a disk takes nothing. Nothing half is kept."""
    log.error("%s %s: %s", request.method, request.endpoint, fault.value, exc_info=error)
    _let_go()
    status = 503 if fault is Fault.AWAY else 507
    if is_api():
        return _again_later(problem_of(status), fault)
    reading = request.method in SAFE_METHODS
    again = request.full_path.rstrip("?") if reading else ""
    page = _asking_nobody("errors/no_more.html", away=fault is Fault.AWAY, again=again)
    return _again_later(make_response(page, status), fault)


def _again_later(answer: Response, fault: Fault) -> Response:
    if fault is Fault.AWAY:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _let_go() -> None:
    """Take back what was half done; a connection that is gone took it back already."""
    with suppress(SQLAlchemyError):
        db.session.rollback()


def _asking_nobody(template: str, **values: object) -> str:
    """A page without any context processor and without asking who reads: the database may be what failed."""
    speak(language_of_browser())
    return current_app.jinja_env.get_template(template).render(html_lang=language(), **values)


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
