"""The way to the mail server, step by step: after a failure it is known whether the server may have the mail."""

import smtplib
import ssl
from queue import LifoQueue
from threading import Lock
from types import TracebackType
from typing import Self

from config import Settings
from monitor.mail import Headers, as_bytes, headers_of, read_sender
from monitor.services.outbox import Letter, Outcome, Result

SECONDS_TO_ANSWER = 15
SECONDS_TO_TAKE = 90
"""How long a server may look at a whole mail before it answers: whoever hangs up earlier gets a second copy sent."""
LINES = 2
"""So many mails are handed over at once at most."""
OK, WILL_FORWARD, GO_AHEAD = 250, 251, 354
CLOSING = 421
FIRST_PERMANENT_CODE = 500


class SmtpTransport:
    """The way to the mail server, for as many threads as hand mails over at once: each mail has a line for itself.

    Lines are connected at their first mail and serve until the transport is closed. Where the server wants fewer lines,
    the others do.
    """

    def __init__(
        self, configured: Settings, *, answer_within: float = SECONDS_TO_ANSWER, take_within: float = SECONDS_TO_TAKE
    ) -> None:
        lines = [Line(configured, answer_within, take_within) for _ in range(LINES)]
        self._lock = Lock()
        self._open: set[Line] = set()
        # The one that was free last goes first: few mails go over one line.
        self._free: LifoQueue[Line] = LifoQueue()
        for line in lines:
            self._free.put(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        while not self._free.empty():
            self._free.get().hang_up()

    def send(self, letter: Letter) -> Outcome:
        """Hand one mail to the server. Never raises for what a mail server or a network may do."""
        line = self._free.get()
        try:
            outcome = line.send(letter)
            if outcome.server_is_down and self._goes_without(line):
                line = self._free.get()
                outcome = line.send(letter)
            with self._lock:
                self._open = self._open | {line} if line.server else self._open - {line}
            return outcome
        finally:
            self._free.put(line)

    def _goes_without(self, line: "Line") -> bool:
        """Whether another line is open; then this one is given up."""
        with self._lock:
            self._open -= {line}
            return bool(self._open)


class Line:
    """One connection to the mail server. Connects at the first mail, and again if the line drops."""

    def __init__(self, configured: Settings, answer_within: float, take_within: float) -> None:
        self.settings = configured
        # Read before the first mail: a wrong setting is not the mails' fault, and they wait until it is mended.
        self.sender = read_sender(configured.mail_from)
        self.answer_within = answer_within
        self.take_within = take_within
        self.server: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Outcome:
        """Hand one mail to the server. Never raises for what a mail server or a network may do."""
        try:
            headers = headers_of(letter, sender=self.sender, reply_to=self.settings.mail_reply_to)
        except ValueError as error:
            return Outcome(Result.REFUSED, _named(error))
        used_before = self.server is not None
        outcome = self._try(letter, headers)
        if used_before and outcome.server_is_down:
            # Servers end a connection after so many mails, or after a while: that says nothing of the next one.
            outcome = self._try(letter, headers)
        return outcome

    def _try(self, letter: Letter, headers: Headers) -> Outcome:
        try:
            server = self._connected()
            # The server does not want us, or is gone, whatever the mail.
            refused = self._introduce(server, letter.recipient)
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            where = f"{self.settings.smtp_host}:{self.settings.smtp_port}"
            return Outcome(Result.DEFERRED, f"{where}: {_named(error)}", server_is_down=True)
        return refused or self._hand_over(server, letter, headers)

    def _introduce(self, server: smtplib.SMTP, recipient: str) -> Outcome | None:
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        sender = self.sender.addr_spec
        if (sender + recipient).isascii():
            # The addresses were looked at before: no need for smtplib to take them apart for every mail.
            code, words = server.docmd("mail", " ".join([f"FROM:<{sender}>", *options]))
        elif server.has_extn("smtputf8"):
            code, words = server.mail(sender, [*options, "SMTPUTF8"])
        else:
            return Outcome(Result.REFUSED, "the server cannot read this address")
        if code == OK:
            return None
        self.hang_up()
        return Outcome(Result.DEFERRED, _words(code, words), server_is_down=True)

    def _hand_over(self, server: smtplib.SMTP, letter: Letter, headers: Headers) -> Outcome:
        try:
            content = self._written(server, letter, headers)
            for step in (lambda: server.docmd("rcpt", f"TO:<{letter.recipient}>"), lambda: server.docmd("data")):
                code, words = step()
                if code not in (OK, WILL_FORWARD, GO_AHEAD):
                    self._start_over(server, code)
                    return _by_code(code, words)
            # Until the last byte is out the server cannot have the mail.
            server.send(content)
        except UnicodeError as error:
            self.hang_up()
            return Outcome(Result.REFUSED, _named(error))
        except (OSError, smtplib.SMTPException) as error:
            # The line dropped in the middle: this mail waits, the next one may fare better on a new connection.
            self.hang_up()
            return Outcome(Result.DEFERRED, _named(error))
        return self._hear_the_end(server)

    def _written(self, server: smtplib.SMTP, letter: Letter, headers: Headers) -> bytes:
        """The mail as it is sent after DATA, its end included, in no wider letters than the server can read."""
        content = as_bytes(
            letter,
            headers,
            eight_bit=server.has_extn("8bitmime"),
            utf8=server.has_extn("smtputf8"),
        )
        # A line that begins with a dot would otherwise end the mail. The first line is a header.
        return content.replace(b"\r\n.", b"\r\n..") + b".\r\n"

    def _hear_the_end(self, server: smtplib.SMTP) -> Outcome:
        try:
            assert server.sock is not None
            server.sock.settimeout(self.take_within)
            code, words = server.getreply()
            server.sock.settimeout(self.answer_within)
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            return Outcome(Result.UNKNOWN, _named(error))
        if code == OK:
            return Outcome(Result.SENT)
        self._start_over(server, code)
        return _by_code(code, words)

    def _connected(self) -> smtplib.SMTP:
        if self.server is None:
            self.server = smtplib.SMTP(self.settings.smtp_host, self.settings.smtp_port, timeout=self.answer_within)
            if self.settings.smtp_starttls:
                self.server.starttls(context=ssl.create_default_context())
            if self.settings.smtp_user:
                self.server.login(self.settings.smtp_user, self.settings.smtp_password)
            self.server.ehlo_or_helo_if_needed()
        return self.server

    def _start_over(self, server: smtplib.SMTP, code: int) -> None:
        if code == CLOSING:
            self.hang_up()
            return
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.hang_up()

    def hang_up(self) -> None:
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


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
