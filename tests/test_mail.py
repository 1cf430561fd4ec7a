"""How mails are written: one frame, in the reader's language, with nothing forgotten."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, UndefinedError
from sqlalchemy.orm import Session

from monitor.domain.digests import DigestItem, headline
from monitor.domain.reminders import About
from monitor.mail import RenderedMail, build_email, read_sender, render_mail
from monitor.services import outbox
from monitor.services.outbox import LEASE, queue
from monitor.smtp import SmtpTransport
from tests.factories import make_user
from tests.fixtures import NOW, TODAY, test_settings


def digest(*items: DigestItem) -> RenderedMail:
    return render_mail(
        "digest",
        name="Ximena <b>Duarte</b>",
        url="https://monitor.example/entrar/abc",
        until=date(2021, 11, 15),
        headline=headline(items),
        items=items,
        today=TODAY,
    )


def item(about: About = About.UPDATE_DUE, *, days: int = 10, own: bool = True, number: int = 1) -> DigestItem:
    due_on = TODAY + timedelta(days=days)
    milestone = "Informe final" if about is About.MILESTONE_DUE else ""
    return DigestItem(
        about, own, number, number, f"Proyecto {number}", "GTCU", due_on, days, due_on, "2021-T3", milestone
    )


@pytest.mark.parametrize(
    ("items", "subject"),
    [
        ([item()], "Le falta 1 avance por enviar antes del 15 de octubre"),
        ([item(), item(number=2)], "Le faltan 2 avances por enviar antes del 15 de octubre"),
        ([item(days=0)], "Hoy, 5 de octubre, vence el plazo: le falta 1 avance por enviar"),
        ([item(days=-2), item(days=-2)], "Le faltan 2 avances por enviar; el plazo venció el 3 de octubre"),
        ([item(About.CORRECTION_DUE, days=1)], "Tiene 1 avance por corregir antes del 6 de octubre"),
        ([item(About.REVIEW_WAITING, days=-7)], "1 avance espera su revisión desde el 28 de septiembre"),
        ([item(days=-7, own=False)], "1 avance sigue sin enviar; el plazo venció el 28 de septiembre"),
        ([item(About.MILESTONE_DUE, days=30)], "Se acerca 1 hito de su proyecto: 4 de noviembre"),
        ([item(About.MILESTONE_DUE, days=0)], "Hoy, 5 de octubre, es la fecha de 1 hito de su proyecto"),
        (
            [item(), item(About.MILESTONE_DUE), item(About.MILESTONE_DUE)],
            "Le falta 1 avance por enviar antes del 15 de octubre (y 2 asuntos más)",
        ),
    ],
)
def test_the_subject_says_how_many_and_until_when(app: Flask, items: list[DigestItem], subject: str) -> None:
    with app.app_context():
        assert digest(*items).subject == subject


def test_a_name_is_a_name_and_no_markup(app: Flask) -> None:
    with app.app_context():
        mail = digest(item())

    assert "Hola, Ximena <b>Duarte</b>:" in mail.text
    assert "Hola, Ximena &lt;b&gt;Duarte&lt;/b&gt;:" in mail.html


def test_the_text_says_everything_the_html_says(app: Flask) -> None:
    with app.app_context():
        mail = digest(item(), item(days=-3, number=2))

    for body in (mail.text, mail.html):
        for words in ("Proyecto 1", "Proyecto 2", "faltan 10 días", "pasó hace 3 días", "Abrir mis avances"):
            assert words in body
        assert "https://monitor.example/entrar/abc" in body
        assert "hasta el 15 de noviembre de 2021" in body


def test_what_nobody_gave_is_an_error(app: Flask) -> None:
    with app.app_context(), pytest.raises(UndefinedError):
        render_mail("digest", name="Ana", url="x")


def test_a_mail_without_a_subject_is_an_error(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({"mail/bare.txt": "Hola", "mail/bare.html": "Hola"})

    with app.app_context(), pytest.raises(ValueError, match="Asunto"):
        render_mail("bare", name="Ana")


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "monitor/templates/mail").glob("*.html")), ids=lambda path: path.name
)
def test_no_mail_carries_scripts_or_fetches_anything(path: Path) -> None:
    text = path.read_text()

    assert "<script" not in text
    assert "<img" not in text
    assert "<link" not in text
    assert "url(" not in text


def test_a_second_copy_has_the_same_message_id_and_date(session: Session) -> None:
    user = make_user(session, email="ana@example.org")
    queue(session, key="k", kind="test", user=user, subject="s", text="t", html="h", now=NOW)
    [letter] = outbox.claim(session, now=NOW, owner="first")
    [again] = outbox.claim(session, now=NOW + LEASE, owner="second")

    first, second = (
        build_email(each, sender=read_sender("Monitor <m@example.org>"), reply_to="") for each in (letter, again)
    )

    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    assert first["Reply-To"] is None


@pytest.mark.parametrize("setting", ["", "Monitor", "monitor@", "<>"])
def test_a_sender_that_is_no_address_is_said_before_any_mail_is_tried(tmp_path: Path, setting: str) -> None:
    with pytest.raises(ValueError, match="MAIL_FROM"):
        SmtpTransport(replace(test_settings(tmp_path, "sqlite:///unused"), mail_from=setting))
