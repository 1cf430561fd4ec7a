"""What the participation page of an update lists: its activities with their figures, and last period's."""

from dataclasses import dataclass

from monitor.db import db
from monitor.models import Participation, ProgressUpdate
from monitor.services import updates
from monitor.services.participation_entry import not_yet_repeated
from monitor.views.update_answers import record_words


@dataclass(frozen=True)
class ActivityLine:
    activity: Participation
    figures: str | None
    """In words; None while there are none."""


@dataclass(frozen=True)
class EarlierLine:
    position: int
    """Its place among last period's activities: how it is asked for."""
    name: str
    figures: str | None


def extras(update: ProgressUpdate) -> dict[str, object]:
    earlier = updates.previous(db.session, update)
    records = earlier.content.participation if earlier else ()
    return {
        "activities": [ActivityLine(each, record_words(each.as_record())) for each in update.participation],
        "repeatable": [
            EarlierLine(position, record.activity, record_words(record))
            for position, record in not_yet_repeated(update, records)
        ],
    }
