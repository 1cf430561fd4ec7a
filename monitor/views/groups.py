"""The GTG's pages of groups: who is in each, what it answers for and owes; its names and its end."""

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.groups import DissolutionForm, GroupNameForm, NewGroupForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete
from monitor.domain.permissions import Permission
from monitor.domain.responsible_groups import GroupKind
from monitor.models import Group
from monitor.services import events, groups, people
from monitor.services.bounces import bouncing
from monitor.services.group_page import group_page
from monitor.services.unreached_groups import unreached_groups

blueprint = Blueprint("groups", __name__, url_prefix="/grupos")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.PEOPLE_MANAGE)
def index() -> Answer:
    unreached = unreached_groups(db.session, now=now())
    return render_template("groups/index.html", groups=groups.all_groups(db.session), unreached=unreached)


@blueprint.route("/nuevo", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def create() -> Answer:
    form = NewGroupForm()
    if form.validate_on_submit():
        try:
            group = groups.create(
                db.session,
                actor=current_user,
                name=form.name.data or "",
                acronym=form.acronym.data or "",
                kind=GroupKind(form.kind.data),
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se creó el grupo %(name)s.", name=group.full_name), "success")
            return redirect(url_for(".show", group_id=group.id))
    return render_template("groups/create.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:group_id>")
@requires(Permission.PEOPLE_MANAGE)
def show(group_id: int) -> Answer:
    group = groups.get(db.session, group_id)
    name_form = GroupNameForm(formdata=None, data={"name": group.name, "acronym": group.acronym})
    return page(group, name_form, end_form(group))


@blueprint.post("/<int:group_id>/nombre")
@requires(Permission.PEOPLE_MANAGE)
def rename(group_id: int) -> Answer:
    group = groups.get(db.session, group_id)
    form = GroupNameForm()
    if form.validate_on_submit():
        try:
            groups.rename(
                db.session,
                group,
                actor=current_user,
                name=form.name.data or "",
                acronym=form.acronym.data or "",
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("El grupo se llama ahora %(name)s.", name=group.full_name), "success")
            return redirect(url_for(".show", group_id=group.id))
    return page(group, form, end_form(group))


@blueprint.post("/<int:group_id>/disolver")
@requires(Permission.PEOPLE_MANAGE)
def dissolve(group_id: int) -> Answer:
    group = groups.get(db.session, group_id)
    form = end_form(group, sent=True)
    if form.validate_on_submit():
        try:
            groups.dissolve(
                db.session,
                group,
                actor=current_user,
                on=form.dissolved_on.data,
                successor_id=int(form.successor.data) if form.successor.data else None,
                now=now(),
            )
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se anotó que %(name)s ya no existe.", name=group.full_name), "success")
            return redirect(url_for(".show", group_id=group.id))
    return page(group, GroupNameForm(formdata=None, data={"name": group.name, "acronym": group.acronym}), form)


def end_form(group: Group, *, sent: bool = False) -> DissolutionForm:
    others = [(each.id, each.full_name) for each in people.groups_to_join(db.session) if each.id != group.id]
    return DissolutionForm(groups=others, **({} if sent else {"formdata": None}))


def page(group: Group, name_form: GroupNameForm, ending: DissolutionForm) -> Answer:
    shown = render_template(
        "groups/show.html",
        page=group_page(db.session, group, now=now(), zone=ZoneInfo(current_user.time_zone)),
        name_form=name_form,
        ending=ending,
        bouncing=bouncing(db.session, now=now()),
        history=events.history(db.session, subject="groups", subject_id=group.id),
    )
    return shown, 422 if name_form.errors or ending.errors else 200
