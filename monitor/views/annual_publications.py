"""The public pages of the annual reports, and their files in each language."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from monitor.access import public
from monitor.db import db
from monitor.models import AnnualEdition
from monitor.services import annual_publications
from monitor.services.annual_publications import AnnualPdf
from monitor.views.caching import cached
from monitor.views.publications import FOR_EVER, absolute

blueprint = Blueprint(
    "annual_publications", __name__, url_prefix="/publicaciones/<plan_key>/anuales/<int:year>/<edition>"
)

blueprint.add_app_template_filter(annual_publications.pdfs_of, "annual_pdfs")


@blueprint.app_template_filter("annual_place")
def place_of(edition: AnnualEdition) -> dict[str, Any]:
    """What the address of an annual report is made of."""
    return {"plan_key": edition.plan.key, "year": edition.year, "edition": edition.number}


def encoding(edition: AnnualEdition, pdf: AnnualPdf) -> dict[str, str]:
    """One file as schema.org describes it."""
    kind = {"@type": "MediaObject", "encodingFormat": "application/pdf", "inLanguage": pdf.language}
    return kind | {"contentUrl": absolute(".file", **place_of(edition), annual_file=pdf.name)}


@blueprint.get("")
@public
def show(plan_key: str, year: int, edition: str) -> Response:
    found = annual_publications.published_annual(db.session, plan_key, year, edition)
    pdfs = annual_publications.pdfs_of(found)
    page = render_template(
        "annual_reports/public.html",
        edition=found,
        pdfs=pdfs,
        encodings=[encoding(found, pdf) for pdf in pdfs],
        sources={own["period"]: own for own in found.made_of},
        newer=annual_publications.newer_than(db.session, found),
        address=absolute(".show", **place_of(found)),
    )
    return cached(page)


@blueprint.get("/<annual_file>")
@public
def file(plan_key: str, year: int, edition: str, annual_file: str) -> Response:
    found = annual_publications.published_annual(db.session, plan_key, year, edition)
    pdf, content = annual_publications.pdf_of(db.session, found, annual_file)
    shown = f"{plan_key}-{year}-edicion-{edition}-{pdf.name}"
    answer = Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{shown}"', "Cache-Control": FOR_EVER},
    )
    answer.set_etag(pdf.sha256)
    answer.make_conditional(request)
    return answer
