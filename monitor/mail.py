"""How a mail is written: templates in, subject, text and HTML out, and all of it as it goes over the wire."""

from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from babel.dates import format_skeleton
from flask import current_app
from flask_babel import force_locale

from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Letter
from monitor.settings import settings

SUBJECT = "Asunto:"


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str


def render_mail(kind: str, *, locale: str = "es", **context: Any) -> RenderedMail:
    """Render templates/mail/<kind>.txt and .html in the reader's language.

    Both extend the layout, which wants `name` (whom the mail greets) and knows `base_url`, `demo` and `contact` (the
    address of a human, or empty). A name that nobody gave is an error. The first line of the text is the subject.
    """

    def day_month(value: date) -> str:
        """15 de octubre"""
        return format_skeleton("MMMMd", value, locale=locale)

    known = {
        "base_url": settings().base_url,
        "demo": settings().demo,
        "contact": settings().mail_reply_to,
        "html_lang": locale,
        "day_month": day_month,
        **context,
    }
    with force_locale(locale):
        # Not render_template: mails are written where no request is, and know nothing of the page's reader.
        text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(known)
        first, _, body = text.lstrip().partition("\n")
        if not first.startswith(SUBJECT):
            raise ValueError(f"mail/{kind}.txt must begin with «{SUBJECT}»")
        subject = " ".join(first.removeprefix(SUBJECT).split())
        html = current_app.jinja_env.get_template(f"mail/{kind}.html").render(known | {"subject": subject})
    return RenderedMail(subject, body.strip() + "\n", html.strip() + "\n")


def address_of(secret: str) -> str:
    """The full address of a link that lets in, as it stands in a mail; also where no request is."""
    return settings().base_url + current_app.url_map.bind("").build("sign_in.open_link", {"token": secret})


def mail_writer() -> MailWriter:
    return MailWriter(render_mail, address_of)


def read_sender(setting: str) -> Address:
    """Who the mails come from, as MAIL_FROM says. Raises ValueError if that is no address."""
    name, address = parseaddr(setting)
    if not address.partition("@")[2]:
        raise ValueError(f"MAIL_FROM: «{setting}» no es una dirección de correo")
    return Address(name, addr_spec=address)


def build_email(letter: Letter, *, sender: Address, reply_to: str) -> EmailMessage:
    """The mail as it goes over the wire, with the same headers at every attempt.

    Raises ValueError or IndexError for a recipient that cannot stand in a mail.
    """
    email = EmailMessage(policy=SMTP)
    email["From"] = sender
    email["To"] = Address(addr_spec=letter.recipient)
    email["Subject"] = letter.subject
    email["Date"] = format_datetime(letter.created_at)
    email["Message-ID"] = f"<{letter.message_id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    # Keeps holiday replies of mail programs that do not know the header above.
    email["X-Auto-Response-Suppress"] = "All"
    if reply_to:
        email["Reply-To"] = reply_to
    email.set_content(letter.text)
    email.add_alternative(letter.html, subtype="html")
    return email
