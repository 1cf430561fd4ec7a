"""Who may come in where: every endpoint declares its permission, and what declares nothing is closed."""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from monitor.db import db
from monitor.domain.permissions import Permission
from monitor.models.people import User

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
        user_id = session.get("user_id")
        if user_id is not None:
            user = db.session.get(User, user_id)
            if user and user.is_active and user.session_number == session.get("session_number"):
                g.person = user
    return g.person


# The proxy passes everything on to the person. Where nobody is in it is false, which only public views have to ask.
current_user: User = LocalProxy(load_person)  # type: ignore[assignment]


def sign_in(user: User) -> None:
    """Start a session for the person, in place of any other."""
    session.clear()
    session["user_id"] = user.id
    session["language"] = user.locale
    session["session_number"] = user.session_number
    session.permanent = True
    g.person = user


def sign_out() -> None:
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
    if access is None:
        abort(403)
    if access != SIGNED_IN and not person.may_somewhere(Permission(access)):
        abort(403)
    return None


def init_app(app: Flask) -> None:
    app.before_request(deny_by_default)
