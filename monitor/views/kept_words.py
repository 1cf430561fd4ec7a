"""What somebody typed into a page of an update outlives the session: it is carried through the sign-in and given back.

A page says by a signed field whose it is, so that words come back only to the person who wrote them, and so that nobody
can make this product carry or show words that were not typed on one of its own pages.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, generate_csrf
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from monitor import errors
from monitor.access import current_user
from monitor.domain.errors import RuleError
from monitor.page_context import spoken

Answer = str | Response | tuple[str | Response, int]

MOST_FIELDS, MOST_CHARACTERS = 200, 200_000
NOT_CARRIED = frozenset({"csrf_token", "carry", "then"})


def wants_json() -> bool:
    """Whether the page itself asks, in the background, and not a person who waits for a page."""
    return request.accept_mimetypes.best == "application/json"


def author_here() -> str:
    """The hidden field by which the page at this address says whose it is."""
    return _signer().dumps([current_user.id, request.path])


def writer() -> int | None:
    """The id of the person for whom the sent page was drawn; None where the page does not prove it."""
    try:
        person, path = _signer().loads(request.form.get("author", ""))
    except (BadSignature, TypeError, ValueError):
        return None
    return int(person) if path == request.path else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="whose words")


def register(blueprint: Blueprint, redraw: Callable[[], Any]) -> None:
    """Let the blueprint's pages keep what was typed; `redraw` shows a page with it, unsaved, to its writer."""

    def session_gone(_error: Unauthorized | CSRFError) -> Answer:
        return signed_out()

    def stale_form(error: CSRFError) -> Answer:
        if not current_user:
            return session_gone(error)
        person = writer()
        if person is None:
            return errors.opened_long_ago()
        if person != current_user.id:
            return somebody_else()
        if wants_json():
            return jsonify(csrf_token=generate_csrf()), 400
        try:
            return redraw(), 400
        except RuleError as refusal:
            return errors.refused(403, spoken(refusal.sentence))

    blueprint.register_error_handler(Unauthorized, session_gone)
    blueprint.register_error_handler(CSRFError, stale_form)


def signed_out() -> Answer:
    sign_in_url = url_for("sign_in.request_link", next=request.full_path.rstrip("?"))
    if wants_json():
        message = _("Su sesión terminó. Lo que escribió está a salvo en este navegador.")
        return jsonify(message=message, sign_in_url=sign_in_url, sign_in_label=_("Entrar de nuevo")), 401
    carried = typed_fields()
    if writer() is None or carried is None:
        return errors.session_ended()
    texts = [value for name, value in carried if name not in ("lock_version", "seen", "author") and " " in value]
    return render_template("updates/kept.html", carried=carried, texts=texts, sign_in_url=sign_in_url), 401


def typed_fields() -> list[tuple[str, str]] | None:
    """What was sent, to be sent again; None if it is more than a form of ours holds."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_CARRIED]
    size = sum(len(name) + len(value) for name, value in fields)
    return fields if len(fields) <= MOST_FIELDS and size <= MOST_CHARACTERS else None


def somebody_else() -> Answer:
    message = _(
        "En este navegador entró ahora %(name)s, y esa página la abrió otra persona. Solo ella puede guardarla.",
        name=current_user.name,
    )
    return (jsonify(message=message), 403) if wants_json() else errors.refused(403, message)
