"""Addresses of before each plan had its own, printed in reports and kept by readers: they lead to the new ones."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from monitor.access import public
from monitor.db import db
from monitor.services import annual_publications, publications
from monitor.views import annual_publications as annual_views
from monitor.views import publications as views

blueprint = Blueprint("old_publications", __name__, url_prefix="/publicaciones")

MOVED = 301


@blueprint.get("/<period:key>/<edition>", defaults={"rest": ""})
@blueprint.get("/<period:key>/<edition>/<path:rest>")
@public
def quarterly(key: str, edition: str, rest: str) -> Response:
    """An edition's page, and any file of it."""
    found = publications.first_published(db.session, key, edition)
    return _moved(url_for("publications.show", **views.place_of(found)), rest)


@blueprint.get("/anuales/<int:year>/<edition>", defaults={"rest": ""})
@blueprint.get("/anuales/<int:year>/<edition>/<path:rest>")
@public
def annual(year: int, edition: str, rest: str) -> Response:
    found = annual_publications.first_published(db.session, year, edition)
    return _moved(url_for("annual_publications.show", **annual_views.place_of(found)), rest)


def _moved(page: str, rest: str) -> Response:
    return redirect(f"{page}/{rest}" if rest else page, MOVED)
