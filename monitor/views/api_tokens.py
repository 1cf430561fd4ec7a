"""The GTG's page of the keys by which programs read: make one, see when each was used, revoke it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forms.api_tokens import ApiTokenForm
from monitor.access import current_user, requires
from monitor.clock import now
from monitor.db import db
from monitor.domain.api_scopes import ApiScope
from monitor.domain.permissions import Permission
from monitor.services import api_tokens

blueprint = Blueprint("api_tokens", __name__, url_prefix="/claves")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.API_MANAGE)
def index() -> Answer:
    return page(ApiTokenForm())


@blueprint.post("")
@requires(Permission.API_MANAGE)
def make() -> Answer:
    """The page with the new key: shown this once, so that no page and no copy of the database gives it away."""
    form = ApiTokenForm()
    if not form.validate_on_submit():
        return page(form), 422
    token, secret = api_tokens.make(
        db.session,
        actor=current_user,
        name=form.name.data or "",
        scopes=[ApiScope(scope) for scope in form.scopes.data or ()],
        lifetime=timedelta(days=int(form.days.data)),
        now=now(),
    )
    return page(ApiTokenForm(formdata=None), made=token.name, secret=secret)


@blueprint.post("/<int:token_id>/anular")
@requires(Permission.API_MANAGE)
def revoke(token_id: int) -> Answer:
    token = api_tokens.revoke(db.session, token_id, actor=current_user, now=now())
    flash(_("La clave «%(name)s» ya no funciona.", name=token.name), "success")
    return redirect(url_for(".index"))


def page(form: ApiTokenForm, *, made: str = "", secret: str = "") -> str:
    tokens = api_tokens.all_tokens(db.session, actor=current_user)
    moment = now()
    return render_template(
        "api_tokens/index.html",
        form=form,
        made=made,
        secret=secret,
        working=[token for token in tokens if token.works(moment)],
        ended=[token for token in tokens if not token.works(moment)],
        scopes={scope.value: scope for scope in ApiScope},
    )
