"""Files that are encrypted as the tool `age` does it: made with a public key, opened with the secret one.

Nothing is held in memory as a whole. What was touched or cut is refused: each piece carries its own seal, and the last
one says that it is the last.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

import pyrage
from pyrage.x25519 import Identity, Recipient

MAGIC = b"age-encryption.org/v1\n"


class WrongKey(Exception):
    """A key that is none, or opens nothing here. Its text is for the operator."""


class Damaged(Exception):
    """An encrypted file was touched or cut."""


def recipients(text: str) -> list[Recipient]:
    """The public keys in a text, with spaces or commas between. Raises WrongKey."""
    try:
        return [Recipient.from_str(each) for each in text.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise WrongKey("una llave pública empieza con age1 y tiene 62 letras y cifras.") from error


def new_key(path: Path) -> str:
    """Write a new secret key into a new file that only its owner may read; gives the public one. Raises OSError."""
    identity = Identity.generate()
    public = str(identity.to_public())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    return public


def keys_in(path: Path) -> list[Identity]:
    """The secret keys in a file as `new_key` and `age-keygen` write it. Raises WrongKey and OSError."""
    try:
        told = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        found = [Identity.from_str(line) for line in told if line and not line.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise WrongKey(f"en {path} no hay una llave secreta de age.") from error
    if not found:
        raise WrongKey(f"en {path} no hay una llave secreta de age.")
    return found


def is_encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class _Target:
    """Keeps what the disk said: the encrypting thread only knows that something went wrong."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.fault: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self.file.write(piece)
        except OSError as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        self.file.flush()


@contextmanager
def encrypting(file: IO[bytes], keys: Sequence[Recipient]) -> Iterator[IO[bytes]]:
    """Gives something to write to; what is written stands encrypted in `file` at the end. Raises OSError."""
    target, faults = _Target(file), []
    source, sink = os.pipe()

    def encrypt() -> None:
        with os.fdopen(source, "rb") as plain:
            try:
                pyrage.encrypt_io(plain, target, list(keys))
            except Exception as fault:  # noqa: BLE001 - told in the thread that waits for it
                faults.append(fault)

    worker = Thread(target=encrypt)
    worker.start()
    try:
        with os.fdopen(sink, "wb") as plain:
            yield plain
    except BrokenPipeError:
        worker.join()
        if not faults:
            raise
    finally:
        worker.join()
    if target.fault:
        raise target.fault
    if faults:
        raise OSError(f"no se pudo cifrar: {faults[0]}")


@contextmanager
def opened(path: Path, keys: Sequence[Identity]) -> Iterator[IO[bytes]]:
    """A file that may be encrypted, to be read from anywhere in it. Raises WrongKey, Damaged and OSError.

    What was encrypted lies meanwhile in a file without a name, in the folder that TMPDIR names.
    """
    if not is_encrypted(path):
        with path.open("rb") as file:
            yield file
        return
    if not keys:
        raise WrongKey("la copia está cifrada: diga con --key qué archivo tiene la llave secreta.")
    with tempfile.TemporaryFile() as plain:
        target = _Target(plain)
        try:
            with path.open("rb") as file:
                pyrage.decrypt_io(file, target, list(keys))
        except pyrage.DecryptError as error:
            raise WrongKey("esta llave no abre la copia.") from error
        except OSError as error:
            if target.fault:
                raise target.fault from None
            if error.errno is not None:
                raise
            raise Damaged("el archivo cifrado fue tocado o está cortado.") from error
        plain.seek(0)
        yield plain
