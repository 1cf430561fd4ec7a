"""Keys of the read API: made and revoked by the GTG, found by their secret, counted call by call.

    make(session, actor=..., name=..., scopes=..., lifetime=..., now=...) -> (ApiToken, secret)    shown this once
    revoke(session, token_id, actor=..., now=...)
    find(session, secret, now=...) -> ApiToken | None
    count(session, token=..., network=..., now=...) -> Allowance       raises TooManyCalls

`count` writes: whoever calls it commits it apart from the page, so that a reading page itself never writes.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, or_, select
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from monitor.domain.api_scopes import ApiScope
from monitor.domain.errors import Incomplete, NotAllowed, NotFound, RuleError
from monitor.domain.permissions import Permission
from monitor.domain.sentences import N_
from monitor.models import ApiCount, ApiToken, User
from monitor.services import events
from monitor.services.sign_in import network_of

PREFIX = "hraem_"
"""By which people, and programs that look for secrets in texts, know what it is."""
WINDOW = timedelta(minutes=5)
CALLS_OF_A_NETWORK = 300
CALLS_OF_A_TOKEN = 1500
NOTED_EVERY = timedelta(minutes=1)
"""How exact the last use is: one more row written for each call would tell nobody more."""


class TooManyCalls(RuleError):
    """The key or the network had its share of calls for now."""

    def __init__(self, allowance: "Allowance") -> None:
        super().__init__(N_("Hizo muchas consultas en poco tiempo. Vuelva a intentarlo en unos minutos."))
        self.allowance = allowance


@dataclass(frozen=True)
class Allowance:
    """How many calls there are in a stretch of time, how many are left, and in how many seconds it starts anew."""

    calls: int
    left: int
    seconds: int
    window: int


def all_tokens(session: Session, *, actor: User) -> list[ApiToken]:
    """The newest first, also those that no longer work. Raises NotAllowed."""
    _check(actor)
    query = (
        select(ApiToken)
        .options(joinedload(ApiToken.created_by), joinedload(ApiToken.revoked_by))
        .order_by(ApiToken.id.desc())
    )
    return list(session.scalars(query))


def make(
    session: Session, *, actor: User, name: str, scopes: Collection[ApiScope], lifetime: timedelta, now: datetime
) -> tuple[ApiToken, str]:
    """A new key and its secret, which is kept nowhere. Raises NotAllowed or Incomplete."""
    _check(actor)
    if not name.strip():
        raise Incomplete("Escriba para qué es la clave.", field="name")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name.strip(),
        token_hash=_hash(secret),
        ending=secret[-4:],
        scopes=sorted(scope.value for scope in scopes),
        created_at=now,
        created_by=actor,
        expires_at=now + lifetime,
    )
    session.add(token)
    session.flush()
    facts = {"title": token.name, "scopes": token.scopes, "expires_on": token.expires_at.date().isoformat()}
    events.record(session, "ApiTokenMade", subject="api_tokens", subject_id=token.id, actor=actor, now=now, after=facts)
    return token, secret


def revoke(session: Session, token_id: int, *, actor: User, now: datetime) -> ApiToken:
    """End a key at once; one that ended already stays as it is. Raises NotAllowed or NotFound."""
    _check(actor)
    token = session.get(ApiToken, token_id)
    if token is None:
        raise NotFound("Esa clave no existe.")
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = now, actor
        facts = {"title": token.name}
        events.record(
            session, "ApiTokenRevoked", subject="api_tokens", subject_id=token.id, actor=actor, now=now, after=facts
        )
    return token


def find(session: Session, secret: str, *, now: datetime) -> ApiToken | None:
    """The key of this secret, if it works."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(secret)))
    return token if token is not None and token.works(now) else None


def count(session: Session, *, token: ApiToken | None, network: str, now: datetime) -> Allowance:
    """Count one call of the key, or of the network where there is no key. Raises TooManyCalls.

    One row for each stretch of time, raised by the database itself: two processes at once count two calls.
    """
    subject = f"token:{token.id}" if token else f"network:{network_of(network)}"
    most = CALLS_OF_A_TOKEN if token else CALLS_OF_A_NETWORK
    starts_at = stretch_of(now)
    calls = count_one(session, subject, now=now)
    if token is not None:
        session.execute(
            sql_update(ApiToken)
            .where(
                ApiToken.id == token.id,
                or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < now - NOTED_EVERY),
            )
            .values(last_used_at=now)
            .execution_options(synchronize_session=False)
        )
    rest = starts_at + WINDOW - now
    seconds = int(WINDOW.total_seconds())
    allowance = Allowance(most, max(most - calls, 0), max(1, int(rest.total_seconds())), seconds)
    if calls > most:
        raise TooManyCalls(allowance)
    return allowance


def stretch_of(now: datetime) -> datetime:
    """When the stretch of time began in which calls of this moment are counted."""
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)


def count_one(session: Session, subject: str, *, now: datetime) -> int:
    """Count once more whatever the subject names; gives how often it was in this stretch of time."""
    starts_at = stretch_of(now)
    calls = _raise_count(session, sha256(subject.encode()).hexdigest(), starts_at)
    if calls == 1:
        session.execute(delete(ApiCount).where(ApiCount.starts_at < starts_at - WINDOW))
    return calls


def _raise_count(session: Session, subject_hash: str, starts_at: datetime) -> int:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    counted = insert(ApiCount).values(subject_hash=subject_hash, starts_at=starts_at, calls=1)
    raised = counted.on_conflict_do_update(
        index_elements=[ApiCount.subject_hash, ApiCount.starts_at], set_={"calls": ApiCount.calls + 1}
    )
    return session.execute(raised.returning(ApiCount.calls)).scalar_one()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _check(actor: User) -> None:
    if not actor.may(Permission.API_MANAGE):
        raise NotAllowed("Las claves para programas las maneja la coordinación del GTG.")
