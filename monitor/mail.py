"""How a mail is written and how it leaves: templates in, subject, text and HTML out; and the way to the mail server."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Any, Self

from babel.dates import format_skeleton
from flask import current_app
from flask_babel import force_locale

from config import Settings
from monitor.services.link_mails import MailWriter
from monitor.services.outbox import Letter, Outcome, Result
from monitor.settings import settings

SUBJECT = "Asunto:"
SECONDS_TO_ANSWER = 15
FIRST_PERMANENT_CODE = 500


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


class SmtpTransport:
    """The way to the mail server. Connects at the first mail, once for a whole batch, and again if the line drops."""

    def __init__(self, configured: Settings) -> None:
        self.settings = configured
        # Read before the first mail: a wrong setting is not the mails' fault, and they wait until it is mended.
        self.sender = read_sender(configured.mail_from)
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> Outcome:
        """Hand one mail to the server. Never raises for what a mail server or a network may do."""
        try:
            email = build_email(letter, sender=self.sender, reply_to=self.settings.mail_reply_to)
        except (ValueError, IndexError) as error:
            return Outcome(Result.REFUSED, f"{type(error).__name__}: {error}")
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Outcome(Result.DEFERRED, self._no_server(error), server_is_down=True)
        return self._hand_over(server, email)

    def _hand_over(self, server: smtplib.SMTP, email: EmailMessage) -> Outcome:
        try:
            server.send_message(email)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, reason)] = error.recipients.values()
            self._start_over(server)
            return _by_code(code, reason)
        except smtplib.SMTPSenderRefused as error:
            # The server does not want us, whatever the mail.
            self._hang_up()
            return Outcome(Result.DEFERRED, _words(error.smtp_code, error.smtp_error), server_is_down=True)
        except smtplib.SMTPResponseException as error:
            self._start_over(server)
            return _by_code(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            return Outcome(Result.REFUSED, f"{type(error).__name__}: {error}")
        except (OSError, smtplib.SMTPException) as error:
            # The line dropped in the middle: this mail waits, the next one may fare better on a new connection.
            self._hang_up()
            return Outcome(Result.DEFERRED, f"{type(error).__name__}: {error}")
        return Outcome(Result.SENT)

    def _connected(self) -> smtplib.SMTP:
        if self.server is None:
            self.server = smtplib.SMTP(self.settings.smtp_host, self.settings.smtp_port, timeout=SECONDS_TO_ANSWER)
            if self.settings.smtp_starttls:
                self.server.starttls(context=ssl.create_default_context())
            if self.settings.smtp_user:
                self.server.login(self.settings.smtp_user, self.settings.smtp_password)
        return self.server

    def _no_server(self, error: Exception) -> str:
        return f"{self.settings.smtp_host}:{self.settings.smtp_port}: {type(error).__name__}: {error}"

    def _start_over(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _hang_up(self) -> None:
        server, self.server = self.server, None
        if server is None:
            return
        try:
            server.quit()
        except (OSError, smtplib.SMTPException):
            server.close()


def _by_code(code: int, reason: bytes | str) -> Outcome:
    result = Result.REFUSED if code >= FIRST_PERMANENT_CODE else Result.DEFERRED
    return Outcome(result, _words(code, reason))


def _words(code: int, reason: bytes | str) -> str:
    return f"{code} {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
