"""Extracts of published editions, for everybody: the page for whoever has a minute, each area, each group."""

from flask import Blueprint, Response, request

from monitor.access import public
from monitor.db import db
from monitor.services import extracts, publications
from monitor.views.publications import FOR_EVER

blueprint = Blueprint("extracts", __name__, url_prefix="/publicaciones/<plan_key>/<period:key>/<edition>/extractos")


@blueprint.get("/<extract>")
@public
def file(plan_key: str, key: str, edition: str, extract: str) -> Response:
    published = publications.published_edition(db.session, plan_key, key, edition)
    found = extracts.get_extract(db.session, published, extract)
    answer = Response(
        found.content,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{plan_key}-{key}-edicion-{edition}-{found.name}"',
            "Cache-Control": FOR_EVER,
        },
    )
    answer.set_etag(found.sha256)
    answer.make_conditional(request)
    return answer
