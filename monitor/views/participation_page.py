"""What the participation page of an update lists: its activities with their figures, and last period's."""

from dataclasses import dataclass

from monitor.db import db
from monitor.domain.participation_checks import context_of
from monitor.models import Participation, ProgressUpdate
from monitor.services import updates
from monitor.services.earlier_participation import approved_people
from monitor.services.participation_entry import not_yet_repeated
from monitor.views.live_checks import Finding, findings
from monitor.views.update_answers import record_words


@dataclass(frozen=True)
class ActivityLine:
    activity: Participation
    figures: str | None
    """In words; None while there are none."""
    findings: list[Finding]
    """What has to be mended or explained before the update can be sent."""


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
        "activities": _lines(update),
        "repeatable": [
            EarlierLine(position, record.activity, record_words(record))
            for position, record in not_yet_repeated(update, records)
        ],
    }


def _lines(update: ProgressUpdate) -> list[ActivityLine]:
    records = [each.as_record() for each in update.participation]
    earlier = approved_people(update) if records else ()
    return [
        ActivityLine(activity, record_words(record), findings(record, context_of(record, records, earlier)))
        for activity, record in zip(update.participation, records, strict=True)
    ]
