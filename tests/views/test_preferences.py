"""A person's own reminders on the page and from the mail: nothing happens by looking, everything by one press."""

import re

from flask import Flask
from sqlalchemy import select

from monitor.db import db
from monitor.domain.reminder_pace import NO_END, Frequency
from monitor.mail import build_email, mail_writer, read_sender
from monitor.models import OutboxMessage, User
from monitor.services.digests import queue_digest
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import claim
from monitor.services.reminded_things import read_audience
from monitor.services.reminders import plan_reminders
from tests.fixtures import NOW, signed_in
from tests.views.page_checks import check_page

XIMENA = "responsable@gtcu.example"


def ximena(app: Flask) -> User:
    return db.session.scalars(select(User).where(User.email == XIMENA)).one()


def digest_of_ximena(app: Flask, mails: MailWriter) -> OutboxMessage:
    plan_reminders(db.session, now=NOW)
    queue_digest(db.session, ximena(app).id, now=NOW, audience=read_audience(db.session, now=NOW), mails=mails)
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    db.session.commit()
    assert message is not None
    return message


def test_one_press_in_the_mail_program_stops_reminders_without_session_or_form(demo_app: Flask) -> None:
    demo_app.config["WTF_CSRF_ENABLED"] = True
    with demo_app.app_context():
        address = digest_of_ximena(demo_app, mail_writer()).unsubscribe_url.removeprefix("http://127.0.0.1")
    client = demo_app.test_client()

    check_page(client.get(address))
    with demo_app.app_context():
        assert ximena(demo_app).paused_until is None, "mail scanners open links"
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with demo_app.app_context():
        assert ximena(demo_app).paused_until == NO_END
    assert client.get("/proyectos").status_code == 302, "the press lets nobody in"
    assert client.post("/recordatorios/baja/" + "x" * 43).status_code == 404
    assert client.post(address.replace("/recordatorios/baja/", "/entrar/")).status_code >= 400


def test_a_digest_carries_the_headers_that_mail_programs_look_for(demo_app: Flask) -> None:
    with demo_app.app_context():
        message = digest_of_ximena(demo_app, mail_writer())
        letter = next(each for each in claim(db.session, now=NOW, owner="x") if each.id == message.id)
    email = build_email(letter, sender=read_sender("HRAEM <monitor@example.org>"), reply_to="gtg@example.org")

    assert email["References"] == email["In-Reply-To"] == f"<{message.thread}@example.org>"
    assert email["Message-ID"] == f"<{message.message_id}@example.org>"
    assert (email["Auto-Submitted"], email["Reply-To"]) == ("auto-generated", "gtg@example.org")
    assert email["List-Unsubscribe"] == f"<{message.unsubscribe_url}>"
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_smaller_links_of_the_mail_open_ones_own_pages_after_continuing(demo_app: Flask) -> None:
    with demo_app.app_context():
        text = digest_of_ximena(demo_app, mail_writer()).text
    links = re.findall(r"/entrar/[\w-]+\?a=\w+", text)
    assert [link.rpartition("=")[2] for link in links] == ["recordatorios", "relevo"]
    for link, page in zip(links, ("/mis-recordatorios", "/mis-recordatorios/relevo"), strict=True):
        client = demo_app.test_client()
        assert client.get(link).status_code == 200
        assert client.post(link).location == page
        assert client.get(link).location == page
        check_page(client.get(page))


def test_a_person_sets_how_often_pauses_and_comes_back(demo_app: Flask) -> None:
    client = signed_in(demo_app, XIMENA)

    check_page(client.get("/mis-recordatorios"))
    wishes = {"frequency": "weekly", "time_zone": "America/Lima"}
    assert client.post("/mis-recordatorios", data=wishes).status_code == 302
    assert client.post("/mis-recordatorios/pausa", data={"until": "2021-10-01"}).status_code == 422
    assert client.post("/mis-recordatorios/pausa", data={"until": "2021-10-20"}).status_code == 302
    assert "hasta el 20 de octubre de 2021" in client.get("/mis-recordatorios").text
    with demo_app.app_context():
        assert (ximena(demo_app).frequency, ximena(demo_app).time_zone) == (Frequency.WEEKLY, "America/Lima")
    assert client.post("/mis-recordatorios/reanudar").status_code == 302
    assert client.post("/mis-recordatorios/reanudar").status_code == 409
    assert client.post("/mis-recordatorios/enlaces").status_code == 302
    with demo_app.app_context():
        assert ximena(demo_app).paused_until is None
    gtg = signed_in(demo_app, "coordinacion@gtg.example")
    with demo_app.app_context():
        number = ximena(demo_app).id
    assert "puso sus recordatorios en pausa" in gtg.get(f"/personas/{number}").text


def test_a_hand_over_from_the_page_invites_and_tells(demo_app: Flask) -> None:
    client = signed_in(demo_app, XIMENA)
    check_page(client.get("/mis-recordatorios/relevo"))
    with demo_app.app_context():
        group = ximena(demo_app).memberships[0].group_id
    answers = {"groups": str(group), "name": "Nadia Ríos", "email": "nadia@example.org", "ends_on": "2021-10-12"}

    assert client.post("/mis-recordatorios/relevo", data=answers | {"email": XIMENA}).status_code == 422
    assert client.post("/mis-recordatorios/relevo", data=answers | {"note": "Suerte"}).status_code == 302
    with demo_app.app_context():
        nadia = db.session.scalars(select(User).where(User.email == "nadia@example.org")).one()
        assert list(nadia.actor.groups) == [group]
        kinds = {message.kind for message in db.session.scalars(select(OutboxMessage))}
        assert {"invitation", "handed_over"} <= kinds
    assert "no hay nada que entregar" in client.get("/mis-recordatorios/relevo").text


def test_a_page_tells_the_deadline_on_the_readers_clock_where_it_differs(demo_app: Flask) -> None:
    client = signed_in(demo_app, XIMENA)
    client.post("/mis-recordatorios", data={"frequency": "daily", "time_zone": "America/Lima"})
    assert "23:59" not in client.get("/").text, "Lima's clock is Bogotá's"

    client.post("/mis-recordatorios", data={"frequency": "daily", "time_zone": "America/Santiago"})
    assert "15 de octubre, 23:59 de Bogotá (16 de octubre, 1:59 en Santiago)" in client.get("/").text
