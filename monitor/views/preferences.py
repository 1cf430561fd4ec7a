"""A person's own reminders: how often, when not at all, who takes over; and the one press that stops them."""

from datetime import date, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.preferences import HandOverForm, PauseForm, SummaryForm, WishesForm
from monitor.access import current_user, public, requires, signed_in
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import Incomplete, NotAllowed
from monitor.domain.permissions import Permission
from monitor.domain.reminder_pace import NO_END, Frequency
from monitor.domain.summaries import SummaryPace, next_day
from monitor.mail import mail_writer
from monitor.page_context import day, speak
from monitor.services import access_tokens, hand_overs, preferences
from monitor.translations import known

blueprint = Blueprint("preferences", __name__)

Answer = str | Response | tuple[str, int]
A_WEEK = timedelta(days=7)


@blueprint.route("/mis-recordatorios", methods=["GET", "POST"])
@signed_in
def show() -> Answer:
    user = current_user
    form = wishes_form()
    if form.validate_on_submit():
        preferences.choose(
            db.session,
            user,
            frequency=Frequency(form.frequency.data or ""),
            time_zone=form.time_zone.data or "",
            language=form.language.data or "",
            now=now(),
        )
        browser["language"] = user.locale
        speak(user.locale)
        flash(_("Se guardó cómo quiere sus recordatorios y en qué idioma."), "success")
        return redirect(url_for(".show"))
    return page(form, PauseForm(formdata=None))


@blueprint.post("/mis-recordatorios/pausa")
@signed_in
def pause() -> Answer:
    form = PauseForm()
    if form.validate_on_submit():
        try:
            preferences.pause(db.session, current_user, until=form.until.data, now=now())
        except Incomplete as error:
            form.refuse(error)
        else:
            flash(_("Sus recordatorios quedan en pausa."), "success")
            return redirect(url_for(".show"))
    return page(wishes_form(sent=False), form)


@blueprint.post("/mis-recordatorios/resumen")
@requires(Permission.BOARD_VIEW)
def summary() -> Answer:
    """How often whoever reads everything is told what changed."""
    user = current_user
    form = SummaryForm(summary=user.summary.value)
    if form.validate_on_submit():
        preferences.choose_summary(db.session, user, pace=SummaryPace(form.summary.data or ""), now=now())
        first = next_day(user.summary, preferences.own_day(user, now()))
        if first is None:
            flash(_("No le enviaremos el resumen."), "success")
        else:
            flash(_("Le enviaremos el resumen. El primero, desde el %(day)s.", day=day(first)), "success")
        return redirect(url_for(".show"))
    return page(wishes_form(sent=False), PauseForm(formdata=None), form)


def wishes_form(*, sent: bool = True) -> WishesForm:
    user = current_user
    return WishesForm(time_zone=user.time_zone, frequency=user.frequency.value, language=known(user.locale), sent=sent)


def page(wishes: WishesForm, pausing: PauseForm, summary_form: SummaryForm | None = None) -> Answer:
    user = current_user
    today = preferences.own_day(user, now())
    paused = user.paused_until if user.paused_until and user.paused_until >= today else None
    answer = render_template(
        "preferences/show.html",
        form=wishes,
        pausing=pausing,
        summary=summary_form or SummaryForm(summary=user.summary.value, sent=False),
        reads_all=user.may(Permission.BOARD_VIEW),
        paused_until=paused,
        has_no_end=paused == NO_END,
        hands_over=bool(hand_overs.to_hand_over(user)),
        own_today=today,
    )
    wrong = wishes.errors or pausing.errors or (summary_form and summary_form.errors)
    return answer, 422 if wrong else 200


@blueprint.post("/mis-recordatorios/reanudar")
@signed_in
def resume() -> Answer:
    preferences.resume(db.session, current_user, now=now())
    flash(_("Sus recordatorios vuelven. Lo que siga pendiente le llega una vez, en el próximo correo."), "success")
    return redirect(url_for(".show"))


@blueprint.post("/mis-recordatorios/enlaces")
@signed_in
def revoke_links() -> Answer:
    preferences.revoke_links(db.session, current_user, now=now())
    flash(_("Los enlaces de los correos anteriores ya no abren nada. El próximo correo trae uno nuevo."), "success")
    return redirect(url_for(".show"))


@blueprint.route("/mis-recordatorios/relevo", methods=["GET", "POST"])
@signed_in
def hand_over() -> Answer:
    user = current_user
    groups = [(each.group_id, each.group.full_name) for each in hand_overs.to_hand_over(user)]
    today: date = preferences.own_day(user, now())
    form = HandOverForm(groups=groups, ends_on=today + A_WEEK)
    if groups and form.validate_on_submit():
        try:
            substitute = hand_overs.hand_over(
                db.session,
                actor=user,
                group_ids=form.groups.data or [],
                email=form.email.data or "",
                name=form.name.data or "",
                ends_on=form.ends_on.data,
                note=form.note.data or "",
                mails=mail_writer(),
                now=now(),
            )
        except (Incomplete, NotAllowed) as error:
            # What was done before the refusal is not kept: a refused form commits nothing.
            form.refuse(error)
        else:
            text = _(
                "Gracias. %(name)s recibe desde ahora los recordatorios, y el GTG ya lo sabe.", name=substitute.name
            )
            flash(text, "success")
            return redirect(url_for(".show"))
    return render_template("preferences/hand_over.html", form=form, groups=groups), 422 if form.errors else 200


@blueprint.route("/recordatorios/baja/<stop_secret>", methods=["GET", "POST"])
@public
def unsubscribe(stop_secret: str) -> Answer:
    """The press that mail programs offer (RFC 8058). Opening the address does nothing: mail scanners open it too.

    A POST comes from the mail program itself, without a session, so it carries no token against forgery: the secret in
    the address is what shows that it is wanted.
    """
    try:
        if request.method == "POST":
            user = preferences.unsubscribe(db.session, stop_secret, now=now())
        else:
            user = preferences.find_unsubscriber(db.session, stop_secret, now=now()).user
        speak(user.locale)
    except access_tokens.LinkNotValid as error:
        return make_response(render_template("sign_in/link_not_valid.html", message=error.sentence), 404)
    return render_template("preferences/unsubscribe.html", name=user.name, done=request.method == "POST")
