"""The dashboard: what a person in charge asks, answered on one page, and the rows behind each figure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.participation import Country
from monitor.domain.periods import NotAPeriod
from monitor.domain.permissions import Permission
from monitor.domain.presidencies import Term
from monitor.models import Period
from monitor.page_context import language, word
from monitor.services import dashboards, periods, plans, presidencies
from monitor.services.dashboards import Dashboard, Wanted
from monitor.services.observers import own_part
from monitor.services.survey_composition import group_people
from monitor.settings import settings
from monitor.translations import catalogue
from monitor.views import dashboard_figures, dashboard_rows
from monitor.views.paging import page_of
from reports.language import Language

blueprint = Blueprint("dashboards", __name__, url_prefix="/tablero")

COUNTRIES = (Country.CL, Country.CO, Country.MX, Country.PE)
FILTERS = ("period", "area", "group", "country")


def period_asked(opened: list[Period]) -> Period | None:
    """The one in the address, or the newest; what makes no sense there is left out rather than refused."""
    asked = request.args.get("period", "")
    try:
        found = periods.find_period(db.session, plans.current_plan(db.session), asked) if asked else None
    except NotAPeriod:
        found = None
    return found or next(iter(opened), None)


def wanted_of(groups: list[Any]) -> Wanted:
    args = request.args
    country = args.get("country", "")
    return Wanted(
        area=args.get("area", type=int),
        group=next((group for group in groups if group.id == args.get("group", type=int)), None),
        country=Country(country) if country in [each.value for each in COUNTRIES] else None,
    )


def filters(**changes: object) -> dict[str, Any]:
    """What the address asks for, for the links of this page; `changes` of None are left out."""
    asked = {name: request.args.get(name) for name in FILTERS} | changes
    return {name: value for name, value in asked.items() if value}


def speaking() -> Language:
    return Language(language(), catalogue(language()))


def presiding() -> Term | None:
    return presidencies.presiding(db.session, now=now())


@blueprint.get("")
@requires(Permission.PORTFOLIO_VIEW)
def show() -> str | Response:
    plan = plans.current_plan(db.session)
    opened = periods.opened_periods(db.session, plan)
    period = period_asked(opened)
    if period is None:
        return render_template("dashboards/show.html", plan=plan, board=None, presidency=presiding())
    own = own_part(db.session, current_user)
    if own and own.country and not request.args:
        # An observer begins with their country; the list of filters leads to the whole, and the address says which.
        return redirect(url_for(".show", country=own.country.value))
    groups = dashboards.reporting_groups(db.session, period.plan)
    wanted = wanted_of(groups)
    board = dashboards.dashboard(db.session, period, wanted, now=now(), fictional=settings().demo)
    to_do = dashboards.agenda(db.session, period, wanted, now=now())
    return render_template(
        "dashboards/show.html",
        plan=plan,
        presidency=presiding(),
        board=board,
        story=dashboard_figures.told(board, speaking()),
        to_do=to_do,
        members=group_people(
            db.session,
            plan,
            groups={wanted.group.id} if wanted.group else None,
            country=wanted.country,
        ),
        limits=dashboard_figures.Limits,
        periods=opened,
        groups=groups,
        group_ids={group.key: group.id for group in groups},
        countries=COUNTRIES,
        wanted=wanted,
        chosen=chosen_words(wanted),
        link=filters,
    )


@blueprint.get("/<figure>")
@requires(Permission.PORTFOLIO_VIEW)
def rows(figure: str) -> str:
    """The rows behind one figure, with the same filters in the address."""
    opened = periods.opened_periods(db.session, plans.current_plan(db.session))
    period = period_asked(opened)
    if period is None or figure not in dashboard_rows.TABLES | dashboard_rows.OF_TODAY:
        raise NotFound("Esa cifra no existe.")
    wanted = wanted_of(dashboards.reporting_groups(db.session, period.plan))
    board: Dashboard = dashboards.dashboard(db.session, period, wanted, now=now(), fictional=settings().demo)
    if figure in dashboard_rows.OF_TODAY:
        table = dashboard_rows.OF_TODAY[figure](dashboards.agenda(db.session, period, wanted, now=now()))
    else:
        table = dashboard_rows.table_of(figure, board, speaking(), only=request.args.get("only", ""))
    return render_template(
        "dashboards/rows.html",
        board=board,
        wanted=wanted,
        table=table,
        page=page_of(table.lines),
        back=url_for(".show", **filters()),
        chosen=chosen_words(wanted),
    )


@blueprint.get("/cumplimiento")
@requires(Permission.PORTFOLIO_VIEW)
def compliance() -> str:
    """The heat map with every group."""
    return whole(heat=True)


@blueprint.get("/calendario")
@requires(Permission.PORTFOLIO_VIEW)
def timeline() -> str:
    """The timeline with every project."""
    return whole(heat=False)


def whole(*, heat: bool) -> str:
    opened = periods.opened_periods(db.session, plans.current_plan(db.session))
    period = period_asked(opened)
    if period is None:
        raise NotFound("Esa cifra no existe.")
    groups = dashboards.reporting_groups(db.session, period.plan)
    wanted = wanted_of(groups)
    board = dashboards.dashboard(db.session, period, wanted, now=now(), fictional=settings().demo)
    story = dashboard_figures.told(board, speaking())
    drawing = story.timeline
    rows: Sequence[Any] = story.heat if heat else (drawing.rows if drawing else ())
    page = page_of(rows)
    return render_template(
        "dashboards/whole.html",
        heat=heat,
        board=board,
        story=story,
        page=page,
        drawing=replace(drawing, rows=tuple(page.items)) if drawing and not heat else None,
        group_ids={group.key: group.id for group in groups},
        link=filters,
        back=url_for(".show", **filters()),
        chosen=chosen_words(wanted),
    )


def chosen_words(wanted: Wanted) -> str:
    """The filters that hold, in words."""
    parts = []
    if wanted.area is not None:
        parts.append(_("área %(number)s", number=wanted.area))
    if wanted.group:
        parts.append(wanted.group.key)
    if wanted.country:
        parts.append(word(wanted.country))
    return ", ".join(parts)
