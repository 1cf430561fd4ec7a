"""How a mail is written: templates in, subject, text and HTML out, and all of it as it goes over the wire."""

import re
from base64 import encodebytes
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.header import Header
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
from monitor.translations import LOCALES, known

SUBJECT = "Asunto:"
ONE_ADDRESS = re.compile(r"[^\s@<>(),;:\"\\\x00-\x1f]+@[^\s@<>(),;:\"\\\x00-\x1f]+")
ENCODED = frozenset({"Subject"})
"""Headers of words, whose letters are written in a way that every server can read."""
LINE = 76
Headers = list[tuple[str, str]]
LONGEST_LINE = 990


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
    # Dates in one language and words in another help nobody.
    language = known(locale)
    locale = LOCALES[language]

    def day_month(value: date) -> str:
        """15 de octubre"""
        return format_skeleton("MMMMd", value, locale=locale)

    facts = {
        "base_url": settings().base_url,
        "demo": settings().demo,
        "contact": settings().mail_reply_to,
        "html_lang": language,
        "day_month": day_month,
        **context,
    }
    with force_locale(locale):
        # Not render_template: mails are written where no request is, and know nothing of the page's reader.
        text = current_app.jinja_env.get_template(f"mail/{kind}.txt").render(facts)
        first, _, body = text.lstrip().partition("\n")
        if not first.startswith(SUBJECT):
            raise ValueError(f"mail/{kind}.txt must begin with «{SUBJECT}»")
        subject = " ".join(first.removeprefix(SUBJECT).split())
        html = current_app.jinja_env.get_template(f"mail/{kind}.html").render(facts | {"subject": subject})
    return RenderedMail(subject, body.strip() + "\n", html.strip() + "\n")


def address_of(secret: str) -> str:
    """The full address of a link that lets in, as it stands in a mail; also where no request is."""
    return settings().base_url + current_app.url_map.bind("").build("sign_in.open_link", {"token": secret})


def unsubscribe_of(secret: str) -> str:
    """The full address at which one press stops a person's reminders."""
    return settings().base_url + current_app.url_map.bind("").build("preferences.unsubscribe", {"stop_secret": secret})


def mail_writer() -> MailWriter:
    return MailWriter(render_mail, address_of, unsubscribe_of)


def read_sender(setting: str) -> Address:
    """Who the mails come from, as MAIL_FROM says. Raises ValueError if that is no address."""
    name, address = parseaddr(setting)
    if not address.partition("@")[2]:
        raise ValueError(f"MAIL_FROM: «{setting}» no es una dirección de correo")
    return Address(name, addr_spec=address)


def headers_of(letter: Letter, *, sender: Address, reply_to: str) -> Headers:
    """What stands above the mail, the same at every attempt. Raises ValueError for what cannot stand there."""
    if not ONE_ADDRESS.fullmatch(letter.recipient):
        raise ValueError(f"«{letter.recipient}» is no address")
    headers = [
        ("From", str(sender)),
        ("To", letter.recipient),
        ("Subject", letter.subject),
        ("Date", format_datetime(letter.created_at)),
        ("Message-ID", f"<{letter.message_id}@{sender.domain}>"),
        ("Auto-Submitted", "auto-generated"),
        # Keeps holiday replies of mail programs that do not know the header above.
        ("X-Auto-Response-Suppress", "All"),
    ]
    if reply_to:
        headers.append(("Reply-To", reply_to))
    if letter.thread:
        # The first mail of the thread need not exist: programs put together what names the same one.
        headers += [(name, f"<{letter.thread}@{sender.domain}>") for name in ("In-Reply-To", "References")]
    if letter.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    for name, value in headers:
        if "\n" in value or "\r" in value:
            raise ValueError(f"{name} has more than one line")
    return headers


def as_bytes(letter: Letter, headers: Headers, *, eight_bit: bool = True, utf8: bool = False) -> bytes:
    """The mail under these headers as it goes over the wire.

    Without `eight_bit` and `utf8` in letters that every server can read.

    Put together by hand: the standard library's EmailMessage takes longer to write a mail than a server to take it.
    """
    boundary = f"=={letter.message_id}=="
    lines = [_header(name, value, utf8=utf8) for name, value in headers]
    lines += [b"MIME-Version: 1.0", f'Content-Type: multipart/alternative; boundary="{boundary}"'.encode(), b""]
    for kind, content in (("plain", letter.text), ("html", letter.html)):
        encoding, body = _body(content, eight_bit=eight_bit)
        lines += [
            f"--{boundary}".encode(),
            f'Content-Type: text/{kind}; charset="utf-8"'.encode(),
            f"Content-Transfer-Encoding: {encoding}".encode(),
            b"",
            body,
        ]
    lines += [f"--{boundary}--".encode(), b""]
    return b"\r\n".join(lines)


def _header(name: str, value: str, *, utf8: bool) -> bytes:
    if len(name) + len(value) < LINE and value.isascii():
        return f"{name}: {value}".encode()
    if name == "From":
        display, address = parseaddr(value)
        return f"From: {_encoded(name, display)} <{address}>".encode()
    if name in ENCODED:
        return f"{name}: {_encoded(name, value)}".encode()
    return f"{name}: {value}".encode("utf-8" if utf8 else "ascii")


def _encoded(name: str, value: str) -> str:
    return Header(value, "utf-8", header_name=name, maxlinelen=LINE).encode(linesep="\r\n")


def _body(content: str, *, eight_bit: bool) -> tuple[str, bytes]:
    body = "\r\n".join(content.splitlines()).encode()
    if (eight_bit or body.isascii()) and max(map(len, body.split(b"\r\n"))) < LONGEST_LINE:
        return "8bit" if eight_bit else "7bit", body
    return "base64", encodebytes(body).replace(b"\n", b"\r\n").rstrip()


def build_email(letter: Letter, *, sender: Address, reply_to: str) -> EmailMessage:
    """The mail as its reader's program sees it. Raises ValueError for a recipient that cannot stand in a mail."""
    email = message_from_bytes(as_bytes(letter, headers_of(letter, sender=sender, reply_to=reply_to)), policy=SMTP)
    assert isinstance(email, EmailMessage)
    return email
