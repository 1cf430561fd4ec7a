"""Who may come in where: every endpoint declares its permission, and what declares nothing is closed."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from monitor.clock import now
from monitor.db import SAFE_METHODS, apart, db
from monitor.domain.permissions import Permission
from monitor.mail import mail_writer
from monitor.models import BrowserSession
from monitor.models.people import User
from monitor.services import browser_sessions
from monitor.services.browser_sessions import Place

View = Callable[..., Any]

PUBLIC = "public"
SIGNED_IN = "signed_in"
WITH_KEY = "with_key"


def _marked(view: View, access: str) -> View:
    # On the function itself: whatever decorator is put around it later carries the mark along.
    vars(view)["access"] = access
    return view


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    return _marked(view, PUBLIC)


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission it needs, held everywhere or in some group of the person's.

    Which things of which group may be seen or changed is checked by the service that loads them.
    """

    def mark(view: View) -> View:
        return _marked(view, permission)

    return mark


def with_key(view: View) -> View:
    """Mark a view of the read API that asks for a key, and looks at it itself. Nobody's session opens it."""
    return _marked(view, WITH_KEY)


def signed_in(view: View) -> View:
    """Mark a view that any signed-in person may open."""
    return _marked(view, SIGNED_IN)


def access_of(app: Flask, endpoint: str) -> str | None:
    """What the endpoint declares; None is closed to everybody."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access", None)


def load_person() -> User | None:
    """The signed-in person of this request, if the session still holds."""
    if "person" not in g:
        g.person = None
        g.browser_session = None
        user_id = session.get("user_id")
        if user_id is not None:
            user = _person_of_cookie(user_id)
            if user and user.is_active and user.session_number == session.get("session_number"):
                g.person = user
    return g.person


def _person_of_cookie(user_id: int) -> User | None:
    """Cookies from before sessions were listed carry no secret; they work until they or the person's number end."""
    secret = session.get("session_secret")
    if secret is None:
        return db.session.get(User, user_id)
    found = browser_sessions.find(db.session, user_id, secret)
    if found is None:
        return None
    user, g.browser_session = found
    return user


def own_session() -> BrowserSession | None:
    """The row of the session that this request came with."""
    return g.browser_session if load_person() else None


# The proxy passes everything on to the person. Where nobody is in it is false, which only public views have to ask.
current_user: User = LocalProxy(load_person)  # type: ignore[assignment]


def sign_in(user: User) -> None:
    """Start a session for the person, in place of any other: of their own or of somebody else in this browser."""
    _end_own()
    place = Place(request.remote_addr or "", request.user_agent.string)
    secret = browser_sessions.start(db.session, user, place=place, mails=mail_writer(), now=now())
    session.clear()
    session["user_id"] = user.id
    session["language"] = user.locale
    session["session_number"] = user.session_number
    session["session_secret"] = secret
    session.permanent = True
    g.person = user


def end_others() -> None:
    """End all sessions of the signed-in person but the one of this browser."""
    person = load_person()
    if person is None:
        return
    browser_sessions.end_others(db.session, person, keep=own_session(), now=now())
    session["session_number"] = person.session_number


def _end_own() -> None:
    own, person = own_session(), load_person()
    if own and person:
        browser_sessions.end(db.session, person, own.id, now=now())


def sign_out() -> None:
    """End the session here and in the database, so that a copy of its cookie lets in nobody."""
    _end_own()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.person = None


def deny_by_default() -> Response | None:
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access in (PUBLIC, WITH_KEY):
        return None
    person = load_person()
    if person is None:
        if request.method == "GET":
            return redirect(url_for("sign_in.request_link", next=request.full_path.rstrip("?")))
        abort(401)
    note_that_seen()
    if access is None:
        abort(403)
    if access != SIGNED_IN and not person.may_somewhere(Permission(access)):
        abort(403)
    return None


def note_that_seen() -> None:
    """Keep when the session was last used. A reading page writes it apart, and does its work where that fails."""
    own = own_session()
    if own is None or not browser_sessions.must_be_noted(own, now()):
        return
    if request.method not in SAFE_METHODS:
        own.last_seen_at = now()
        return
    try:
        with apart() as noting:
            browser_sessions.note(noting, own.id, now=now())
    except SQLAlchemyError:
        current_app.logger.warning("the last page of a session could not be noted")


def init_app(app: Flask) -> None:
    app.before_request(deny_by_default)
