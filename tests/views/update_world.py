"""A group with one update to fill in, its people, and what it answered last period: the world of the form's tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.age_bands import AgeBand
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.permissions import Role
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import Punctuality, State, Status
from monitor.models import Decision, ProgressUpdate, Review, UpdateVersion
from tests.factories import (
    make_coordinator,
    make_group,
    make_milestone,
    make_period,
    make_plan,
    make_project,
    make_update,
    make_user,
)
from tests.views.page_checks import Page

LAST_PERIOD = datetime(2021, 7, 10, 15, tzinfo=UTC)
BEFORE = UpdateContent(
    status=Status.IN_PROGRESS,
    percent_done=30,
    punctuality=Punctuality.ON_SCHEDULE,
    achieved="Se aprobó el plan de trabajo.",
    next_steps="Contratar a la consultora.",
    participation=(
        ParticipationRecord(
            "Taller de mayo",
            Measure.UNIQUE_IN_PERIOD,
            Depth.SEX_AGE,
            {Cell(Sex.WOMEN, AgeBand.FROM_18): 70, Cell(Sex.MEN, AgeBand.FROM_30): 35},
            total=120,
        ),
    ),
)


@dataclass(frozen=True)
class World:
    app: Flask
    update_id: int
    milestone_id: int
    people: dict[str, int]

    @property
    def url(self) -> str:
        return f"/avances/{self.update_id}"

    def browser(self, kind: str = "lead") -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["session_number"] = self.people[kind], 0
        return client

    @contextmanager
    def database(self) -> Iterator[Session]:
        """Look at the database, or change it, between two requests."""
        with self.app.app_context():
            yield db.session
            db.session.commit()

    @contextmanager
    def stored(self) -> Iterator[ProgressUpdate]:
        with self.database() as session:
            update = session.get(ProgressUpdate, self.update_id)
            assert update is not None
            yield update

    @property
    def lock_version(self) -> str:
        with self.stored() as update:
            return str(update.lock_version)

    def post(self, page: str, data: dict[str, Any], kind: str = "lead") -> TestResponse:
        """Send a page as a browser does that has just drawn it."""
        return self.browser(kind).post(f"{self.url}/{page}", data={"lock_version": self.lock_version} | data)


def make_world(app: Flask, *, with_previous: bool = True) -> World:
    with app.app_context():
        session = db.session
        plan, group, other = make_plan(session), make_group(session, "GTCU"), make_group(session)
        people = {
            "lead": make_user(session, lead_of=group, name="Ana Pérez"),
            "colleague": make_user(session, contributor_to=group, name="Beto Díaz"),
            "stranger": make_user(session, lead_of=other),
            "coordinator": make_coordinator(session, name="Rosa Gil"),
            "observer": make_user(session, role=Role.OBSERVER),
            "nobody": make_user(session),
        }
        project = make_project(
            session, plan, group, other, title="Estudio de brechas", participation_required=True, number=7
        )
        milestone = make_milestone(session, project, name="Informe final")
        before, now = make_period(session, plan, "2021-T2"), make_period(session, plan, "2021-T3")
        if with_previous:
            earlier = make_update(session, project, before, state=State.APPROVED)
            version = UpdateVersion(
                number=1, content=as_json(BEFORE), submitted_at=LAST_PERIOD, submitted_by=people["lead"]
            )
            version.reviews.append(
                Review(decision=Decision.APPROVED, reviewed_at=LAST_PERIOD, reviewed_by=people["coordinator"])
            )
            earlier.versions.append(version)
        update = make_update(session, project, now)
        world = World(app, update.id, milestone.id, {kind: person.id for kind, person in people.items()})
        session.commit()
    return world


STATUS = {"status": "in_progress", "percent_done": "45 %", "punctuality": "on_schedule"}
PROGRESS = {"achieved": "Dos reuniones\r\ny un acuerdo"}
NO_PEOPLE = {"no_participation": "y", "no_participation_reason": "Fue un estudio"}


def chosen(page: Page, name: str) -> list[str | None]:
    """The values of the radio buttons or boxes that are chosen."""
    return [field.get("value") for field in page.fields(name) if "checked" in field.attrib]


def fill(world: World) -> None:
    for page, data in (("estado", STATUS), ("avances", PROGRESS), ("participacion", NO_PEOPLE)):
        assert world.post(page, data).status_code == 302
