"""What the answers of one sheet change in one update, and how they are saved: through the form's own services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from monitor.domain.participation import ParticipationRecord
from monitor.domain.update_sheet import SheetSpec
from monitor.domain.update_sheet_values import (
    Values,
    marks,
    merge,
    milestone_answers,
    of_page,
    page_values,
    plain,
    record_of,
    slots_answered,
    values_of,
)
from monitor.domain.updates import Page
from monitor.models import Participation, ProgressUpdate, User
from monitor.services import participation_entry as entry
from monitor.services.participation_entry import ActivityDetails, Figures
from monitor.services.update_moves import content_of
from monitor.services.update_pages import save_page


@dataclass
class SheetChange:
    """One update and what a sheet says about it. `clashes` were changed on the site and in the sheet."""

    update: ProgressUpdate
    spec: SheetSpec
    stored: Values
    merged: Values
    clashes: tuple[str, ...]
    activities: dict[int, Participation] = field(default_factory=dict)
    """Slot → the activity that stands in it."""

    @property
    def changed(self) -> frozenset[str]:
        before, after = marks(self.stored), marks(self.merged)
        return frozenset(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))

    def changes(self, page: Page) -> bool:
        return bool(of_page(dict.fromkeys(self.changed), page))


def change_of(update: ProgressUpdate, spec: SheetSpec, sheet: Values, *, keep_sheet: bool) -> SheetChange:
    """Put together what is stored and what the sheet changed; where both changed, `keep_sheet` decides."""
    activities = _activities(update, spec, sheet)
    records = {slot: activity.as_record() for slot, activity in activities.items()}
    stored = values_of(content_of(update), spec, records)
    merged = merge(spec, sheet=sheet, stored=stored, keep_sheet=keep_sheet)
    values, clashes = merged.values, merged.clashes
    for slot, activity in enumerate(spec.activities, start=1):
        if activity.id is not None and slot not in activities:
            touched = _touched(slot, spec, sheet)
            values = _of_removed(slot, values, sheet, keep_sheet=keep_sheet and bool(touched))
            clashes = tuple(sorted({*clashes, *touched}))
    return SheetChange(update, spec, stored, values, clashes, activities)


def _activities(update: ProgressUpdate, spec: SheetSpec, sheet: Values) -> dict[int, Participation]:
    """By its id; a new one by its name and measure, if it was added on the site (or by this same sheet) since."""
    by_id = {activity.id: activity for activity in update.participation}
    found = {slot: by_id[each.id] for slot, each in enumerate(spec.activities, start=1) if each.id in by_id}
    own = {each.id for each in spec.activities}
    added = {(_name(each.activity), each.measure): each for each in update.participation if each.id not in own}
    for slot, each in enumerate(spec.activities, start=1):
        name, measure = sheet.get(f"record-{slot}-activity"), sheet.get(f"record-{slot}-measure")
        if each.id is None and name and measure and (_name(name), measure) in added:
            found[slot] = added.pop((_name(name), measure))
    return found


def _name(text: str) -> str:
    return " ".join(plain(text).casefold().split())


def _touched(slot: int, spec: SheetSpec, sheet: Values) -> list[str]:
    """The answers of a slot that the sheet changed."""
    prefix, came = f"record-{slot}-", marks(sheet)
    keys = [key for key in came.keys() | spec.marks.keys() if key.startswith(prefix)]
    return [key for key in keys if came.get(key) != spec.marks.get(key)]


def _of_removed(slot: int, values: Values, sheet: Values, *, keep_sheet: bool) -> Values:
    """An activity that was removed on the site comes back whole, if the sheet's answers were chosen, or not at all."""
    prefix = f"record-{slot}-"
    others = {key: value for key, value in values.items() if not key.startswith(prefix)}
    back = {key: value for key, value in sheet.items() if key.startswith(prefix)}
    return others | back if keep_sheet else others


def apply(session: Session, change: SheetChange, *, actor: User, now: datetime) -> None:
    """Save what the sheet changed, page by page. Raises what saving a page raises."""
    update = change.update
    who: dict[str, Any] = {"actor": actor, "now": now}
    for page in (Page.STATUS, Page.PROGRESS):
        if change.changes(page):
            save_page(session, update, page, _answers(change, page), lock_version=update.lock_version, **who)
    if change.changes(Page.MILESTONES):
        answers = {"milestones": _milestones(change)}
        save_page(session, update, Page.MILESTONES, answers, lock_version=update.lock_version, **who)
    if change.changes(Page.PARTICIPATION):
        for slot in slots_answered(change.merged, change.spec):
            _apply_activity(session, change, slot, who)
        answers = _answers(change, Page.PARTICIPATION)
        if answers:
            save_page(session, update, Page.PARTICIPATION, answers, lock_version=update.lock_version, **who)


def _answers(change: SheetChange, page: Page) -> dict[str, Any]:
    return {key: value for key, value in page_values(change.merged, page).items() if key in change.changed}


def _milestones(change: SheetChange) -> list[Any]:
    """Only those of which an answer changed: what is not named stays."""
    names = ("done_on", "new_due", "reason")
    return [
        answer
        for answer in milestone_answers(change.merged, change.spec)
        if any(f"{name}-{answer.milestone_id}" in change.changed for name in names)
    ]


def _apply_activity(session: Session, change: SheetChange, slot: int, who: dict[str, Any]) -> None:
    update, activity = change.update, change.activities.get(slot)
    before = activity.as_record() if activity else None
    record = record_of(change.merged, change.spec, slot, before)
    details, figures = _part(ActivityDetails, record), _part(Figures, record)
    if activity is None:
        activity = entry.add_activity(session, update, details, lock_version=update.lock_version, **who)
        change.activities[slot] = activity
    elif before is not None and _differs(details, _part(ActivityDetails, before)):
        entry.save_details(session, update, activity, details, lock_version=update.lock_version, **who)
    if _differs(figures, _part(Figures, activity.as_record())):
        entry.save_figures(session, update, activity, figures, lock_version=update.lock_version, **who)


def _part(kind: Callable[..., Any], record: ParticipationRecord) -> Any:
    """What a service takes of an activity, whatever questions it has: those the sheet does not ask stay as they are."""
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]  # both kinds are dataclasses
    return kind(**{name: getattr(record, name) for name in names})


def _differs(one: Any, other: Any) -> bool:
    """Texts are compared as a sheet carries them: a blank at the end is no change."""
    return bool(_tidy(one) != _tidy(other))


def _tidy(part: Any) -> dict[str, Any]:
    values: Mapping[str, Any] = vars(part)
    return {key: plain(value) if type(value) is str else value for key, value in values.items()}
