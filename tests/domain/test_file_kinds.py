"""A file is what its content says, whatever its name."""

import io
import zipfile

import pytest

from monitor.domain import file_kinds
from monitor.domain.file_kinds import JPEG, PDF, FileKind, FileRefused, kind_of, own_name


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."
ARCHIVE = zipped(readme="x")
CONTENT_TYPES = {"[Content_Types]_xml": "<Types/>"}


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0..JFIF", "jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "ppt"),
        (zipped(**CONTENT_TYPES, word__document_xml="<w/>"), "docx"),
        (zipped(**CONTENT_TYPES, xl__workbook_xml="<x/>"), "xlsx"),
        (zipped(**CONTENT_TYPES, ppt__presentation_xml="<p/>"), "pptx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text", content_xml="<o/>"), "odt"),
    ],
)
def test_evidence_people_have_is_taken(content: bytes, extension: str) -> None:
    assert kind_of(content).extension == extension


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vacío"),
        (b"<html><script>alert(1)</script>", "tipo de archivo"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "tipo de archivo"),
        (b"MZ\x90\x00", "tipo de archivo"),
        (b"GIF89a", "tipo de archivo"),
        (b"just text", "tipo de archivo"),
        (zipped(readme="x"), "comprimidos"),
        (zipped(word__document_xml="<w/>"), "comprimidos"),
        (zipped(mimetype="text/html"), "comprimidos"),
        (zipped(**CONTENT_TYPES, word__document_xml="x", word__vbaProject_bin="x"), "macros"),
        (b"PK\x03\x04 broken", "dañado"),
        (OLE, "tipo de archivo"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protegido"),
        (OLE + "WordDocument_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (zipped(**CONTENT_TYPES, word__document_xml="x", word__setup="x").replace(b"setup", b"s.exe"), "programas"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "esconde otro"),
        (b"%PDF-1.7 ..." + ARCHIVE, "esconde otro"),
        (b"\xff\xd8\xff\xe0..JFIF" + b"." * 5000 + b"<script>alert(1)</script>", "esconde otro"),
        (b"\x89PNG\r\n\x1a\n...." + ARCHIVE, "esconde otro"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 %PDF-1.4", "esconde otro"),
        (b"PK\x03\x04%PDF-1.7" + ARCHIVE, "esconde otro"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        kind_of(content)


def test_a_document_that_grows_when_opened_is_refused_without_being_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "LARGEST_INSIDE", 10)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_args: pytest.fail("it was unpacked"))

    with pytest.raises(FileRefused, match="demasiado grande por dentro"):
        kind_of(zipped(**CONTENT_TYPES, word__document_xml="x" * 11))


def test_a_document_of_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "MOST_PARTS", 1)

    with pytest.raises(FileRefused, match="demasiado grande por dentro"):
        kind_of(zipped(**CONTENT_TYPES, word__document_xml="x"))


def test_a_protected_document_is_refused_in_words() -> None:
    content = bytearray(zipped(**CONTENT_TYPES, word__document_xml="x"))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the first part says that it is encrypted

    with pytest.raises(FileRefused, match="contraseña"):
        kind_of(bytes(content))


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("Acta final.pdf", PDF, "Acta final.pdf"),
        ("ACTA.PDF", PDF, "ACTA.PDF"),
        ("foto.jpeg", JPEG, "foto.jpeg"),
        ("acta.exe", PDF, "acta.exe.pdf"),
        ("acta", PDF, "acta.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\fotos\\acta.pdf", PDF, "acta.pdf"),
        ("ac\r\nta.pdf", PDF, "acta.pdf"),
        ("", PDF, "archivo.pdf"),
        (".pdf", PDF, "archivo.pdf"),
    ],
)
def test_a_file_is_given_back_under_its_own_name_with_an_ending_that_is_true(
    given: str, kind: FileKind, name: str
) -> None:
    assert own_name(given, kind) == name


def test_a_very_long_name_keeps_its_ending() -> None:
    name = own_name("a" * 400 + ".exe", PDF)

    assert len(name) <= 200
    assert name.endswith(".pdf")
