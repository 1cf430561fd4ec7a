"""The second step at sign-in: set with an app, asked for at each sign-in, taken away again.

    set_up(session, user, secret=..., code=..., at=..., now=...) -> recovery codes, shown once    raises Incomplete
    check(session, user, code, at=..., now=...)     raises WrongCode or TooManyCodes; to be committed in any case
    drop(session, user, actor=..., now=...)

`at` is the time of the world, by which the app works out its codes; `now` may be the demo's.
"""

import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from hashlib import sha256

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete, RuleError, WrongState
from monitor.domain.permissions import Permission
from monitor.models import RecoveryCode, SecondFactor, SignInAttempt, User
from monitor.services import events
from monitor.services.sign_in import WINDOW

ISSUER = "HRAEM Monitor"
CODES_PER_PERSON = 5
"""Wrong or right, in a quarter of an hour. Of a million codes three are good at any moment."""
RECOVERY_CODES = 8
STEP = timedelta(seconds=30)


class WrongCode(RuleError):
    """The code is not that of the app at this moment, and no recovery code that is left."""


class TooManyCodes(RuleError):
    """So many codes were tried that the next has to wait."""


def is_offered(user: User) -> bool:
    """To those who may do what cannot be undone by anybody else."""
    return user.may(Permission.PEOPLE_MANAGE)


def new_secret() -> str:
    return pyotp.random_base32()


def address(user: User, secret: str) -> str:
    """What the app reads in the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


def of(session: Session, user: User) -> SecondFactor | None:
    return session.get(SecondFactor, user.id)


def codes_left(session: Session, user: User) -> int:
    query = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def set_up(session: Session, user: User, *, secret: str, code: str, at: datetime, now: datetime) -> list[str]:
    """Ask for codes of this secret from now on. The code shows that the app has it. Gives the recovery codes."""
    if of(session, user):
        raise WrongState("Ya tiene un segundo paso. Quítelo antes de poner otro.")
    step = _step_of(secret, code, now=at)
    if step is None:
        raise Incomplete("Ese código no es el que muestra la aplicación ahora. Escriba el siguiente.", field="code")
    session.add(SecondFactor(user_id=user.id, secret=secret, last_step=step, set_at=now))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(each)) for each in codes)
    events.record(session, "SecondFactorSet", subject="users", subject_id=user.id, actor=user, now=now)
    return codes


def check(session: Session, user: User, code: str, *, at: datetime, now: datetime) -> None:
    """Take one code of the app, or a recovery code, once. Counts the attempt, so it has to be committed also if wrong.

    The person's row is locked: many guesses at once wait for each other and share the same few attempts.
    """
    query = select(SecondFactor).where(SecondFactor.user_id == user.id).with_for_update()
    factor = session.scalar(query.execution_options(populate_existing=True))
    if factor is None:
        return
    _count(session, user, now=now)
    step = _step_of(factor.secret, code, now=at)
    if step is not None and step > factor.last_step:
        factor.last_step = step
        return
    used = session.scalar(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(code), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        raise WrongCode("Ese código no sirve. Escriba el que muestra la aplicación ahora; cada uno sirve una sola vez.")


def drop(session: Session, user: User, *, actor: User | None, now: datetime) -> None:
    """Ask no longer. No actor is the command line, for who lost both app and codes. Raises WrongState."""
    if of(session, user) is None:
        raise WrongState("Esta persona no tiene un segundo paso.")
    forget(session, user)
    events.record(session, "SecondFactorDropped", subject="users", subject_id=user.id, actor=actor, now=now)


def forget(session: Session, user: User) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))


def _count(session: Session, user: User, *, now: datetime) -> None:
    subject_hash = sha256(f"code:{user.id}".encode()).hexdigest()
    lately = [SignInAttempt.subject_hash == subject_hash, SignInAttempt.attempted_at > now - WINDOW]
    counted = session.scalar(select(func.count()).select_from(SignInAttempt).where(*lately)) or 0
    if counted >= CODES_PER_PERSON:
        raise TooManyCodes("Se probaron muchos códigos en poco tiempo. Vuelva a intentarlo en 15 minutos.")
    session.add(SignInAttempt(subject_hash=subject_hash, attempted_at=now))


def _step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The half minute whose code this is: the present one, or one beside it where clocks differ a little."""
    app, plain = pyotp.TOTP(secret), "".join(code.split())
    for moment in (now - STEP, now, now + STEP):
        if pyotp.utils.strings_equal(app.at(moment), plain):
            return int(moment.timestamp()) // int(STEP.total_seconds())
    return None


def _new_code() -> str:
    """80 bits, so that its hash cannot be tried out: `abcd-efgh-ijkl-mnop`."""
    letters = b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _hash(code: str) -> str:
    return sha256("".join(code.lower().replace("-", "").split()).encode()).hexdigest()
