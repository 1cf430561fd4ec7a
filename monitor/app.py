"""The product as a Flask application, put together in one place."""

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from config import Settings, read_settings
from monitor import (
    access,
    cli,
    db,
    errors,
    fault_reports,
    headers,
    heavy_work,
    jobs,
    logs,
    metrics,
    page_context,
    proxies,
    translations,
    views,
)
from monitor.clock import Clock
from monitor.services import browser_sessions


def create_app(settings: Settings | None = None) -> Flask:
    """The product; settings come from the environment unless given."""
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.upload_limit_mib * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="monitor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=browser_sessions.LIFETIME,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="es",
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    app.extensions["clock"] = Clock(settings.time_zone, settings.demo_date)
    app.extensions["job_schedule"] = jobs.schedule(demo=settings.demo)

    fault_reports.start(settings)
    translations.ensure_compiled()
    # Before all others: what they answer is counted and told too.
    logs.init_app(app, settings)
    metrics.init_app(app)
    proxies.init_app(app, settings)
    Babel(app, locale_selector=page_context.locale)
    Bootstrap5(app)
    CSRFProtect(app)
    db.init_app(app, settings.database_url)
    errors.init_app(app)
    heavy_work.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    page_context.init_app(app)
    views.init_app(app, settings)
    cli.init_app(app)
    return app
