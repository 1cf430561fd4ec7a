"""A group with three updates to answer, and its spreadsheet: what the tests of the offline spreadsheet share."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from monitor.domain.update_sheet_label import read_label
from monitor.models import Group, Participation, Period, ProgressUpdate, User
from monitor.services import participation_entry as entry
from monitor.services import update_sheets
from monitor.services.participation_entry import ActivityDetails
from monitor.services.update_sheet_upload import Saved, SheetCheck, check, save
from monitor.services.update_sheets import make_book, offers
from monitor.spreadsheet_reading import read_book
from tests.factories import (
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.fixtures import NOW
from tests.services import update_helpers
from tests.sheet_samples import SECRET, place_of, quickly_typed_into

LATER = NOW + timedelta(minutes=20)


@dataclass
class World:
    session: Session
    group: Group
    period: Period
    updates: list[ProgressUpdate]
    lead: User
    contributor: User
    stranger: User

    def file(self, actor: User | None = None, now: datetime = NOW) -> bytes:
        (offer,) = offers(self.session, actor=actor or self.lead, now=now)
        return make_book(self.session, offer, actor=actor or self.lead, now=now, secret=SECRET)

    def typed(self, file: bytes, position: int, **answers: str | int) -> bytes:
        """The file after somebody answered these questions of one update (`__` stands for the hyphen)."""
        spec = read_label(read_book(file).label, secret=SECRET).sheets[position]
        places = {place_of(spec, key.replace("__", "-")): value for key, value in answers.items()}
        return quickly_typed_into(file, spec.name, places)

    def check(self, file: bytes, *, actor: User | None = None, now: datetime = LATER) -> SheetCheck:
        return check(self.session, file, actor=actor or self.lead, now=now, secret=SECRET)

    def save(
        self,
        file: bytes,
        *,
        actor: User | None = None,
        submit: bool = False,
        versions: str = "",
        choices: dict[int, str] | None = None,
    ) -> Saved:
        return save(
            self.session,
            file,
            actor=actor or self.lead,
            now=LATER,
            secret=SECRET,
            choices=choices or {},
            versions=versions or self.check(file, actor=actor).versions,
            submit=submit,
        )

    def added(self, update: ProgressUpdate, details: ActivityDetails) -> Participation:
        version = update.lock_version
        return entry.add_activity(self.session, update, details, actor=self.lead, now=NOW, lock_version=version)


def make_world(session: Session, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(update_sheets, "EMPTY_BLOCKS", 1)  # half the cells to read, and the same rules
    plan, group = make_plan(session), make_group(session)
    period = make_period(session, plan)
    projects = [make_project(session, plan, group, title=f"Proyecto: número {n}") for n in (1, 2, 3)]
    made = [make_update(session, project, period) for project in projects]
    make_milestone(session, projects[0])
    lead = make_user(session, lead_of=group, name="Ana Ríos")
    world = World(
        session,
        group,
        period,
        made,
        lead,
        make_user(session, contributor_to=group, name="Luis Paz"),
        make_user(session, lead_of=make_group(session)),
    )
    update_helpers.fill(session, made[1], lead)
    return world


COMPLETE: dict[str, str | int] = {
    "status": "En curso",
    "percent_done": 60,
    "punctuality": "En plazo",
    "achieved": "Tres talleres",
}
