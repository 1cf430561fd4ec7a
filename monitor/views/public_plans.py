"""The pages for everybody: plans, their areas and projects, as the document and published editions tell them.

They hold nothing of who reads: browsers and caches between may keep them, and ask whether they changed.
"""

from flask import Blueprint, Response, render_template

from monitor.access import public
from monitor.db import db
from monitor.models import Plan
from monitor.services import annual_publications, public_plans, publications, survey_prints
from monitor.settings import settings
from monitor.views import published_words
from monitor.views.caching import cached
from monitor.views.publications import absolute

blueprint = Blueprint("public_plans", __name__)
published_words.init_blueprint(blueprint)


@blueprint.get("/publico/<plan_key>")
@public
def show(plan_key: str) -> Response:
    page = public_plans.plan_page(db.session, plan_key)
    address = absolute(".show", plan_key=page.plan.key)
    return cached(render_template("public_plans/show.html", page=page, plan=page.plan, address=address))


@blueprint.get("/publico/<plan_key>/areas/<int:area_number>")
@public
def area(plan_key: str, area_number: int) -> Response:
    page = public_plans.plan_page(db.session, plan_key)
    found = public_plans.area_of(page, area_number)
    figure = next((each for each in page.figures if each.of == "area" and each.name == str(found.number)), None)
    return cached(
        render_template(
            "public_plans/area.html",
            page=page,
            plan=page.plan,
            area=found,
            figure=figure,
            address=absolute(".area", plan_key=plan_key, area_number=area_number),
        )
    )


@blueprint.get("/publico/<plan_key>/proyectos/<int:number>")
@public
def project(plan_key: str, number: int) -> Response:
    page = public_plans.project_page(db.session, plan_key, number)
    return cached(
        render_template(
            "public_plans/project.html",
            page=page,
            plan=page.plan,
            project=page.project,
            address=absolute(".project", plan_key=plan_key, number=number),
        )
    )


@blueprint.get("/datos")
@public
def open_data() -> Response:
    return cached(
        render_template(
            "public_plans/open_data.html",
            editions=publications.published_editions(db.session),
            plans=public_plans.public_plans(db.session),
            address=absolute(".open_data"),
            api=absolute("api.index"),
            document=absolute("api.openapi"),
            base=settings().base_url,
        )
    )


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may walk through: the public pages. Others would only meet the sign-in."""
    lines = ["User-agent: *", *(f"Allow: {path}" for path in ("/$", "/publico/", "/publicaciones", "/datos"))]
    lines += ["Allow: /encuestas/publicados", "Allow: /static/", "Allow: /sitemap.xml", "Disallow: /"]
    return cached("\n".join([*lines, "", f"Sitemap: {absolute('.sitemap')}", ""]), mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    plans = public_plans.public_plans(db.session)
    body = render_template(
        "public_plans/sitemap.xml",
        plans=[(plan, projects_in_map(plan)) for plan in plans],
        editions=publications.published_editions(db.session),
        annuals=annual_publications.published_annuals(db.session),
        has_surveys=bool(survey_prints.all_published(db.session)),
        absolute=absolute,
    )
    return cached(body, mimetype="application/xml")


def projects_in_map(plan: Plan) -> list[int]:
    return [each.number for each in public_plans.projects_of(db.session, plan) if each.withdrawn_at is None]
