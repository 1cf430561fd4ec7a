"""Come in by a link sent by e-mail, and go out."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as browser
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forms.sign_in import LinkForm
from monitor import access
from monitor.access import current_user, public
from monitor.clock import now
from monitor.db import db
from monitor.mail import mail_writer
from monitor.models import AccessToken
from monitor.page_context import speak
from monitor.services import access_tokens, second_factors, sign_in
from monitor.settings import settings
from monitor.views.second_factor import ask_for_code

blueprint = Blueprint("sign_in", __name__)

OWN_PAGES = {"relevo": "preferences.hand_over", "recordatorios": "preferences.show"}

Answer = str | BaseResponse | tuple[str, int]


@blueprint.after_request
def keep_the_secret(response: Response) -> Response:
    """No page hears the address of a link from the browser.

    Not `no-referrer`: over https the protection against forged requests wants to see the host, and gets no more.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@blueprint.route("/entrar", methods=["GET", "POST"])
@public
def request_link() -> Answer:
    wanted = request.values.get("next", "")
    opens = wanted if access_tokens.is_inside(wanted) else "/"
    if request.method == "GET" and current_user:
        return redirect(opens)
    form = LinkForm(data={"next": opens})
    if not form.validate_on_submit():
        return render_template("sign_in/request_link.html", form=form), 422 if form.errors else 200
    try:
        sign_in.request_link(
            db.session,
            email=form.email.data or "",
            network=request.remote_addr or "",
            opens=opens,
            mails=mail_writer(),
            lifetime=timedelta(minutes=settings().sign_in_link_minutes),
            now=now(),
        )
    except sign_in.TooManyLinks as error:
        form.refuse(error)
        return render_template("sign_in/request_link.html", form=form), 429
    browser["link_sent_to"] = form.email.data
    return redirect(url_for(".link_sent"))


@blueprint.get("/entrar/enviado")
@public
def link_sent() -> Answer:
    mailbox = (
        url_for("mailbox.index", para=browser.get("link_sent_to"))
        if "mailbox.index" in current_app.view_functions
        else None
    )
    return render_template(
        "sign_in/link_sent.html",
        email=browser.get("link_sent_to"),
        minutes=settings().sign_in_link_minutes,
        mailbox=mailbox,
        same_address=request.args.get("a") == "mismo",
    )


@blueprint.get("/entrar/<token>")
@public
def open_link(token: str) -> Answer:
    """Show the button that signs in. Opening the link does nothing more: mail scanners open links too."""
    try:
        found = access_tokens.find(db.session, token, now=now())
    except access_tokens.LinkOver as over:
        return link_over(over, token)
    except access_tokens.LinkNotValid as error:
        return link_not_valid(error)
    if is_of_this_browser(found):
        return redirect(page_asked_for() or found.opens)
    speak(found.user.locale)
    return render_template("sign_in/open_link.html", name=found.user.name)


@blueprint.post("/entrar/<token>")
@public
def use_link(token: str) -> Answer:
    try:
        used = sign_in.spend_link(db.session, token, now=now())
    except access_tokens.LinkOver as over:
        return link_over(over, token)
    except access_tokens.LinkNotValid as error:
        return link_not_valid(error)
    opens = page_asked_for() or used.opens
    if second_factors.of(db.session, used.user):
        return ask_for_code(used.user, opens)
    access.sign_in(used.user)
    return redirect(opens)


@blueprint.post("/entrar/<token>/otro")
@public
def request_another(token: str) -> Answer:
    """Send a new link to whoever the link of a reminder was for, when that one is over."""
    try:
        found = access_tokens.find(db.session, token, now=now())
    except access_tokens.LinkOver as over:
        return send_another(over, token)
    except access_tokens.LinkNotValid as error:
        return link_not_valid(error)
    # It opens again, for example because the update was returned meanwhile.
    return render_template("sign_in/open_link.html", name=found.user.name)


def send_another(over: access_tokens.LinkOver, token: str) -> Answer:
    try:
        sign_in.request_another(
            db.session,
            over,
            opens=page_asked_for(),
            network=request.remote_addr or "",
            mails=mail_writer(),
            lifetime=timedelta(minutes=settings().sign_in_link_minutes),
            now=now(),
        )
    except sign_in.TooManyLinks as error:
        return link_over(over, token, refused=error.sentence, status=429)
    # The address stands nowhere: whoever was forwarded the mail learns nothing.
    browser.pop("link_sent_to", None)
    return redirect(url_for(".link_sent", a="mismo"))


def is_of_this_browser(token: AccessToken) -> bool:
    return bool(current_user) and current_user.id == token.user_id


def page_asked_for() -> str:
    """The page of one's own that a reminder's smaller links lead to, instead of the one of its button."""
    endpoint = OWN_PAGES.get(request.args.get("a", ""))
    return url_for(endpoint) if endpoint else ""


def link_over(over: access_tokens.LinkOver, token: str, *, refused: str = "", status: int = 410) -> Answer:
    """What the link was for is done, or its time has passed: say so, and offer another to the same address.

    Whoever is in already needs none.
    """
    if is_of_this_browser(over.token):
        return redirect(page_asked_for() or over.token.opens)
    page = render_template(
        "sign_in/link_over.html",
        message=over.sentence,
        refused=refused,
        ask_again=url_for(".request_another", token=token, a=request.args.get("a")),
        is_done=over.is_done,
    )
    return make_response(page, status)


def link_not_valid(error: access_tokens.LinkNotValid) -> Answer:
    return make_response(render_template("sign_in/link_not_valid.html", message=error.sentence), 404)


@blueprint.post("/salir")
@public
def sign_out() -> Answer:
    access.sign_out()
    flash(_("Salió de HRAEM Monitor. Hasta pronto."), "success")
    return redirect(url_for(".request_link"))
