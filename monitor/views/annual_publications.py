"""The public pages of the annual reports, and their files."""

from flask import Blueprint, Response, render_template, request

from monitor.access import public
from monitor.db import db
from monitor.services import annual_reports
from monitor.views.publications import FOR_EVER, absolute

blueprint = Blueprint("annual_publications", __name__, url_prefix="/publicaciones/anuales/<int:year>/<edition>")


@blueprint.get("")
@public
def show(year: int, edition: str) -> str:
    found = annual_reports.published_annual(db.session, year, edition)
    return render_template(
        "annual_reports/public.html",
        edition=found,
        sources={own["period"]: own for own in found.made_of},
        newer=annual_reports.newer_than(db.session, found),
        address=absolute(".show", year=year, edition=edition),
        file_address=absolute(".file", year=year, edition=edition),
    )


@blueprint.get("/informe-anual.pdf")
@public
def file(year: int, edition: str) -> Response:
    found = annual_reports.published_annual(db.session, year, edition, with_pdf=True)
    answer = Response(
        found.content,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="hraem-informe-anual-{year}-edicion-{edition}.pdf"',
            "Cache-Control": FOR_EVER,
        },
    )
    answer.set_etag(found.sha256)
    answer.make_conditional(request)
    return answer
