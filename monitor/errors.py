"""Errors as pages: a clear sentence, what to do next, and the right status."""

from flask import Flask, render_template, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from monitor.db import db
from monitor.domain.errors import NotAllowed, NotFound, RuleError, StaleVersion, WrongState

STATUS = {NotAllowed: 403, NotFound: 404, WrongState: 409, StaleVersion: 409}
PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})


def init_app(app: Flask) -> None:
    @app.errorhandler(RuleError)
    def rule_not_kept(error: RuleError) -> tuple[str, int]:
        db.session.rollback()
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        return page(status, str(error))

    @app.errorhandler(CSRFError)
    def stale_page(_error: CSRFError) -> tuple[str, int]:
        if session.get("user_id") is None:
            return page(400, "Su sesión terminó por seguridad. Vuelva a entrar; lo que ya había guardado sigue ahí.")
        return page(400, "Esta página se abrió hace mucho. Vuelva atrás, recárguela y envíe de nuevo.")

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code == 401:
            return page(
                400, "Su sesión terminó por seguridad. Vuelva a entrar; lo que ya había guardado sigue ahí.", 401
            )
        return page(code, None) if code in PAGES else error

    @app.errorhandler(InternalServerError)
    def product_failed(_error: InternalServerError) -> tuple[str, int]:
        db.session.rollback()
        return page(500, None)


def page(template: int, message: str | None, status: int | None = None) -> tuple[str, int]:
    return render_template(f"errors/{template}.html", message=message), status or template
