"""The GTG's list of people: invite, move between groups, end and give back access."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from forms.people import InvitationForm, PersonForm
from forms.preferences import SuccessorForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain import words
from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.permissions import GroupRole, Permission, Role
from monitor.mail import mail_writer
from monitor.models import Event, Group, User
from monitor.page_context import day, spoken
from monitor.services import events, hand_overs, people, preferences, presidencies
from monitor.services.bounces import bouncing
from monitor.services.people_directory import directory

blueprint = Blueprint("people", __name__, url_prefix="/personas")

Answer = str | Response | tuple[str, int]

HAPPENED = {
    "PersonInvited": _l("envió la invitación"),
    "PersonInvitedAgain": _l("envió otra invitación"),
    "PersonEdited": _l("cambió los datos de la persona"),
    "PersonDeactivated": _l("quitó el acceso"),
    "PersonReactivated": _l("devolvió el acceso"),
    "PersonErased": _l("eliminó los datos de la persona a su pedido"),
    "MembershipStarted": _l("sumó a la persona a un grupo"),
    "MembershipChanged": _l("cambió el papel de la persona en un grupo"),
    "MembershipEnded": _l("retiró a la persona de un grupo"),
    "MembershipHandedOver": _l("entregó su encargo a otra persona"),
    "RoleHandedOver": _l("entregó su papel a otra persona"),
    "ReminderWishesChanged": _l("cambió cómo quiere sus recordatorios"),
    "SummaryWishChanged": _l("cambió cada cuánto quiere el resumen"),
    "RemindersPaused": _l("puso sus recordatorios en pausa"),
    "RemindersStopped": _l("dejó de recibir recordatorios desde su correo"),
    "RemindersResumed": _l("reanudó sus recordatorios"),
    "ReminderLinksRevoked": _l("anuló los enlaces de sus correos"),
    "CalendarAddressMade": _l("pidió la dirección de su calendario"),
    "CalendarAddressRevoked": _l("anuló la dirección de su calendario"),
}
"""What the events of a person say after the name of who did it."""


@blueprint.get("")
@requires(Permission.PEOPLE_MANAGE)
def index() -> Answer:
    found, returned = directory(db.session, now=now()), bouncing(db.session, now=now())
    return render_template(
        "people/index.html",
        directory=found,
        unreached=found.unreached,
        bouncing=returned,
        countries=presidencies.countries(db.session, now=now()),
    )


@blueprint.route("/nueva", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def invite() -> Answer:
    form = InvitationForm(groups=group_choices())
    if form.validate_on_submit():
        try:
            people.invite(db.session, actor=current_user, mails=mail_writer(), now=now(), **form.answers)
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se envió la invitación a %(email)s.", email=form.email.data), "success")
            return redirect(url_for(".index"))
    return render_template("people/invite.html", form=form), 422 if form.errors else 200


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit(user_id: int) -> Answer:
    user = people.get(db.session, user_id)
    form = form_of(user)
    if form.validate_on_submit():
        try:
            people.edit(db.session, user, actor=current_user, now=now(), **form.answers)
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Se guardaron los datos de %(name)s.", name=user.name), "success")
            return redirect(url_for(".index"))
    happened = [line(event) for event in events.history(db.session, subject="users", subject_id=user.id)]
    bounce = bouncing(db.session, now=now(), addresses=[user.email]).get(user.email)
    page = render_template("people/edit.html", user=user, form=form, history=happened, bounce=bounce)
    return page, 422 if form.errors else 200


@blueprint.post("/<int:user_id>/desactivar")
@requires(Permission.PEOPLE_MANAGE)
def deactivate(user_id: int) -> Answer:
    user = people.get(db.session, user_id)
    try:
        people.deactivate(db.session, user, actor=current_user, now=now())
    except Incomplete as error:
        flash(spoken(error.sentence), "error")
        return redirect(url_for(".edit", user_id=user.id))
    flash(_("%(name)s ya no puede entrar ni recibe recordatorios.", name=user.name), "success")
    return redirect(url_for(".index"))


@blueprint.post("/<int:user_id>/reactivar")
@requires(Permission.PEOPLE_MANAGE)
def reactivate(user_id: int) -> Answer:
    user = people.get(db.session, user_id)
    people.reactivate(db.session, user, actor=current_user, now=now())
    flash(_("%(name)s puede volver a entrar con su correo.", name=user.name), "success")
    return redirect(url_for(".edit", user_id=user.id))


@blueprint.post("/<int:user_id>/invitar")
@requires(Permission.PEOPLE_MANAGE)
def invite_again(user_id: int) -> Answer:
    user = people.get(db.session, user_id)
    people.invite_again(db.session, user, actor=current_user, mails=mail_writer(), now=now())
    flash(_("Se envió otra invitación a %(email)s.", email=user.email), "success")
    return redirect(url_for(".edit", user_id=user.id))


@blueprint.route("/<int:user_id>/relevo", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def hand_over(user_id: int) -> Answer:
    """Somebody else takes the person's place: invited, told, and with the same groups and role, in one step."""
    user = people.get(db.session, user_id)
    groups = [(each.group_id, each.group.full_name) for each in hand_overs.to_hand_over(user)]
    form = SuccessorForm(groups=groups, role=user.role, ends_on=preferences.own_day(user, now()))
    can = user.is_active and (bool(groups) or user.role is not Role.MEMBER)
    if can and form.validate_on_submit():
        try:
            substitute = hand_overs.hand_over(
                db.session,
                actor=current_user,
                person=user,
                group_ids=(form.groups.data or []) if form.groups else [],
                with_role=bool(form.with_role and form.with_role.data),
                email=form.email.data or "",
                name=form.name.data or "",
                ends_on=form.ends_on.data,
                note=form.note.data or "",
                mails=mail_writer(),
                now=now(),
            )
        except (Incomplete, NotAllowed) as error:
            form.refuse(error)
        else:
            flash(_("Listo: %(name)s toma el lugar de %(who)s.", name=substitute.name, who=user.name), "success")
            return redirect(url_for(".index"))
    page = render_template("people/hand_over.html", user=user, form=form, can=can)
    return page, 422 if form.errors else 200


def group_choices() -> list[tuple[int, str]]:
    return [(group.id, group_label(group)) for group in people.groups_to_join(db.session)]


def group_label(group: Group) -> str:
    return f"{group.acronym} · {group.name}" if group.acronym else group.name


def form_of(user: User) -> PersonForm:
    return PersonForm(
        groups=group_choices(),
        memberships=user.actor.groups,
        name=user.name,
        role=user.role.value,
        country=user.country.value if user.country else "",
        coordinates_country=user.coordinates_country,
    )


def line(event: Event) -> dict[str, object]:
    """One line of a person's history."""
    membership = event.after if "group" in event.after else event.before
    note = None
    if "group" in membership:
        note = f"{membership['group']}: {_(words.GROUP_ROLE[GroupRole(membership['role'])])}"
    if "product_role" in event.after:
        note = _(words.ROLE[Role(event.after["product_role"])])
    if "to" in event.after:
        last_day = day(date.fromisoformat(event.after["ends_on"]))
        note = _("%(what)s, a %(email)s; entra hasta el %(day)s", what=note, email=event.after["to"], day=last_day)
    return {
        "when": event.happened_at,
        "who": event.actor.name if event.actor else _("Quien instaló el sistema"),
        "what": HAPPENED[event.kind],
        "note": note,
    }
