"""The public pages: published editions, their files with checksums, and a feed. Nobody needs to sign in."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from monitor.access import public
from monitor.db import db
from monitor.models import Edition, EditionFile
from monitor.services import annual_publications, extracts, publications
from monitor.services.edition_forms import Form, find_file
from monitor.settings import settings
from monitor.translations import LANGUAGES
from monitor.views.caching import cached

blueprint = Blueprint("publications", __name__, url_prefix="/publicaciones")

FOR_EVER = "public, max-age=31536000, immutable"
"""An edition's files never change: a correction is another edition at another address."""


@blueprint.app_template_filter("language_name")
def language_name(code: str) -> str:
    return LANGUAGES.get(code, code)


@blueprint.app_template_filter("form_name")
def form_name(form: Form) -> str:
    """What a form is called on the page, with what it is good for."""
    return {
        "pdf": _("Informe en PDF, accesible y para archivo"),
        "docx": _("Informe en Word, para citar"),
        "xlsx": _("Datos en Excel, con diccionario"),
        "csv": _("Datos en CSV, con diccionario"),
        "json": _("Datos en JSON, para programas"),
        "iati": _("Actividades en IATI 2.03"),
    }[form.key]


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page, by the address at which the product is published."""
    return settings().base_url + url_for(endpoint, **values)


def place_of(edition: Edition) -> dict[str, Any]:
    """What the address of an edition is made of."""
    return {"plan_key": edition.period.plan.key, "key": edition.period.key, "edition": edition.number}


blueprint.add_app_template_filter(place_of, "place_of")


@blueprint.app_template_filter("unbroken")
def unbroken(text: str, *parts: str) -> Markup:
    """A title whose names and periods are not parted at their dashes at the end of a line."""
    whole = escape(text)
    for part in map(escape, parts):
        whole = whole.replace(part, Markup('<span class="unbroken">{}</span>').format(part))
    return whole


def distribution(edition: Edition, form: Form, file: EditionFile) -> dict[str, str]:
    """One file as schema.org describes it."""
    address = absolute(".file", **place_of(edition), file_name=form.name)
    kind = {"@type": "DataDownload", "encodingFormat": file.content_type}
    return kind | {"inLanguage": file.language, "contentUrl": address}


@blueprint.get("")
@public
def index() -> Response:
    return cached(
        render_template(
            "publications/index.html",
            editions=publications.published_editions(db.session),
            annuals=annual_publications.published_annuals(db.session),
            files_by_form=publications.files_by_form,
        )
    )


@blueprint.get("/<plan_key>/<period:key>/<edition>")
@public
def show(plan_key: str, key: str, edition: str) -> Response:
    found = publications.published_edition(db.session, plan_key, key, edition)
    files = publications.files_by_form(found)
    page = render_template(
        "publications/show.html",
        edition=found,
        files=files,
        distributions=[distribution(found, form, file) for form, file in files],
        newer=publications.newer_than(db.session, found),
        extracts=extracts.extracts_of_edition(db.session, found),
        address=absolute(".show", **place_of(found)),
    )
    return cached(page)


@blueprint.get("/<plan_key>/<period:key>/<edition>/<file_name>")
@public
def file(plan_key: str, key: str, edition: str, file_name: str) -> Response:
    named = find_file(file_name)
    if named is None:
        abort(404)
    form, language = named
    published = publications.published_edition(db.session, plan_key, key, edition)
    found = publications.published_file(db.session, published, form, language=language)
    shown = "inline" if form.key == "pdf" else "attachment"
    answer = Response(
        found.content,
        mimetype=found.content_type,
        headers={
            "Content-Disposition": f'{shown}; filename="{plan_key}-{key}-edicion-{edition}-{file_name}"',
            "Cache-Control": FOR_EVER,
        },
    )
    answer.set_etag(found.sha256)
    answer.make_conditional(request)
    return answer


@blueprint.get("/atom.xml")
@public
def feed() -> Response:
    editions = publications.published_editions(db.session)
    annuals = annual_publications.published_annuals(db.session)
    newest = max([own.published_at for own in editions] + [own.published_at for own in annuals], default=None)
    body = render_template(
        "publications/atom.xml", editions=editions, annuals=annuals, newest=newest, absolute=absolute
    )
    return cached(body, mimetype="application/atom+xml")
