"""The activities of an update and their people: add, change, remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from monitor.domain.errors import NotFound
from monitor.domain.merging import mark_of
from monitor.domain.participation import (
    Cell,
    Depth,
    Measure,
    Modality,
    NoSplitReason,
    ParticipationRecord,
    fit,
)
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import Page
from monitor.models import Participation, ParticipationCell, ProgressUpdate, User
from monitor.services.update_pages import begin_save


@dataclass(frozen=True)
class ActivityDetails:
    """What an activity is, and how deep its people can be split."""

    activity: str
    measure: Measure
    depth: Depth
    starts_on: date | None = None
    ends_on: date | None = None
    modality: Modality | None = None
    counting_rule: str = ""


@dataclass(frozen=True)
class Figures:
    """The people of one activity as they were typed. No total and no cells: nothing is known yet."""

    total: int | None
    cells: Mapping[Cell, int]
    no_split_reason: NoSplitReason | None = None
    comment: str = ""
    correction_reason: str = ""
    """Why people since the start are fewer than last time."""


def get_activity(update: ProgressUpdate, activity_id: int) -> Participation:
    found = next((each for each in update.participation if each.id == activity_id), None)
    if found is None:
        raise NotFound("Esa actividad ya no está en el avance. Puede que alguien de su grupo la haya quitado.")
    return found


def add_activity(
    session: Session,
    update: ProgressUpdate,
    details: ActivityDetails,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> Participation:
    """Add an activity without figures yet. Whoever adds one no longer says that there is nobody to count."""
    begin_save(session, update, Page.PARTICIPATION, actor=actor, now=now, lock_version=lock_version, seen=seen)
    position = max((each.position for each in update.participation), default=0) + 1
    added = Participation(position=position)
    _set_details(added, details)
    update.participation.append(added)
    update.no_participation, update.no_participation_reason = False, ""
    session.flush()  # the next page's address needs its id
    return added


def save_details(
    session: Session,
    update: ProgressUpdate,
    activity: Participation,
    details: ActivityDetails,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """Change what an activity is. Figures already typed are kept, added up where the new depth splits less."""
    begin_save(session, update, Page.PARTICIPATION, actor=actor, now=now, lock_version=lock_version, seen=seen)
    before = activity.as_record()
    _set_details(activity, details)
    if details.depth is not before.depth:
        if details.depth is Depth.NONE and before.total is None and before.cells:
            activity.total = before.split
        _set_cells(activity, fit(before.cells, details.depth))
    if details.depth is not Depth.NONE:
        activity.no_split_reason = None


def save_figures(
    session: Session,
    update: ProgressUpdate,
    activity: Participation,
    figures: Figures,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
    seen: str | None = None,
) -> None:
    """Replace the figures of one activity by what was typed. Half-filled ones are kept too.

    `seen` is the `figures_mark` of the activity when its page was drawn: a save of another activity is no conflict.
    """
    begin_save(
        session,
        update,
        Page.PARTICIPATION,
        actor=actor,
        now=now,
        lock_version=lock_version,
        seen=seen,
        now_is=figures_mark(activity),
    )
    activity.total = figures.total
    activity.no_split_reason = figures.no_split_reason if activity.depth is Depth.NONE else None
    activity.comment = figures.comment
    is_cumulative = activity.measure is Measure.UNIQUE_SINCE_START
    activity.correction_reason = figures.correction_reason if is_cumulative else ""
    _set_cells(activity, fit(figures.cells, activity.depth))


def figures_of(activity: Participation) -> Figures:
    """What is stored."""
    record = activity.as_record()
    return Figures(record.total, record.cells, record.no_split_reason, record.comment, record.correction_reason)


def figures_mark(activity: Participation) -> str:
    """The same while nobody changes this activity, neither what it is nor its figures."""
    record = UpdateContent(participation=(activity.as_record(),))
    return f"figures={mark_of(as_json(record)['participation'])}"


def remove_activity(
    session: Session,
    update: ProgressUpdate,
    activity: Participation,
    *,
    actor: User,
    now: datetime,
    lock_version: int,
) -> None:
    begin_save(session, update, Page.PARTICIPATION, actor=actor, now=now, lock_version=lock_version)
    update.participation.remove(activity)


def not_yet_repeated(
    update: ProgressUpdate, earlier: tuple[ParticipationRecord, ...]
) -> list[tuple[int, ParticipationRecord]]:
    """Last period's activities, with their position there, that this update does not have: one button adds each."""
    present = {(each.activity.casefold(), each.measure) for each in update.participation}
    return [
        (position, record)
        for position, record in enumerate(earlier)
        if (record.activity.casefold(), record.measure) not in present
    ]


def same_activity_before(
    activity: Participation, earlier: tuple[ParticipationRecord, ...]
) -> ParticipationRecord | None:
    """What the same activity counted last period."""
    wanted = (activity.activity.casefold(), activity.measure)
    return next((each for each in earlier if (each.activity.casefold(), each.measure) == wanted), None)


def _set_details(activity: Participation, details: ActivityDetails) -> None:
    activity.activity = details.activity
    activity.measure = details.measure
    activity.depth = details.depth
    activity.starts_on = details.starts_on
    activity.ends_on = details.ends_on
    activity.modality = details.modality
    activity.counting_rule = details.counting_rule


def _set_cells(activity: Participation, cells: Mapping[Cell, int]) -> None:
    """Rows that stay keep their identity: deleting and adding the same key in one flush would clash."""
    rows = {row.place: row for row in activity.cells}
    for place, row in rows.items():
        if place not in cells:
            activity.cells.remove(row)
    for place, value in cells.items():
        if place in rows:
            rows[place].value = value
        else:
            activity.cells.append(
                ParticipationCell(sex=place.sex, age_band=place.age_band, country=place.country, value=value)
            )
