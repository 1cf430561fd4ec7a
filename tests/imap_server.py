"""A small IMAP server on loopback for the tests: one mailbox over TLS, and the commands that reading notices needs.

It answers as RFC 3501 says to LOGIN, SELECT, UID SEARCH, UID FETCH, UID STORE and LOGOUT, and looks at the letters it
holds to do so; what else it is asked, it refuses. Its certificate is trusted where SSL_CERT_FILE names `CERTIFICATE`.
"""

import re
import socketserver
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from threading import Thread

CERTIFICATE = Path(__file__).with_name("loopback.pem")


@dataclass
class Letter:
    content: bytes
    is_seen: bool = False


def nothing() -> None:
    pass


@dataclass
class ImapServer:
    letters: dict[int, Letter] = field(default_factory=dict)
    """By UID; those of a real mailbox have gaps, so these have."""
    user: str = "avisos@example.org"
    password: str = "una clave"
    folder: str = "Devoluciones"
    port: int = 0
    before_store: Callable[[], None] = nothing
    """Done when a reader has written a notice down and is about to say that it was seen. May raise ValueError."""
    said: list[str] = field(default_factory=list)
    """Every command in order, without its tag."""

    def add(self, content: bytes) -> int:
        number = 7 * (len(self.letters) + 1)
        self.letters[number] = Letter(content)
        return number

    def unseen(self) -> list[int]:
        return [number for number, letter in self.letters.items() if not letter.is_seen]

    def answer(self, command: str, rest: str) -> Iterator[bytes]:
        """The lines that come before the tagged one. Raises ValueError for what is refused."""
        if command == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif command == "LOGIN":
            if rest not in (f'{self.user} "{self.password}"', f'"{self.user}" "{self.password}"'):
                raise ValueError("[AUTHENTICATIONFAILED] Invalid credentials")
        elif command == "SELECT":
            if rest.strip('"') != self.folder:
                raise ValueError("[NONEXISTENT] Unknown mailbox")
            yield b"* %d EXISTS\r\n* OK [UIDVALIDITY 1] UIDs valid\r\n" % len(self.letters)
        elif command == "UID SEARCH":
            yield b"* SEARCH" + b"".join(b" %d" % number for number in self._found(rest)) + b"\r\n"
        elif command == "UID FETCH":
            number = int(rest.split(maxsplit=1)[0])
            assert rest.endswith("(BODY.PEEK[])"), "a letter that is only looked at must not count as seen"
            content = self.letters[number].content
            yield b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (number, len(content)) + content + b")\r\n"
        elif command == "UID STORE":
            self.before_store()
            self.letters[int(rest.split(maxsplit=1)[0])].is_seen = r"\Seen" in rest
        elif command == "LOGOUT":
            yield b"* BYE\r\n"
        else:
            raise ValueError("Unknown command")

    def _found(self, criteria: str) -> list[int]:
        asked = re.fullmatch(r"UNSEEN HEADER Content-Type multipart/report SMALLER (\d+)", criteria)
        assert asked, criteria
        return [
            number
            for number in self.unseen()
            if "multipart/report" in str(message_from_bytes(self.letters[number].content)["Content-Type"]).lower()
            and len(self.letters[number].content) < int(asked.group(1))
        ]


@contextmanager
def running(server: ImapServer) -> Iterator[ImapServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as line:
                    converse(server, line)
            except OSError:
                # Whoever read was killed, or does not trust us.
                return

    class Listening(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Listening(("127.0.0.1", 0), Talk) as listening:
        server.port = listening.server_address[1]
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()


def converse(server: ImapServer, line: ssl.SSLSocket) -> None:
    with line.makefile("rwb", buffering=0) as wire:
        wire.write(b"* OK ready\r\n")
        while asked := wire.readline().decode().rstrip("\r\n"):
            tag, _, words = asked.partition(" ")
            command, _, rest = words.partition(" ")
            if command == "UID":
                second, _, rest = rest.partition(" ")
                command = f"UID {second}"
            server.said.append(words)
            try:
                before = b"".join(server.answer(command.upper(), rest))
            except ValueError as error:
                wire.write(f"{tag} NO {error}\r\n".encode())
                continue
            wire.write(before + f"{tag} OK done\r\n".encode())
            if command.upper() == "LOGOUT":
                return
