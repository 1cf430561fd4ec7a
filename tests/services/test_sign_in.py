import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.models import AccessToken, OutboxMessage, SignInAttempt, User
from monitor.services import access_tokens, sign_in
from monitor.services.link_mails import MailWriter
from monitor.services.sign_in import LINKS_PER_ADDRESS, LINKS_PER_NETWORK, WINDOW, TooManyLinks
from tests.factories import make_user
from tests.fixtures import NOW


class Pen:
    """Writes mails as the edges do, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def render(self, kind: str, **context: Any) -> SimpleNamespace:
        self.asked.append({"kind": kind, **context})
        return SimpleNamespace(subject="Su enlace", text=f"Entre: {context['url']}", html="<p>Entre</p>")

    @property
    def writer(self) -> MailWriter:
        return MailWriter(self.render, lambda secret: f"https://monitor.example/entrar/{secret}")


def ask(
    session: Session,
    email: str,
    *,
    now: datetime = NOW,
    network: str = "192.0.2.1",
    opens: str = "/",
    pen: Pen | None = None,
) -> None:
    sign_in.request_link(
        session,
        email=email,
        network=network,
        opens=opens,
        mails=(pen or Pen()).writer,
        lifetime=timedelta(minutes=30),
        now=now,
    )


def mails(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def secret_in(mail: OutboxMessage) -> str:
    return mail.text.rpartition("/")[2]


def test_the_link_goes_to_the_person_and_opens_the_page_they_wanted(session: Session) -> None:
    user = make_user(session, email="ana@example.org")
    ask(session, "  Ana@Example.ORG ", opens="/avances/7")
    (mail,) = mails(session)
    assert (mail.recipient, mail.kind) == ("ana@example.org", "sign_in")
    token = sign_in.spend_link(session, secret_in(mail), now=NOW + timedelta(minutes=29))
    assert (token.user, token.opens) == (user, "/avances/7")


def test_the_link_is_of_no_use_after_half_an_hour_or_a_second_time(session: Session) -> None:
    user = make_user(session)
    ask(session, user.email)
    secret = secret_in(mails(session)[0])
    with pytest.raises(access_tokens.LinkNotValid):
        sign_in.spend_link(session, secret, now=NOW + timedelta(minutes=30))
    sign_in.spend_link(session, secret, now=NOW)
    with pytest.raises(access_tokens.LinkNotValid):
        sign_in.spend_link(session, secret, now=NOW)


@pytest.mark.parametrize("known", [True, False])
def test_strangers_and_people_without_access_get_no_mail_but_cost_the_same_work(session: Session, known: bool) -> None:
    email = make_user(session, is_active=False).email if known else "nadie@example.org"
    pen = Pen()
    ask(session, email, pen=pen)
    assert mails(session) == []
    assert session.scalar(select(func.count()).select_from(AccessToken)) == 0
    assert [asked["kind"] for asked in pen.asked] == ["sign_in"]


@pytest.mark.parametrize("known", [True, False])
def test_an_address_gets_five_links_in_a_quarter_of_an_hour_whoever_has_it(session: Session, known: bool) -> None:
    email = make_user(session).email if known else "nadie@example.org"
    for number in range(LINKS_PER_ADDRESS):
        ask(session, email, now=NOW + timedelta(seconds=number), network=f"192.0.2.{number}")
    with pytest.raises(TooManyLinks, match="15 minutos"):
        ask(session, email.upper(), now=NOW + WINDOW - timedelta(seconds=1), network="192.0.2.99")
    ask(session, email, now=NOW + WINDOW)
    assert len(mails(session)) == (LINKS_PER_ADDRESS + 1 if known else 0)


def test_a_network_gets_twenty_links_in_a_quarter_of_an_hour(session: Session) -> None:
    for number in range(LINKS_PER_NETWORK):
        ask(session, f"persona{number}@example.org", network=f"2001:db8::{number}")
    with pytest.raises(TooManyLinks):
        ask(session, "otra@example.org", network="2001:db8::ffff")
    ask(session, "otra@example.org", network="2001:db8:0:1::1")


def test_attempts_name_nobody_and_are_forgotten_when_they_no_longer_count(session: Session) -> None:
    ask(session, "ana@example.org", network="192.0.2.77")
    kept = [attempt.subject_hash for attempt in session.scalars(select(SignInAttempt))]
    assert len(kept) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", subject) for subject in kept)
    ask(session, "eva@example.org", network="192.0.2.78", now=NOW + WINDOW)
    assert {attempt.attempted_at for attempt in session.scalars(select(SignInAttempt))} == {NOW + WINDOW}


def test_two_links_asked_for_in_a_row_both_arrive_and_both_work(session: Session) -> None:
    user: User = make_user(session)
    ask(session, user.email)
    ask(session, user.email, now=NOW + timedelta(seconds=5))
    first, second = mails(session)
    for mail in (second, first):
        assert sign_in.spend_link(session, secret_in(mail), now=NOW + timedelta(minutes=1)).user is user
