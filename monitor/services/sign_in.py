"""Sign-in by a link that is sent by e-mail: asked for, sent, used."""

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from monitor.domain.errors import RuleError
from monitor.models import AccessToken, SignInAttempt, TokenPurpose, User
from monitor.services import access_tokens, link_mails
from monitor.services.access_tokens import LinkOver
from monitor.services.link_mails import MailWriter

WINDOW = timedelta(minutes=15)
LINKS_PER_ADDRESS = 5
LINKS_PER_NETWORK = 20


class TooManyLinks(RuleError):
    """So many links were asked for that the next has to wait."""


def request_link(
    session: Session,
    *,
    email: str,
    network: str,
    opens: str,
    mails: MailWriter,
    lifetime: timedelta,
    now: datetime,
) -> None:
    """Send the person of this address a link that signs them in and opens a page.

    Nothing that the caller can see, limits and work included, depends on whether somebody has the address: the mail is
    written for strangers too, and only not sent. Raises TooManyLinks.
    """
    email = email.strip().lower()
    count_attempt(session, email=email, network=network, now=now)
    user = session.scalar(select(User).where(User.email == email))
    secret = access_tokens.new_secret()
    mail = mails.render(
        "sign_in",
        locale=user.locale if user else "es",
        name=user.name if user else email,
        url=mails.address_of(secret),
        minutes=int(lifetime.total_seconds() // 60),
    )
    if user is None or not user.is_active:
        return
    access_tokens.issue(
        session, user=user, purpose=TokenPurpose.SIGN_IN, opens=opens, now=now, lifetime=lifetime, secret=secret
    )
    link_mails.send(session, mail, kind="sign_in", user=user, now=now)


def spend_link(session: Session, secret: str, *, now: datetime) -> AccessToken:
    """Spend the link and give whom it lets in. Raises access_tokens.LinkNotValid."""
    token = access_tokens.find(session, secret, now=now)
    access_tokens.spend(session, token, now=now)
    return token


def request_another(
    session: Session, over: LinkOver, *, opens: str, network: str, mails: MailWriter, lifetime: timedelta, now: datetime
) -> None:
    """Send the person of a link that is over a new one, to the address they have now. Raises TooManyLinks."""
    request_link(
        session,
        email=over.token.user.email,
        network=network,
        opens=opens or over.token.opens,
        mails=mails,
        lifetime=lifetime,
        now=now,
    )


def count_attempt(session: Session, *, email: str, network: str, now: datetime) -> None:
    """Count one request for a link. Raises TooManyLinks when the address or the network had its share.

    Counts are forgotten as soon as they no longer matter, and name nobody: subjects are hashed.
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.attempted_at <= now - WINDOW))
    shares = ((f"address:{email}", LINKS_PER_ADDRESS), (f"network:{network_of(network)}", LINKS_PER_NETWORK))
    for subject, share in shares:
        subject_hash = sha256(subject.encode()).hexdigest()
        counted = session.scalar(
            select(func.count()).select_from(SignInAttempt).where(SignInAttempt.subject_hash == subject_hash)
        )
        if (counted or 0) >= share:
            raise TooManyLinks(
                "Se pidieron muchos enlaces en poco tiempo. Revise su correo, también la carpeta de no deseados, "
                "o vuelva a intentarlo en 15 minutos."
            )
        session.add(SignInAttempt(subject_hash=subject_hash, attempted_at=now))


def network_of(address: str) -> str:
    """The address itself, or for IPv6 the /64 that one household or office holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
