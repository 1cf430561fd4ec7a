"""Files that people, broken disks and attackers hand in as a spreadsheet: one plain sentence, never a crash."""

import io
import struct
import time
import zlib
from datetime import time as clock_time
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from monitor import kept_sheets
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import UpdateContent
from monitor.domain.update_sheet_reading import FAULT, FORMULA, SheetRefused, Unreadable
from monitor.spreadsheet_reading import LARGEST_FILE, read_book
from tests.fixtures import NOW
from tests.sheet_samples import file_of, place_of, repacked, saved, spec_of, typed_into

CONTENT = UpdateContent(
    achieved="Dos talleres",
    participation=(ParticipationRecord("Taller", Measure.UNIQUE_IN_PERIOD, Depth.SEX, {Cell(Sex.WOMEN): 3}),),
)
SPEC = spec_of(CONTENT)
FILE = file_of(CONTENT)
SHEET = "xl/worksheets/sheet2.xml"


def refusal(content: bytes) -> str:
    with pytest.raises(SheetRefused) as refused:
        read_book(content)
    return str(refused.value)


def zipped(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no es una planilla de Excel"),
        (b"Estado;En curso\n", "no es una planilla de Excel"),
        (b"%PDF-1.7 ", "no es una planilla de Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "contraseña o es de un formato antiguo"),
        (b"PK\x03\x04" + b"x" * 100, "está dañada"),
        (FILE[: len(FILE) // 2], "está dañada"),
        (zipped(**{"word/document.xml": b"<w/>"}), "no es una planilla de Excel"),
        (zipped(**{"mimetype": b"", "content.xml": b"<o/>"}), ".ods"),
        (zipped(**{"xl/workbook.xml": b"<workbook/>"}), "está dañada"),
        (saved(Workbook()), "no es una planilla descargada de este sitio"),
        (b"x" * (LARGEST_FILE + 1), "mucho más grande"),
    ],
)
def test_what_is_no_spreadsheet_of_ours_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    began = time.monotonic()
    assert "mucho más grande" in refusal(repacked(FILE, extra=[("xl/media/bomb.xml", b" " * 40_000_000)]))
    many = [(f"xl/media/{number}.png", b"") for number in range(400)]
    assert "mucho más grande" in refusal(repacked(FILE, extra=many))
    assert time.monotonic() - began < 5


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """The directory says one byte; forty million follow."""
    bomb = zlib.compress(b" " * 40_000_000, 9)[2:-4]
    content = bytearray(repacked(FILE, extra=[("xl/bomb.xml", b"!")]))
    name = b"xl/bomb.xml"
    start = content.index(name) - 30
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(bomb), 1, len(name), 0)
    assert "dañada" in refusal(bytes(content[:start]) + header + name + bomb + bytes(content[start:]))


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(declaration: bytes) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        head, mark, rest = content.partition(b"?>")
        return head + mark + declaration + rest

    assert "dañada" in refusal(repacked(FILE, change))
    assert "dañada" in refusal(
        repacked(FILE, lambda n, c: change(n, c).decode().encode("utf-16") if n == "xl/sharedStrings.xml" else c)
    )


def test_links_to_other_files_and_macros_are_refused() -> None:
    linked = repacked(FILE, extra=[("xl/externalLinks/externalLink1.xml", b"<externalLink/>")])
    assert "vínculos a otros archivos" in refusal(linked)
    assert "macros" in refusal(repacked(FILE, extra=[("xl/vbaProject.bin", b"x")]))


def test_formulas_are_told_from_values_whatever_they_once_gave() -> None:
    achieved = place_of(SPEC, "achieved")

    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        start = content.index(f'<c r="{achieved}"'.encode())
        end = content.index(b"</c>", start) + 4
        formula = f'<c r="{achieved}" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c>'.encode()
        return content[:start] + formula + content[end:]

    cells = read_book(repacked(FILE, change)).sheets[SPEC.name]
    row = int(achieved[1:])
    assert cells[row, 2] is FORMULA


def test_errors_and_hours_are_no_values() -> None:
    content = typed_into(FILE, SPEC.name, {"B5": "#REF!", "B6": clock_time(10, 30)})
    cells = read_book(content).sheets[SPEC.name]
    assert cells[5, 2] is FAULT
    assert isinstance(cells[6, 2], Unreadable)


def test_ten_thousand_rows_are_refused_with_the_name_of_the_sheet() -> None:
    book = load_workbook(io.BytesIO(FILE))
    for row in range(500, 10_500):
        book[SPEC.name].cell(row, 2, "x")
    assert f"La hoja «{SPEC.name}» tiene más filas" in refusal(saved(book))


def test_rows_beyond_a_size_that_the_file_belittles_are_read_too() -> None:
    content = typed_into(FILE, SPEC.name, {"B900": "aquí"})
    belittled = repacked(
        content, lambda _name, part: part.replace(b'<dimension ref="A1:F900"', b'<dimension ref="A1:B2"')
    )
    assert belittled != content
    assert read_book(belittled).sheets[SPEC.name][900, 2] == "aquí"


def test_no_damage_to_a_file_ends_in_anything_but_an_answer_or_a_sentence() -> None:
    """Bytes changed at random, in the archive and inside its parts."""
    dice = Random(2021)  # noqa: S311 - the same damage every time
    refused = 0
    for _ in range(60):
        broken = bytearray(FILE)
        for _change in range(dice.randint(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        refused += is_refused(bytes(broken))
    for _ in range(60):
        refused += is_refused(repacked(FILE, lambda _name, part: scratched(part, dice)))
    assert refused > 40


def is_refused(content: bytes) -> bool:
    try:
        read_book(content)
    except SheetRefused:
        return True
    return False


def scratched(part: bytes, dice: Random) -> bytes:
    start = dice.randrange(max(1, len(part)))
    return part[:start] + part[start + dice.randint(1, 40) :] if dice.random() < 0.3 else part


def test_a_kept_file_is_found_by_its_person_alone_and_for_two_hours(tmp_path: Path) -> None:
    token = kept_sheets.keep(tmp_path, b"content", user_id=7, now=NOW)
    assert kept_sheets.find(tmp_path, token, user_id=7, now=NOW) == b"content"
    assert kept_sheets.find(tmp_path, token, user_id=8, now=NOW) is None
    later = NOW + kept_sheets.KEPT_FOR * 2
    assert kept_sheets.find(tmp_path, token, user_id=7, now=later) is None
    for wrong in ("", "../../etc/passwd", f"{token}-7", token.replace("-", "/")):
        assert kept_sheets.find(tmp_path, wrong, user_id=7, now=NOW) is None
    kept_sheets.keep(tmp_path, b"another", user_id=7, now=later)
    assert len(list(tmp_path.iterdir())) == 1
