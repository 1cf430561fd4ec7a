"""Links that let one person in without a password: issued, found, spent, revoked."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from monitor.domain.errors import RuleError
from monitor.domain.sentences import Sentence
from monitor.models import AccessToken, TokenPurpose, User
from monitor.services.link_ends import Listed, ended, stored

REUSABLE = frozenset({TokenPurpose.REMINDER, TokenPurpose.UNSUBSCRIBE, TokenPurpose.CALENDAR})
"""Purposes whose links work until they expire; all others let in once."""
LETS_IN = frozenset({TokenPurpose.SIGN_IN, TokenPurpose.INVITATION, TokenPurpose.REMINDER})
"""Purposes whose links sign a person in; the others do one thing and know nobody."""


class LinkNotValid(RuleError):
    """The link opens nothing: unknown, spent, expired or revoked."""


class LinkOver(LinkNotValid):
    """The link of a mail has had its time, or done what it was sent for; its person may have a new one."""

    def __init__(self, sentence: Sentence, token: AccessToken, *, is_done: bool) -> None:
        super().__init__(sentence)
        self.token = token
        self.is_done = is_done


UNKNOWN = Sentence("Este enlace no es válido. Compruebe que lo copió completo, o pida uno nuevo.")
EXPIRED = Sentence("Este enlace ya venció. Pida uno nuevo; le llega en un momento.")
OVER = Sentence("Este enlace ya venció.")
USED = Sentence("Este enlace ya se usó, y cada uno sirve una sola vez. Pida uno nuevo; le llega en un momento.")


def is_inside(path: str) -> bool:
    """Whether a path stays inside the product, so that no link of ours can send a person to another site.

    Browsers read `//host` and `/\\host` as another site, and drop tabs and line breaks before they read.
    """
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def issue(
    session: Session,
    *,
    user: User,
    purpose: TokenPurpose,
    opens: str,
    now: datetime,
    lifetime: timedelta,
    secret: str | None = None,
    cycle: str = "",
    asks_for: Collection[Listed] = (),
) -> str:
    """Make a link for the person and return its secret, which is kept nowhere: only its hash is stored.

    `secret` is one from `new_secret`, for who had to know it before. With `asks_for` the link ends when nothing of that
    is open any more, and works again if some of it is.
    """
    if not is_inside(opens):
        raise ValueError(f"a link may only open a path of the product, not {opens!r}")
    secret = secret or new_secret()
    session.add(
        AccessToken(
            user=user,
            purpose=purpose,
            token_hash=_hash(secret),
            opens=opens,
            cycle=cycle,
            asks_for=stored(asks_for),
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    return secret


def find(session: Session, secret: str, *, now: datetime, purposes: Collection[TokenPurpose] = LETS_IN) -> AccessToken:
    """The token of this secret, if it still opens something. Changes nothing: mail scanners look links up too.

    Raises LinkNotValid; LinkOver for a reminder's link that is over. A link made for another purpose than these, or of
    somebody who is no longer active, is as unknown as one that never existed.
    """
    token = session.scalar(
        select(AccessToken)
        .where(AccessToken.token_hash == _hash(secret))
        .options(joinedload(AccessToken.user).selectinload(User.memberships))
    )
    if token is None or token.purpose not in purposes or token.revoked_at is not None or not token.user.is_active:
        raise LinkNotValid(UNKNOWN)
    if token.used_at is not None and token.purpose not in REUSABLE:
        raise LinkNotValid(USED)
    if token.expires_at <= now:
        if token.purpose is TokenPurpose.REMINDER:
            raise LinkOver(OVER, token, is_done=False)
        raise LinkNotValid(EXPIRED)
    end = ended(session, token.asks_for, now=now)
    if end:
        raise LinkOver(end, token, is_done=True)
    return token


def spend(session: Session, token: AccessToken, *, now: datetime) -> None:
    """Use the token. Raises LinkNotValid if somebody else used or revoked it since it was found.

    A conditional update, so that of two presses at once only one lets in.
    """
    still_good = [AccessToken.id == token.id, AccessToken.revoked_at.is_(None), AccessToken.expires_at > now]
    if token.purpose not in REUSABLE:
        still_good.append(AccessToken.used_at.is_(None))
    spent = session.scalar(
        update(AccessToken)
        .where(*still_good)
        .values(used_at=now)
        .returning(AccessToken.id)
        .execution_options(synchronize_session=False)
    )
    if spent is None:
        raise LinkNotValid(USED)
    session.refresh(token, ["used_at"])


def revoke_all(session: Session, user: User, now: datetime, purposes: Collection[TokenPurpose] | None = None) -> int:
    """Make every link of the person worthless, or those of these purposes; gives how many it were."""
    wanted = TokenPurpose if purposes is None else purposes
    revoked = session.scalars(
        update(AccessToken)
        .where(AccessToken.user_id == user.id, AccessToken.revoked_at.is_(None), AccessToken.purpose.in_(list(wanted)))
        .values(revoked_at=now)
        .returning(AccessToken.id)
    )
    return len(revoked.all())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
