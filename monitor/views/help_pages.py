"""The help: the guide of each role that the reader has, and its tasks step by step, with pictures."""

from flask import Blueprint, render_template, url_for

from monitor.access import load_person, public
from monitor.domain.errors import NotFound
from monitor.domain.help_pages import Picture, Reader, find_task, tasks_for
from monitor.domain.help_tasks import GUIDES, TASKS
from monitor.domain.permissions import GroupRole, Role
from monitor.models import User
from monitor.page_context import language

blueprint = Blueprint("help_pages", __name__, url_prefix="/ayuda")

OF_ROLE = {Role.COORDINATOR: Reader.COORDINATOR, Role.OBSERVER: Reader.OBSERVER}
OF_GROUP_ROLE = {GroupRole.LEAD: Reader.LEAD, GroupRole.CONTRIBUTOR: Reader.CONTRIBUTOR}


def readers_of(person: User | None) -> list[Reader]:
    """What the person is, what they do most first; a person without any group or role reads what guests do."""
    if person is None:
        return [Reader.GUEST]
    found = [OF_ROLE[person.role]] if person.role in OF_ROLE else []
    in_groups = {OF_GROUP_ROLE[membership.role] for membership in person.memberships}
    found += [reader for reader in (Reader.LEAD, Reader.CONTRIBUTOR) if reader in in_groups]
    return found or [Reader.GUEST]


@blueprint.get("")
@public
def index() -> str:
    readers = readers_of(load_person())
    guides = [
        (guide, tasks_for(TASKS, [guide.reader]))
        for guide in sorted(
            (each for each in GUIDES if each.reader in readers), key=lambda each: readers.index(each.reader)
        )
    ]
    return render_template("help_pages/index.html", guides=guides)


@blueprint.get("/<task_key>")
@public
def task(task_key: str) -> str:
    readers = readers_of(load_person())
    found = find_task(TASKS, task_key, readers)
    if found is None:
        raise NotFound("La ayuda no tiene esa página, o es de otra función.")
    shown = tasks_for(TASKS, readers)
    following = shown[shown.index(found) + 1 : shown.index(found) + 2]
    return render_template("help_pages/steps.html", task=found, following=following)


@blueprint.app_template_global("help_picture")
def help_picture(picture: Picture, width: str) -> str:
    """The address of a picture in the reader's language; `width`: `desk` or `phone`."""
    return url_for("static", filename=f"help/{language()}/{picture.key}-{width}.webp")
