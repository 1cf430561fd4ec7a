import pytest
from flask import Flask
from sqlalchemy import select

from monitor.db import db
from monitor.domain.permissions import GroupRole, Role
from monitor.models import GroupAlias, OutboxMessage, User
from tests.factories import make_group


def users(app: Flask) -> list[User]:
    with app.app_context():
        return list(db.session.scalars(select(User)))


def test_the_first_coordinator_of_an_installation_is_invited_and_comes_in(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["people", "invite", "ANA@example.org", "--name", "Ana Pérez", "--role", "coordinator"]
    )
    assert result.exit_code == 0, result.output
    (ana,) = users(app)
    assert (ana.email, ana.role) == ("ana@example.org", Role.COORDINATOR)
    with app.app_context():
        mail = db.session.scalars(select(OutboxMessage)).one()
    link = result.output.strip()
    assert link in mail.text
    browser = app.test_client()
    assert browser.post(link.removeprefix("http://127.0.0.1")).status_code == 302
    assert browser.get("/personas").status_code == 200


@pytest.mark.parametrize("name", ["GTG", "GTGen"])
def test_a_person_is_invited_into_a_group_by_its_acronym_or_an_alias(app: Flask, name: str) -> None:
    with app.app_context():
        group = make_group(db.session, "GTG", aliases=[GroupAlias(text="GTGen")]).id
        db.session.commit()
    result = app.test_cli_runner().invoke(
        args=["people", "invite", "eva@example.org", "--name", "Eva", "--group", name]
    )
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert db.session.scalars(select(User)).one().actor.groups == {group: GroupRole.LEAD}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["eva", "--name", "Eva"], "Escriba un correo completo"),
        (["eva@example.org", "--name", "Eva", "--group", "GTX"], "No hay ningún grupo que se llame «GTX»"),
        (["eva@example.org", "--name", " "], "Escriba el nombre"),
        (["eva@example.org", "--name", "Eva", "--role", "admin"], "admin"),
        (["eva@example.org"], "--name"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(app: Flask, args: list[str], said: str) -> None:
    result = app.test_cli_runner().invoke(args=["people", "invite", *args])
    assert result.exit_code != 0
    assert said in result.output
    assert users(app) == []
