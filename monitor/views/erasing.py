"""Take a person's data out at their request: what goes, what stays, and a confirmation typed by hand."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from forms.erasing import ErasingForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.permissions import Permission
from monitor.services import erasing, people
from monitor.services.erasing import Place

blueprint = Blueprint("erasing", __name__, url_prefix="/personas")

TABLES = {
    "updates": _l("Avance"),
    "update_versions": _l("Avance enviado"),
    "reviews": _l("Revisión"),
    "comments": _l("Comentario"),
    "evidence": _l("Evidencia"),
    "milestones": _l("Hito"),
    "desk_texts": _l("Texto del informe"),
    "report_builds": _l("Informe"),
    "editions": _l("Edición publicada"),
    "annual_editions": _l("Edición anual publicada"),
    "survey_responses": _l("Respuesta a la encuesta"),
    "survey_versions": _l("Respuesta enviada a la encuesta"),
    "projects": _l("Proyecto"),
}
"""What people call the things in which a name may still stand; any other goes by its table."""


@blueprint.route("/<int:user_id>/eliminar", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def show(user_id: int) -> str | Response | tuple[str, int]:
    user = people.get(db.session, user_id)
    if user.erased_at:
        raise WrongState("Los datos de esta persona ya se eliminaron.")
    form = ErasingForm(address=user.email)
    if form.validate_on_submit():
        try:
            done = erasing.erase(db.session, user, actor=current_user, now=now())
        except (Incomplete, NotAllowed) as error:
            form.refuse(error)
        else:
            flash(_("Se eliminaron los datos. Ahora figura como «%(name)s».", name=user.name), "success")
            if done.places:
                flash(_("Su nombre o su correo se lee todavía en %(where)s.", where=in_words(done.places)), "warning")
            return redirect(url_for("people.index"))
    found = erasing.plan(db.session, user)
    page = render_template("erasing/show.html", user=user, form=form, found=found, where=in_words(found.places))
    return page, 422 if form.errors or form.form_errors else 200


def in_words(places: tuple[Place, ...]) -> str:
    """«Avance 12, Comentario 4»"""
    return ", ".join(dict.fromkeys(f"{TABLES.get(each.table, each.table)} {each.row}" for each in places))
