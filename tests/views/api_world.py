"""A plan with one published edition, and much that is not public: for the tests of the API and the public pages."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from monitor.app import create_app
from monitor.db import db
from monitor.domain.age_bands import AgeBand
from monitor.domain.api_scopes import ApiScope
from monitor.domain.participation import Cell, Country, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import UpdateContent, as_json
from monitor.domain.updates import State, Status
from monitor.models import UpdateVersion
from monitor.services import api_tokens
from tests.factories import make_group, make_milestone, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, test_settings
from tests.services.report_world import World, with_one_small_form
from tests.survey_factories import make_wave, submitted_by, units_of
from tests.views.survey_access import make_print

PUBLISHED, APPROVED_LATER, DRAFT = "Hubo dos talleres en Lima.", "Todavía sin publicar.", "Borrador que nadie más lee."
CONTACT = "Contacta Reservada"
FEW = 3
"""Women in the published record: so few that nobody may learn it."""


def people(women: int, men: int) -> ParticipationRecord:
    cells = {
        Cell(sex, AgeBand.NOT_RECORDED, Country.NOT_RECORDED): value
        for sex, value in ((Sex.WOMEN, women), (Sex.MEN, men))
    }
    return ParticipationRecord("Taller de redes", Measure.UNIQUE_IN_PERIOD, Depth.SEX, cells, total=women + men)


class ApiWorld:
    def __init__(self, session: Session) -> None:
        world = self.world = World(session, achieved=PUBLISHED, participation=(people(FEW, 40),))
        self.plan = world.period.plan
        self.coordinator = world.coordinator
        world.lead.name = CONTACT
        project = self.project = world.update.project
        project.title = "Mujeres en la pesca"
        make_milestone(session, project)
        self.group = project.coordinating_group
        self.edition = world.publish()
        second = make_project(session, self.plan, self.group, title="Redes de empresarias")
        later = make_period(session, self.plan, "2021-T4")
        update = make_update(session, project, later, state=State.APPROVED)
        words = UpdateContent(status=Status.COMPLETED, achieved=APPROVED_LATER, participation=(people(2, 9),))
        update.versions.append(
            UpdateVersion(number=1, content=as_json(words), submitted_at=NOW, submitted_by=world.lead)
        )
        make_update(session, second, later, state=State.DRAFT, achieved=DRAFT)
        self.hidden_plan = make_plan(session, name="Plan que nadie conoce todavía")
        make_project(session, self.hidden_plan, self.group)
        wave = make_wave(session, make_group(session), plan=self.plan)
        unit = units_of(session, wave)[0]
        version = submitted_by(session, unit, make_user(session, lead_of=unit.group))
        assert version is not None
        self.results = make_print(session, version).id
        self.keys = {
            name: api_tokens.make(
                session, actor=self.coordinator, name=name, scopes=scopes, lifetime=timedelta(days=30), now=NOW
            )[1]
            for name, scopes in (
                ("all", list(ApiScope)),
                ("updates", [ApiScope.UPDATES]),
                ("nothing", []),
            )
        }
        session.flush()


def make_app(folder: Path, database: Path) -> Flask:
    app = create_app(test_settings(folder, f"sqlite:///{database}"))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def make_world(app: Flask) -> ApiWorld:
    """In the application's database; the things of the world are read, not changed, afterwards."""
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        with_one_small_form(patch)
        db.session.expire_on_commit = False
        world = ApiWorld(db.session)
        _ = (world.plan.key, world.plan.areas, world.project.number, world.group.key, world.hidden_plan.key)
        db.session.commit()
        db.session.expunge_all()
    return world
