"""Keys of the read API end when they should, and calls are counted by the database."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.domain.api_scopes import ApiScope
from monitor.domain.errors import NotAllowed
from monitor.domain.permissions import Role
from monitor.models import ApiCount, ApiToken
from monitor.services import api_tokens
from monitor.services.api_tokens import CALLS_OF_A_NETWORK, WINDOW, TooManyCalls
from tests.factories import make_coordinator, make_user
from tests.fixtures import NOW


def make(session: Session) -> tuple[ApiToken, str]:
    actor = make_coordinator(session)
    return api_tokens.make(
        session, actor=actor, name="R", scopes=[ApiScope.UPDATES], lifetime=timedelta(days=30), now=NOW
    )


def test_a_key_works_until_its_day_or_until_it_is_revoked(session: Session) -> None:
    token, secret = make(session)
    assert api_tokens.find(session, secret, now=NOW) is token
    assert api_tokens.find(session, secret, now=NOW + timedelta(days=30)) is None
    assert api_tokens.find(session, secret[:-1], now=NOW) is None
    api_tokens.revoke(session, token.id, actor=token.created_by, now=NOW)
    assert api_tokens.find(session, secret, now=NOW) is None


def test_only_the_gtg_makes_keys(session: Session) -> None:
    observer = make_user(session, role=Role.OBSERVER)
    with pytest.raises(NotAllowed):
        api_tokens.make(session, actor=observer, name="R", scopes=[], lifetime=timedelta(days=1), now=NOW)


def test_a_network_has_its_share_of_calls_and_a_new_one_later(session: Session) -> None:
    def call(network: str, minutes: int = 0) -> int:
        return api_tokens.count(session, token=None, network=network, now=NOW + timedelta(minutes=minutes)).left

    assert [call("2001:db8::1"), call("2001:db8::2"), call("192.0.2.1")] == [
        CALLS_OF_A_NETWORK - 1,
        CALLS_OF_A_NETWORK - 2,
        CALLS_OF_A_NETWORK - 1,
    ]
    for own in session.scalars(select(ApiCount)):
        own.calls = CALLS_OF_A_NETWORK
    session.flush()
    with pytest.raises(TooManyCalls) as refused:
        call("192.0.2.1")
    assert 0 < refused.value.allowance.seconds <= WINDOW.total_seconds()
    assert call("192.0.2.1", minutes=15) == CALLS_OF_A_NETWORK - 1
    assert session.scalar(select(func.count()).select_from(ApiCount)) == 1, "what no longer matters is forgotten"


def test_the_last_use_of_a_key_is_noted(session: Session) -> None:
    token, _secret = make(session)
    api_tokens.count(session, token=token, network="192.0.2.1", now=NOW)
    session.refresh(token)
    assert token.last_used_at == NOW
