"""What kind of file some bytes are, told by their content and never by their name."""

import io
import zipfile
import zlib
from dataclasses import dataclass

from monitor.domain.errors import RuleError
from monitor.domain.sentences import Sentence, together


class FileRefused(RuleError):
    """A file that is not taken as evidence; the message says why and what is taken."""


@dataclass(frozen=True)
class FileKind:
    extension: str
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileKind("pdf", "application/pdf")
PNG = FileKind("png", "image/png")
JPEG = FileKind("jpg", "image/jpeg")
WEBP = FileKind("webp", "image/webp")
_BY_FOLDER = {
    "word/": FileKind("docx", f"{_OFFICE}.wordprocessingml.document"),
    "xl/": FileKind("xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
    "ppt/": FileKind("pptx", f"{_OFFICE}.presentationml.presentation"),
}
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
EXTENSIONS = (
    ".pdf", ".png", ".jpg", ".jpeg", ".webp", ".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".odt", ".ods", ".odp",
)  # fmt: skip
_TAKEN = Sentence("Puede subir PDF, imágenes (JPG, PNG) y documentos de Word, Excel, PowerPoint o LibreOffice.")
_UNKNOWN = Sentence("No se puede subir este tipo de archivo.")
_COMPRESSED = Sentence("No se pueden subir archivos comprimidos.")
_DAMAGED = Sentence("El archivo está dañado o protegido. Ábralo, guárdelo de nuevo sin contraseña y vuelva a subirlo.")
_MACROS = Sentence("El documento contiene macros. Guárdelo sin macros y vuelva a subirlo.")
_TWO_IN_ONE = Sentence(
    "El archivo esconde otro dentro. Ábralo, guárdelo de nuevo o expórtelo a PDF, y vuelva a subirlo."
)

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_KINDS = {
    "WordDocument": FileKind("doc", "application/msword"),
    "Workbook": FileKind("xls", "application/vnd.ms-excel"),
    "PowerPoint Document": FileKind("ppt", "application/vnd.ms-powerpoint"),
}
_MARKUP = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php")
_HEAD = 1024
"""Where readers look for what a file is."""
MOST_PARTS = 5000
LARGEST_INSIDE = 300 * 1024 * 1024
"""Bytes of a zipped document once unpacked, as it declares them itself. Nothing is unpacked here to find out."""
_PROGRAMS = (".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jar", ".msi", ".html", ".hta")


def kind_of(content: bytes) -> FileKind:
    """The kind of a file by its first bytes, or by what a zipped document holds.

    Raises FileRefused for any other kind, and for a file that is two things at once.
    """
    if not content:
        raise FileRefused("El archivo está vacío. Elija otro.")
    if content.startswith(b"%PDF-"):
        return _only(PDF, content, where=content[:_HEAD])
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _only(PNG, content, where=content)
    if content.startswith(b"\xff\xd8\xff"):
        return _only(JPEG, content, where=content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _only(WEBP, content, where=content)
    if content.startswith(_OLD_OFFICE):
        return _only(_kind_of_old_office(content), content, where=content[:_HEAD])
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    raise FileRefused(together(_UNKNOWN, _TAKEN))


def own_name(filename: str, kind: FileKind) -> str:
    """The name under which the file is given back: the person's own, without folders, with an ending that is true."""
    last = filename.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(sign for sign in last if sign.isprintable()).strip()
    stem, _dot, ending = name.rpartition(".")
    if not name or name.startswith("."):
        return f"archivo.{kind.extension}"
    true_ending = ending.lower() == kind.extension or (kind is JPEG and ending.lower() == "jpeg")
    return (name if stem and true_ending else f"{name[:190]}.{kind.extension}")[-200:]


def _only(kind: FileKind, content: bytes, *, where: bytes) -> FileKind:
    """The kind, unless the file can also be opened as a page, a PDF or an archive."""
    lower = where.lower()
    hidden = any(mark in lower for mark in _MARKUP) or (kind is not PDF and b"%pdf-" in lower[:_HEAD])
    if hidden or zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused(_TWO_IN_ONE)
    return kind


def _kind_of_old_office(content: bytes) -> FileKind:
    """By the names of the streams inside, which stand in it as UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise FileRefused(_DAMAGED)
    if holds("_VBA_PROJECT"):
        raise FileRefused(_MACROS)
    found = next((kind for stream, kind in _OLD_KINDS.items() if holds(stream)), None)
    if found is None:
        raise FileRefused(together(_UNKNOWN, _TAKEN))
    return found


def _kind_of_zip(content: bytes) -> FileKind:
    if b"%PDF-" in content[:_HEAD]:
        raise FileRefused(_TWO_IN_ONE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_what_may_harm(archive.infolist())
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                for folder, kind in _BY_FOLDER.items():
                    if any(name.startswith(folder) for name in names):
                        return kind
            if names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared in _OPEN_DOCUMENT:
                    return FileKind(_OPEN_DOCUMENT[declared], declared)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise FileRefused(_DAMAGED) from None
    raise FileRefused(together(_COMPRESSED, _TAKEN))


def _refuse_what_may_harm(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise FileRefused(_MACROS)
    if any(name.endswith(_PROGRAMS) for name in names):
        raise FileRefused("El documento lleva programas dentro. Guárdelo sin ellos o expórtelo a PDF.")
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused(_DAMAGED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INSIDE:
        raise FileRefused("El documento es demasiado grande por dentro. Expórtelo a PDF y suba el PDF.")
