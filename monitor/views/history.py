"""What happened: the versions of an update side by side, its audit trail, and the whole trail for the GTG."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from monitor.access import current_user, requires
from monitor.db import db
from monitor.domain import words
from monitor.domain.differences import difference
from monitor.domain.errors import NotFound
from monitor.domain.permissions import Permission
from monitor.domain.update_content import from_json
from monitor.models import Event, ProgressUpdate, UpdateVersion
from monitor.services import events, updates
from monitor.services.events import TrailFilter
from monitor.views.difference_words import in_words
from monitor.views.update_answers import sections

blueprint = Blueprint("history", __name__)


@blueprint.get("/avances/<int:update_id>/versiones")
@requires(Permission.UPDATE_VIEW)
def versions(update_id: int) -> str:
    """Two versions side by side; the last two unless others are asked for."""
    update = updates.get_for_view(db.session, update_id, actor=current_user)
    last = len(update.versions)
    newer = chosen(update, request.args.get("a", last, type=int))
    older = chosen(update, request.args.get("de", max(last - 1, 1), type=int))
    columns, blocks = [], []
    if newer and older:
        before, after = from_json(older.content), from_json(newer.content)
        blocks = in_words(difference(before, after), before, after)
        columns = [
            {"version": version, "sections": sections(content, update)}
            for version, content in ((older, before), (newer, after))
        ]
    return render_template(
        "history/versions.html", update=update, older=older, newer=newer, blocks=blocks, columns=columns
    )


def chosen(update: ProgressUpdate, number: int) -> UpdateVersion | None:
    if not update.versions:
        return None
    found = next((version for version in update.versions if version.number == number), None)
    if found is None:
        raise NotFound("Esa versión no existe.")
    return found


@blueprint.get("/avances/<int:update_id>/historia")
@requires(Permission.UPDATE_VIEW)
def update(update_id: int) -> str:
    """Everything that happened to one update, by whom and of which kind; drafts are the group's own business."""
    found = updates.get_for_view(db.session, update_id, actor=current_user)
    happened = events.history(db.session, subject="updates", subject_id=found.id)
    if not updates.sees_draft(found, current_user):
        happened = [event for event in happened if event.kind not in DRAFT_KINDS]
    kind, person = request.args.get("kind", ""), request.args.get("who", "")
    shown = [event for event in happened if (not kind or event.kind == kind) and (not person or who(event) == person)]
    return render_template(
        "history/update.html",
        update=found,
        events=list(reversed(shown)),
        total=len(happened),
        kinds=kind_choices(event.kind for event in happened),
        people=[(name, name) for name in sorted({who(event) for event in happened})],
        kind=kind,
        person=person,
    )


DRAFT_KINDS = frozenset({"UpdateSaved", "EvidenceRemoved", "EvidenceRestored", "AnswerKindChosen"})
"""What a group does in its own draft, which is nobody else's business until it submits."""


def who(event: Event) -> str:
    return event.actor.name if event.actor else _("HRAEM Monitor")


def kind_choices(kinds: object) -> list[tuple[str, str]]:
    return sorted({(kind, kind_words(kind)) for kind in kinds}, key=lambda choice: choice[1])  # type: ignore[attr-defined]


def kind_words(kind: str) -> str:
    return _(words.EVENT[kind]) if kind in words.EVENT else kind


@blueprint.get("/historia")
@requires(Permission.HISTORY_VIEW)
def everything() -> str:
    shown = TrailFilter(
        kind=request.args.get("kind") or None,
        actor_id=request.args.get("who", type=int),
        subject=request.args.get("about") or None,
    )
    found = events.trail(db.session, actor=current_user, shown=shown, page=request.args.get("page", 1, type=int))
    return render_template(
        "history/everything.html",
        trail=found,
        shown=shown,
        subjects=events.subjects_of(db.session, found.events),
        kinds=kind_choices(found.kinds),
        people=[("0", _("HRAEM Monitor")), *((str(number), name) for number, name in found.actors)],
        abouts=[(subject, _(label)) for subject, label in ABOUTS.items()],
    )


ABOUTS = {
    "updates": words.N_("Avances de los grupos"),
    "projects": words.N_("Proyectos"),
    "periods": words.N_("Períodos"),
    "users": words.N_("Personas"),
    "groups": words.N_("Grupos"),
    "plans": words.N_("Planes"),
    "report_builds": words.N_("Informes"),
}
