"""The GTG's table of presidencies: which country presides over the Alliance from when."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.presidencies import PresidencyForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.participation import Country
from monitor.domain.permissions import Permission
from monitor.domain.presidencies import last_days
from monitor.page_context import word
from monitor.services import presidencies

blueprint = Blueprint("presidencies", __name__, url_prefix="/presidencias")

Answer = str | Response | tuple[str, int]


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def index() -> Answer:
    form = PresidencyForm()
    if form.validate_on_submit():
        try:
            added = presidencies.add(db.session, actor=current_user, now=now(), **answers(form))
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se anotó la presidencia de %(country)s.", country=word(added.country)), "success")
            return redirect(url_for(".index"))
    page = render_template(
        "presidencies/index.html",
        form=form,
        terms=last_days(presidencies.terms(db.session)),
        gaps=presidencies.gaps(db.session),
        presiding=presidencies.presiding(db.session, now=now()),
        countries=presidencies.countries(db.session, now=now()),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<int:presidency_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit(presidency_id: int) -> Answer:
    presidency = presidencies.get(db.session, presidency_id)
    form = PresidencyForm(
        data={
            "country": presidency.country.value,
            "starts_on": presidency.starts_on,
            "ends_on": presidency.ends_on,
        }
    )
    if form.validate_on_submit():
        try:
            presidencies.change(db.session, presidency, actor=current_user, now=now(), **answers(form))
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se guardó la presidencia de %(country)s.", country=word(presidency.country)), "success")
            return redirect(url_for(".index"))
    page = render_template("presidencies/edit.html", form=form, presidency=presidency)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:presidency_id>/quitar")
@requires(Permission.PEOPLE_MANAGE)
def remove(presidency_id: int) -> Answer:
    presidency = presidencies.get(db.session, presidency_id)
    presidencies.remove(db.session, presidency, actor=current_user, now=now())
    flash(_("Se quitó la presidencia de %(country)s.", country=word(presidency.country)), "success")
    return redirect(url_for(".index"))


def answers(form: PresidencyForm) -> dict[str, Any]:
    return {
        "country": Country(form.country.data),
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
    }
