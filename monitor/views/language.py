"""The language of whoever has not signed in; those who have choose theirs among their preferences."""

from flask import Blueprint, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response

from monitor.access import public
from monitor.services import access_tokens
from monitor.translations import LANGUAGES

blueprint = Blueprint("language", __name__)


@blueprint.get("/idioma/<code>")
@public
def choose(code: str) -> Response:
    """Keep the language for this browser's session, and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    wanted = request.args.get("next", "")
    return redirect(wanted if access_tokens.is_inside(wanted) else url_for("home.index"))
