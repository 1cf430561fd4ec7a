"""Lists of people as files: the template comes back as it was filled in, and nothing dangerous is opened."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from monitor.domain.people_sheet import choices, read_people
from monitor.domain.update_sheet_reading import SheetRefused, Unreadable
from monitor.people_files import read_people_file, write_csv, write_template
from monitor.translations import catalogue


def filled(language: str) -> bytes:
    """The template in a language with its first line filled in from its own drop-downs."""
    say = catalogue(language).gettext if language != "es" else str
    words = {column: [say(each) for each in offered] for column, offered in choices().items()}
    book = load_workbook(io.BytesIO(write_template(["GTE · Educación"], words, ["Uno"], say=say)))
    page = book.worksheets[0]
    assert "C2:C301" in {str(rule.sqref) for rule in page.data_validations.dataValidation}
    for number, offered in enumerate((["eva@x.org"], ["Eva"], ["GTE · Educación"], *words.values()), start=1):
        page.cell(2, number).value = offered[-1]
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_template_is_understood_when_it_comes_back(language: str) -> None:
    found = read_people(read_people_file(filled(language)), {"gte": 1})
    assert ([str(each.message) for each in found.problems], len(found.people)) == ([], 1)


def test_csv_is_read_as_each_excel_writes_it() -> None:
    for text, encoding in (
        ("Correo;Nombre y apellidos\r\na@x.org;Peña\r\n", "cp1252"),
        ("Correo,Nombre y apellidos\na@x.org,Peña\n", "utf-8-sig"),
        ("Correo\tNombre y apellidos\na@x.org\tPeña\n", "utf-16"),
    ):
        assert read_people_file(text.encode(encoding))[1] == (2, ["a@x.org", "Peña"])
    assert read_people_file(write_csv(str))[0][1][0] == "Correo"


def test_formulas_and_numbers_are_told_from_words() -> None:
    book = Workbook()
    book.active.append(["=1+1", 7, "Eva"])  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    [(_row, cells)] = read_people_file(content.getvalue())
    assert [isinstance(cell, Unreadable) for cell in cells] == [True, True, False]


def test_what_is_no_list_is_refused_with_a_reason() -> None:
    for content in (
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0",
        b"a\x00b",
        b'"never closed',
        b"\xff\xfea",
    ):
        with pytest.raises(SheetRefused):
            read_people_file(content)
