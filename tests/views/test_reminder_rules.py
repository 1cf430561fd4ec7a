"""The page of the rules: nothing holds before it was seen, and what is applied is what was seen."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from monitor.db import db
from monitor.domain.reminder_rules import DEFAULTS
from monitor.domain.reminders import About
from monitor.models import ReminderRule, ReminderSettings
from monitor.services import reminder_rules
from tests.fixtures import signed_in
from tests.views.page_checks import check_page

PAGE = "/recordatorios/reglas"
GTG = "coordinacion@gtg.example"
Fields = list[tuple[str, str]]


def fields_of(html: str) -> Fields:
    """What the browser would send of the page's form."""
    form = html[html.index('name="version"') - 500 :]
    found: Fields = []
    for tag in re.findall(r"<input[^>]*>|<select.*?</select>", form, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name is None or name.group(1) == "csrf_token":
            continue
        if tag.startswith("<select"):
            chosen = re.search(r'<option selected value="([^"]*)"', tag)
            first = re.search(r'<option[^>]*value="([^"]*)"', tag)
            value = chosen or first
        elif 'type="checkbox"' in tag and " checked" not in tag:
            continue
        found.append((name.group(1), value.group(1) if value else ""))
    return found


def send(client: FlaskClient, fields: Fields, step: str, **changed: str) -> tuple[int, str]:
    data: dict[str, list[str]] = {}
    for name, value in [*fields, ("step", step)]:
        data.setdefault(name, []).append(changed.get(name.replace("-", "_"), value))
    answer = client.post(PAGE, data=data)
    return answer.status_code, answer.text


def holding(app: Flask) -> tuple[str, int]:
    with app.app_context():
        rule_set, version = reminder_rules.current(db.session)
        return rule_set.fingerprint, version


def test_looking_at_a_quarter_changes_nothing_and_applying_does(demo_app: Flask) -> None:
    client = signed_in(demo_app, GTG)
    page = client.get(PAGE)
    check_page(page)
    assert "Aplicar estas reglas" not in page.text
    fields = fields_of(page.text)
    assert len([name for name, _ in fields if name.endswith("-days")]) == len(DEFAULTS.moments) + 1

    status, seen = send(client, fields, "preview", moments_1_days="10")

    assert status == 200
    assert "si nadie respondiera nada" in seen
    assert "Fecha límite del avance: 10 días antes" in seen
    assert holding(demo_app) == (DEFAULTS.fingerprint, 0)
    status, _page = send(client, fields_of(seen), "apply")
    assert status == 302
    fingerprint, version = holding(demo_app)
    assert version == 1
    assert fingerprint != DEFAULTS.fingerprint
    with demo_app.app_context():
        on = {rule.offset_days for rule in db.session.scalars(select(ReminderRule).where(ReminderRule.is_active))}
    assert -10 in on
    page = client.get(PAGE)
    check_page(page)
    assert "Versión 1" in page.text


def test_what_was_not_seen_is_shown_before_it_can_be_applied(demo_app: Flask) -> None:
    client = signed_in(demo_app, GTG)
    _status, seen = send(client, fields_of(client.get(PAGE).text), "preview")

    status, shown = send(client, fields_of(seen), "apply", gap_days="3")

    assert status == 200
    assert "mírela de nuevo" in shown
    assert holding(demo_app)[1] == 0
    assert send(client, fields_of(shown), "apply")[0] == 302
    with demo_app.app_context():
        assert db.session.scalars(select(ReminderSettings.gap_days)).one() == 3


def test_two_who_change_rules_at_once_do_not_write_over_each_other(demo_app: Flask) -> None:
    one, other = signed_in(demo_app, GTG), signed_in(demo_app, "apoyo@gtg.example")
    _status, of_one = send(one, fields_of(one.get(PAGE).text), "preview", gap_days="2")
    _status, of_other = send(other, fields_of(other.get(PAGE).text), "preview", gap_days="3")

    assert send(one, fields_of(of_one), "apply")[0] == 302
    status, refused = send(other, fields_of(of_other), "apply")

    assert status == 422
    assert "Otra persona del GTG cambió las reglas" in refused
    with demo_app.app_context():
        assert db.session.scalars(select(ReminderSettings.gap_days)).one() == 2


def test_a_rule_is_added_switched_off_and_the_defaults_come_back(demo_app: Flask) -> None:
    client = signed_in(demo_app, GTG)
    fields = fields_of(client.get(PAGE).text)
    last = len(DEFAULTS.moments)
    added = [(name, value) for name, value in fields if name != "moments-0-is_on"]
    added += [(f"moments-{last}-who", "lead")]

    status, seen = send(client, added, "preview", **{f"moments_{last}_days": "21"})
    assert status == 200
    assert send(client, fields_of(seen), "apply")[0] == 302
    with demo_app.app_context():
        count = select(func.count()).select_from(ReminderRule)
        active = db.session.scalar(count.where(ReminderRule.is_active))
        opening = count.where(
            ReminderRule.is_active, ReminderRule.anchor == "opens_on", ReminderRule.about == About.UPDATE_DUE
        )
        assert (active, db.session.scalar(opening)) == (len(DEFAULTS.rules) - 2 + 1, 0)

    status, defaults = send(client, fields_of(client.get(PAGE).text), "defaults")
    assert status == 200
    assert holding(demo_app)[1] == 1, "the defaults are only proposed"
    assert send(client, fields_of(defaults), "apply")[0] == 302
    assert holding(demo_app) == (DEFAULTS.fingerprint, 2)


def test_what_cannot_be_is_said(demo_app: Flask) -> None:
    client = signed_in(demo_app, GTG)
    fields = fields_of(client.get(PAGE).text)

    for changed, words in (
        ({"moments_1_days": "99"}, "Revise los días marcados"),
        ({"moments_1_days": "siete"}, "Revise los días marcados"),
        ({"moments_1_days": "1"}, "Hay dos reglas para el mismo momento"),
        ({"gap_days": "0"}, "Escriba un número de 1 a 14"),
    ):
        status, page = send(client, fields, "preview", **changed)
        assert (status, words in page) == (422, True), words
