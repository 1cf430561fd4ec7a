"""The GTG's page of keys: made, shown once, seen in use, revoked."""

import re

from flask import Flask
from sqlalchemy import select

from monitor.db import db
from monitor.models import ApiToken, Event
from tests.factories import make_coordinator, make_period, make_plan
from tests.views.page_checks import check_page


def test_a_key_is_made_shown_once_used_and_revoked(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session)
        plan = make_plan(db.session)
        make_period(db.session, plan)
        user_id, address = coordinator.id, f"/api/v1/plans/{plan.key}/updates"
        db.session.commit()
    gtg, program = app.test_client(), app.test_client()
    with gtg.session_transaction() as browser:
        browser["user_id"], browser["session_number"] = user_id, 0

    assert "Escriba para qué es la clave." in gtg.post("/claves", data={"days": "365"}).text
    made = check_page(gtg.post("/claves", data={"name": "Tablero", "days": "90", "scopes": ["updates"]}))
    (field,) = made.find("input", id="new-key")
    key = {"Authorization": f"Bearer {field.get('value')}"}
    later = check_page(gtg.get("/claves"))
    assert not later.find("input", id="new-key")
    assert "Tablero" in later.text
    assert "nunca" in later.text
    with app.app_context():
        (kept,) = db.session.scalars(select(ApiToken))
        assert str(field.get("value")) not in str(vars(kept))

    assert program.get(address, headers=key).status_code == 200
    assert "nunca" not in check_page(gtg.get("/claves")).text
    (revoke,) = [form for form in later.find("form") if "anular" in form.get("action", "")]
    gtg.post(revoke.get("action", ""))
    assert program.get(address, headers=key).status_code == 401
    assert "la anuló" in check_page(gtg.get("/claves")).text
    with app.app_context():
        told = db.session.scalars(select(Event).where(Event.subject == "api_tokens").order_by(Event.id)).all()
        assert [event.kind for event in told] == ["ApiTokenMade", "ApiTokenRevoked"]
        assert not re.search("hraem_", str([event.after for event in told]))
    assert "hizo una clave para programas" in check_page(gtg.get("/historia")).text
