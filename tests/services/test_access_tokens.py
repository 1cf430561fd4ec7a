from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.models import AccessToken, TokenPurpose, User
from monitor.services import access_tokens
from monitor.services.access_tokens import LinkNotValid
from tests.factories import make_user
from tests.fixtures import NOW

HOUR = timedelta(hours=1)


def issue(session: Session, user: User, purpose: TokenPurpose = TokenPurpose.SIGN_IN, opens: str = "/") -> str:
    return access_tokens.issue(session, user=user, purpose=purpose, opens=opens, now=NOW, lifetime=HOUR)


def test_a_link_finds_its_person_and_the_secret_is_kept_nowhere(session: Session) -> None:
    user = make_user(session)
    secret = issue(session, user, opens="/avances/7")
    token = access_tokens.find(session, secret, now=NOW)
    assert (token.user, token.opens) == (user, "/avances/7")
    stored = session.execute(select(AccessToken.__table__)).mappings().one()
    assert secret not in str(dict(stored))
    assert len(secret) >= 43


def test_looking_a_link_up_does_not_use_it(session: Session) -> None:
    secret = issue(session, make_user(session))
    for _ in range(3):
        assert access_tokens.find(session, secret, now=NOW).used_at is None


def test_a_sign_in_link_lets_in_once(session: Session) -> None:
    secret = issue(session, make_user(session))
    access_tokens.spend(session, access_tokens.find(session, secret, now=NOW), now=NOW)
    with pytest.raises(LinkNotValid, match="ya se usó"):
        access_tokens.find(session, secret, now=NOW)


def test_of_two_presses_at_once_only_one_lets_in(session: Session) -> None:
    secret = issue(session, make_user(session))
    token = access_tokens.find(session, secret, now=NOW)
    # Another request spends it after this one found it good.
    session.execute(
        update(AccessToken).values(used_at=NOW).execution_options(synchronize_session=False)  # unseen by `token`
    )
    assert token.used_at is None
    with pytest.raises(LinkNotValid, match="ya se usó"):
        access_tokens.spend(session, token, now=NOW)


def test_a_reminders_link_works_until_it_expires(session: Session) -> None:
    secret = issue(session, make_user(session), TokenPurpose.REMINDER)
    for minutes in (0, 20, 40):
        at = NOW + timedelta(minutes=minutes)
        access_tokens.spend(session, access_tokens.find(session, secret, now=at), now=at)
    with pytest.raises(LinkNotValid, match="venció"):
        access_tokens.find(session, secret, now=NOW + HOUR)


def test_an_expired_link_cannot_be_spent_either(session: Session) -> None:
    secret = issue(session, make_user(session), TokenPurpose.REMINDER)
    token = access_tokens.find(session, secret, now=NOW)
    with pytest.raises(LinkNotValid):
        access_tokens.spend(session, token, now=NOW + HOUR)


def test_unknown_revoked_and_inactive_persons_links_all_say_the_same(session: Session) -> None:
    user, gone = make_user(session), make_user(session, is_active=False)
    revoked, of_nobody = issue(session, user), issue(session, gone)
    access_tokens.revoke_all(session, user, NOW)
    said = set()
    for secret in (revoked, of_nobody, "unknown", "", revoked[:-1], "ñ" * 43):
        with pytest.raises(LinkNotValid) as refusal:
            access_tokens.find(session, secret, now=NOW)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_revoking_leaves_the_links_of_others_alone(session: Session) -> None:
    user, other = make_user(session), make_user(session)
    issue(session, user)
    secret = issue(session, other)
    access_tokens.revoke_all(session, user, NOW)
    assert access_tokens.find(session, secret, now=NOW).user is other


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a\n/b", "/\t/evil.example", "\\\\evil"],
)
def test_a_link_never_leads_outside(session: Session, path: str) -> None:
    assert not access_tokens.is_inside(path)
    with pytest.raises(ValueError, match="path of the product"):
        issue(session, make_user(session), opens=path)


@pytest.mark.parametrize("path", ["/", "/avances/7", "/proyectos?area=5&q=ñandú"])
def test_a_link_may_lead_to_any_page_of_ours(path: str) -> None:
    assert access_tokens.is_inside(path)
