"""Where people arrive: what is due of them, nearest first."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from monitor.access import current_user, public
from monitor.clock import now
from monitor.db import db
from monitor.domain.coming import Happening
from monitor.domain.permissions import Permission
from monitor.services import answering, plans, public_plans, publications
from monitor.services.agenda import coming, owed_updates
from monitor.services.dashboards import debts
from monitor.services.inbox import Inbox, inbox
from monitor.services.observers import own_part
from monitor.services.unreached_groups import unreached_groups
from monitor.views.caching import cached
from monitor.views.publications import absolute
from monitor.views.time_words import near_day
from reports.portions import Portion

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str | Response:
    """What is due, for people with a role; for everybody else, the way to what is public."""
    if not current_user:
        return cached(
            render_template(
                "home/public.html",
                plans=public_plans.public_plans(db.session),
                editions=publications.published_editions(db.session)[:3],
                address=absolute("home.index"),
            )
        )
    if current_user.memberships:
        mine = inbox(db.session, actor=current_user, now=now())
        surveys = [each for each in answering.mine(db.session, actor=current_user, now=now()) if not each.why_closed()]
        unreached = unreached_groups(db.session, now=now()) if current_user.may(Permission.PEOPLE_MANAGE) else []
        return render_template(
            "home/index.html",
            inbox=mine,
            sentences=summary(mine),
            surveys=surveys,
            unreached=unreached,
            **first_things(),
        )
    if current_user.may(Permission.UPDATE_REVIEW):
        return redirect(url_for("reviews.board"))
    return render_template("home/guest.html", reads_all=current_user.may(Permission.BOARD_VIEW), **first_things())


def first_things() -> dict[str, Any]:
    """What an observer looks at first: what the groups of their country, or their own, owe and what comes."""
    own = own_part(db.session, current_user)
    if own is None:
        return {"own": None}
    plan = plans.current_plan(db.session)
    day = now().astimezone(ZoneInfo(plan.time_zone)).date()
    portion = Portion(groups=own.keys)
    owed = owed_updates(db.session, plan, portion, today=day)
    ahead = coming(db.session, plan, owed, portion, today=day)
    milestones = [each for each in ahead if each.what is Happening.MILESTONE]
    return {"own": own, "owed": debts(owed), "milestones": milestones}


def summary(mine: Inbox) -> list[str]:
    """What is due, in sentences, the most urgent first."""
    sentences = []
    if mine.returned:
        text = ngettext("El GTG le devolvió %(num)s avance.", "El GTG le devolvió %(num)s avances.", len(mine.returned))
        sentences.append(text)
    if mine.overdue:
        late = [item for item in mine.overdue if item not in mine.returned]
        if late:
            sentences.append(
                ngettext(
                    "Tiene %(num)s avance con el plazo vencido.",
                    "Tiene %(num)s avances con el plazo vencido.",
                    len(late),
                )
            )
    if mine.to_send:
        nearest = near_day(mine.to_send[0].last_day)
        sentences.append(
            ngettext(
                "Le falta %(num)s avance por enviar, a más tardar el %(day)s.",
                "Le faltan %(num)s avances por enviar, a más tardar el %(day)s.",
                len(mine.to_send),
                day=nearest,
            )
        )
    if not sentences:
        sentences.append(_("Está al día: no le falta ningún avance por enviar."))
    return sentences
