"""A file is what its content says, whatever its name."""

import io
import zipfile

import pytest

from monitor.domain.file_kinds import FileRefused, kind_of


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return buffer.getvalue()


CONTENT_TYPES = {"[Content_Types]_xml": "<Types/>"}


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0..JFIF", "jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "doc"),
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
    ],
)
def test_anything_else_is_refused_with_its_reason(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        kind_of(content)
