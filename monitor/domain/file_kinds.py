"""What kind of file some bytes are, told by their content and never by their name."""

import io
import zipfile
from dataclasses import dataclass

from monitor.domain.errors import RuleError


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
OLD_OFFICE = FileKind("doc", "application/x-ole-storage")
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
_TAKEN = "Puede subir PDF, imágenes (JPG, PNG) y documentos de Word, Excel, PowerPoint o LibreOffice."


def kind_of(content: bytes) -> FileKind:
    """The kind of a file by its first bytes, or by what a zipped document holds. Raises FileRefused for any other."""
    if not content:
        raise FileRefused("El archivo está vacío. Elija otro.")
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    raise FileRefused(f"No se puede subir este tipo de archivo. {_TAKEN}")


def _kind_of_zip(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused("El documento contiene macros. Guárdelo sin macros y vuelva a subirlo.")
            if "[Content_Types].xml" in names:
                for folder, kind in _BY_FOLDER.items():
                    if any(name.startswith(folder) for name in names):
                        return kind
            if names[:1] == ["mimetype"] and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if declared in _OPEN_DOCUMENT:
                    return FileKind(_OPEN_DOCUMENT[declared], declared)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise FileRefused("El archivo está dañado o protegido. Ábralo, guárdelo de nuevo y vuelva a subirlo.") from None
    raise FileRefused(f"No se pueden subir archivos comprimidos. {_TAKEN}")
