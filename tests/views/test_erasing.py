"""The GTG's page and the command with which somebody's data go: confirmed by hand, and nothing left in the file."""

from pathlib import Path

from flask import Flask
from sqlalchemy import make_url, select

from monitor.db import db
from monitor.models import User
from tests.fixtures import signed_in
from tests.views.page_checks import check_page

GONE, NAME = "responsable@gtpa.example", "Rosa Quispe Huamán"


def database_of(app: Flask) -> bytes:
    path = Path(make_url(app.extensions["settings"].database_url).database or "")
    journal = path.with_name(path.name + "-wal")
    return path.read_bytes() + (journal.read_bytes() if journal.exists() else b"")


def person(app: Flask) -> User:
    with app.app_context():
        return db.session.scalars(select(User).where(User.email == GONE)).one()


def test_the_gtg_erases_a_person_after_typing_their_address(demo_app: Flask) -> None:
    gtg, user = signed_in(demo_app, "coordinacion@gtg.example"), person(demo_app)
    address = f"/personas/{user.id}/eliminar"
    assert check_page(gtg.get(f"/personas/{user.id}")).links["Eliminar sus datos"] == address
    assert "No se puede deshacer" in check_page(gtg.get(address)).text

    wrong = gtg.post(address, data={"email": "otra@gtpa.example"})
    assert (wrong.status_code, "No es el correo de esta persona" in check_page(wrong).text) == (422, True)
    own = gtg.post("/personas/1/eliminar", data={"email": "coordinacion@gtg.example"})
    assert (own.status_code, "pídalo a otra persona" in check_page(own).text) == (422, True)
    done = gtg.post(address, data={"email": GONE.upper()}, follow_redirects=True)

    assert f"Ahora figura como «Persona eliminada {user.id}»" in check_page(done).text
    for path in ("/personas", "/historia", f"/personas/{user.id}", "/recordatorios"):
        page = check_page(gtg.get(path))
        assert NAME not in page.text, path
        assert GONE not in page.text, path
    assert gtg.get(address).status_code == 409
    assert "Eliminar sus datos" not in check_page(gtg.get(f"/personas/{user.id}")).links
    assert demo_app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_the_command_leaves_nothing_in_the_file_of_the_database(demo_app: Flask) -> None:
    run = demo_app.test_cli_runner()
    words = (NAME.encode(), GONE.encode())
    assert all(word in database_of(demo_app) for word in words)

    assert run.invoke(args=["people", "erase", GONE], input="n\n").exit_code == 1
    assert run.invoke(args=["people", "erase", "nobody@example.org"]).exit_code == 1
    done = run.invoke(args=["people", "erase", GONE, "--yes"])

    assert (done.exit_code, "Persona eliminada" in done.output) == (0, True), done.output
    assert not any(word in database_of(demo_app) for word in words)
    verified = run.invoke(args=["audit", "verify"])
    assert (verified.exit_code, "La cadena está entera" in verified.output) == (0, True)
