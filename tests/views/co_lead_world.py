"""The world of the form's tests with a co-lead in it: who coordinates has submitted, who does not still owes."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from monitor.db import db
from monitor.models import ProgressUpdate
from tests.factories import make_user
from tests.services.review_helpers import hand_in, two_leads


@dataclass(frozen=True)
class CoLeadWorld:
    app: Flask
    first: int
    """The coordinating group's update: submitted."""
    second: int
    people: dict[str, int]

    def browser(self, kind: str) -> FlaskClient:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["session_number"] = self.people[kind], 0
        return client

    def update(self, update_id: int) -> ProgressUpdate:
        """To be read inside an application context."""
        found = db.session.get(ProgressUpdate, update_id)
        assert found is not None
        return found


def make_co_lead_world(app: Flask) -> CoLeadWorld:
    with app.app_context():
        leads = two_leads(db.session)
        hand_in(db.session, leads.first, leads.lead)
        people = {
            "lead": leads.lead.id,
            "co_lead": leads.co_lead.id,
            "co_contributor": make_user(db.session, contributor_to=leads.second.group).id,
            "gtg": leads.gtg.id,
        }
        world = CoLeadWorld(app, leads.first.id, leads.second.id, people)
        db.session.commit()
    return world
