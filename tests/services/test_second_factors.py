"""The second step at sign-in: what lets in, once, and for how many tries."""

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, WrongState
from monitor.models import Event, RecoveryCode, SecondFactor, User
from monitor.services import erasing, second_factors
from monitor.services.second_factors import CODES_PER_PERSON, RECOVERY_CODES, STEP, TooManyCodes, WrongCode
from monitor.services.sign_in import WINDOW
from tests.factories import make_coordinator, make_user
from tests.fixtures import NOW

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(NOW + steps * STEP)


def with_factor(session: Session) -> tuple[User, list[str]]:
    user = make_coordinator(session)
    return user, second_factors.set_up(session, user, secret=SECRET, code=code(-1), at=NOW, now=NOW)


def enter(session: Session, user: User, given: str, *, steps: int = 0) -> None:
    moment = NOW + steps * STEP
    second_factors.check(session, user, given, at=moment, now=moment)


def test_the_app_has_to_show_that_it_has_the_secret(session: Session) -> None:
    user = make_coordinator(session)
    with pytest.raises(Incomplete):
        second_factors.set_up(session, user, secret=SECRET, code=code(-2), at=NOW, now=NOW)
    assert second_factors.of(session, user) is None
    codes = second_factors.set_up(session, user, secret=SECRET, code=code(), at=NOW, now=NOW)
    assert len(set(codes)) == RECOVERY_CODES == second_factors.codes_left(session, user)
    with pytest.raises(WrongState):
        second_factors.set_up(session, user, secret=SECRET, code=code(1), at=NOW, now=NOW)


def test_a_code_lets_in_once(session: Session) -> None:
    user, _codes = with_factor(session)
    with pytest.raises(WrongCode):
        enter(session, user, code(-1))  # the one that set it up
    enter(session, user, f"{code()[:3]} {code()[3:]}")
    with pytest.raises(WrongCode):
        enter(session, user, code())
    enter(session, user, code(1))


def test_a_recovery_code_lets_in_once_and_is_kept_as_a_hash(session: Session) -> None:
    user, codes = with_factor(session)
    assert all(len(each) == 64 for each in session.scalars(select(RecoveryCode.code_hash)))
    enter(session, user, codes[0].upper().replace("-", " "))
    with pytest.raises(WrongCode):
        enter(session, user, codes[0])
    assert second_factors.codes_left(session, user) == RECOVERY_CODES - 1


def test_anothers_recovery_code_is_of_no_use(session: Session) -> None:
    user, _codes = with_factor(session)
    other, codes = with_factor(session)
    with pytest.raises(WrongCode):
        enter(session, user, codes[0])
    enter(session, other, codes[0])


def test_guessing_ends_after_five_tries_and_even_the_right_code_waits(session: Session) -> None:
    user, codes = with_factor(session)
    for _ in range(CODES_PER_PERSON):
        with pytest.raises(WrongCode):
            enter(session, user, "000000 ")
    for given in (code(), codes[0]):
        with pytest.raises(TooManyCodes):
            enter(session, user, given)
    enter(session, user, code(WINDOW // STEP), steps=WINDOW // STEP)


def test_it_is_dropped_with_its_codes_and_both_are_written_down(session: Session) -> None:
    user, _codes = with_factor(session)
    second_factors.drop(session, user, actor=None, now=NOW)
    assert second_factors.of(session, user) is None
    assert session.scalars(select(RecoveryCode)).all() == []
    own = select(Event.kind).where(Event.subject == "users", Event.subject_id == user.id).order_by(Event.id.desc())
    assert session.scalars(own.limit(2)).all() == ["SecondFactorDropped", "SecondFactorSet"]
    with pytest.raises(WrongState):
        second_factors.drop(session, user, actor=None, now=NOW)


def test_it_is_erased_with_its_person(session: Session) -> None:
    user, _codes = with_factor(session)
    make_coordinator(session)
    erasing.erase(session, user, actor=None, now=NOW)
    assert session.scalars(select(SecondFactor)).all() == session.scalars(select(RecoveryCode)).all() == []


def test_it_is_offered_to_coordinators(session: Session) -> None:
    assert second_factors.is_offered(make_coordinator(session))
    assert not second_factors.is_offered(make_user(session))


def test_the_app_reads_whose_and_what_it_is(session: Session) -> None:
    user = make_user(session, email="ana@example.org")
    read = pyotp.parse_uri(second_factors.address(user, SECRET))
    assert (read.name, read.issuer) == ("ana@example.org", "HRAEM Monitor")
