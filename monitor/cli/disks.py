"""What an operator reads when a disk or a database gives no more."""

import errno

from sqlalchemy.exc import DBAPIError

WORDS = {
    errno.ENOSPC: "el disco está lleno",
    errno.EDQUOT: "la cuota de disco está llena",
    errno.EFBIG: "el archivo no puede crecer más",
    errno.EROFS: "el disco solo deja leer",
    errno.EACCES: "no hay permiso para escribir o leer ahí",
    errno.EPERM: "no hay permiso para escribir o leer ahí",
    errno.EIO: "el disco falla",
}
DATABASE_WORDS = {
    "database or disk is full": "el disco de la base está lleno",
    "no space left on device": "el disco de la base está lleno",
    "readonly database": "la base solo deja leer",
    "read-only": "la base solo deja leer",
    "unable to open database file": "no se puede abrir el archivo de la base",
    "database is locked": "otro proceso tiene tomada la base; deténgalo e intente de nuevo",
}


def why(error: BaseException) -> str:
    """The reason in one line: in plain words where they are known, and what the machine said."""
    said = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    if isinstance(error, OSError) and error.errno in WORDS:
        place = f" ({error.filename})" if error.filename else ""
        return f"{WORDS[error.errno]}{place}."
    if isinstance(error, DBAPIError):
        plain = next((words for text, words in DATABASE_WORDS.items() if text in said.lower()), "")
        return f"{plain} ({said})." if plain else said
    return said
