"""The PDF: valid PDF/UA-1, complete, the same bytes every time, and it opens nothing but the product's own files."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest

from reports import fonts
from reports.data import ReportData
from reports.pdf import OWN_FILES, AddressRefused, OwnFilesOnly, build_pdf, pdf_of
from tests.reports import samples

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a realistic quarter, made once."""
    path = tmp_path_factory.mktemp("report") / "whole.pdf"
    path.write_bytes(build_pdf(samples.realistic()))
    return path


def text_of(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True, text=True).stdout


def words(text: str) -> str:
    return " ".join(text.split())


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the tree that a screen reader walks."""
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            if "/K" in node:
                waiting.append(node.K)


def test_a_reader_finds_the_words_of_the_groups_and_who_is_missing(whole: Path) -> None:
    text = words(text_of(whole))
    assert "17 de 20 avances recibidos; faltan: GTCU (proyectos 19 y 23) y SCS (proyecto 14)." in text
    assert "Las mujeres moderaron todas las mesas y redactaron las conclusiones." in text
    assert "Contenidos publicados" in text
    assert "agosto 2021-noviembre 2021" in text, "the plan's own words"


def test_it_is_valid_pdf_ua(whole: Path) -> None:
    report = page.validate_pdf(str(whole), profile=page.ValidationProfile.PDF_UA_1)
    assert "0 failed" in str(report), str(report)


@pytest.mark.parametrize("sample", [samples.empty, samples.hard])
def test_hard_cases_are_valid_too(sample: object, tmp_path: Path) -> None:
    assert callable(sample)
    path = tmp_path / "hard.pdf"
    path.write_bytes(build_pdf(sample()))
    report = page.validate_pdf(str(path), profile=page.ValidationProfile.PDF_UA_1)
    assert "0 failed" in str(report), str(report)
    text_of(path)


def test_the_document_names_itself_and_its_language(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        assert str(pdf.Root.Lang) == "es"
        assert str(pdf.docinfo.Title) == "Informe trimestral de avance 2021-T3, HRAEM 2021-2023"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            projects = [item.title for item in outline.root[4].children]
    assert titles[4].startswith("Área 1. Avanzar")
    assert [title[:40] for title in projects] == ["1. Encuentro Virtual de Mujeres en la Pe"]
    assert titles[:4] == ["Contenido", "Resumen", "Quién informó y quién no", "El plan en el tiempo"]


def test_every_data_cell_knows_its_headers_and_every_header_its_scope(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        cells = [element for element in elements(pdf) if str(element.S) in ("/TD", "/TH")]
        identified = {str(cell.ID) for cell in cells if "/ID" in cell}
        for cell in cells:
            if str(cell.S) == "/TH":
                assert str(cell.A.Scope) in ("/Row", "/Column")
            else:
                headers = [str(header) for header in cell.A.Headers]
                assert headers
                assert set(headers) <= identified
    assert len(cells) > 500


def test_every_figure_has_an_alternative_text(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        figures = [element for element in elements(pdf) if str(element.S) == "/Figure"]
        assert len(figures) == 4
        assert all(str(figure.Alt).strip() for figure in figures)


def test_no_heading_is_read_twice(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        for element in elements(pdf):
            if str(element.S) in ("/H1", "/H2", "/H3", "/H4"):
                assert str(element.P.S) not in ("/H1", "/H2", "/H3", "/H4")


def test_running_heads_are_not_read_aloud(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        for sheet in pdf.pages[1:]:
            assert b"/Pagination" in sheet.Contents.read_bytes()


def test_every_page_of_a_demonstration_says_that_it_is_fictional(whole: Path) -> None:
    pages = text_of(whole).split("\f")[:-1]
    assert all("Datos ficticios de demostración" in sheet for sheet in pages)
    assert len(pages) > 20


def test_the_contents_give_the_page_where_a_section_stands(whole: Path) -> None:
    sheets = [words(sheet) for sheet in text_of(whole, "-layout").split("\f")]
    number = re.search(r"Anexo: método y calidad de los datos (\d+)", sheets[1])
    assert number
    assert "Cómo se hizo este informe" in sheets[int(number[1]) - 1]


def test_the_same_data_give_the_same_bytes() -> None:
    data = samples.small()
    assert build_pdf(data) == build_pdf(data)


def test_small_counts_are_not_in_the_pdf(tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    path.write_bytes(build_pdf(_with_second_project_only(samples.small())))
    panel = words(text_of(path)).split("Participación: Panel de casos de éxito")[1].split("Participación:")[0]
    assert "Chile y Colombia 8 8 16" in panel
    assert "Chile 2" not in panel


def _with_second_project_only(data: ReportData) -> ReportData:
    return replace(data, projects=tuple(project for project in data.projects if project.number == 2))


def test_without_its_fonts_no_pdf_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "REQUIRED", {"Familia Inventada": "fonts-inventada"})
    with pytest.raises(fonts.FontMissing, match="fonts-inventada"):
        build_pdf(samples.small())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x.png",
        "https://ejemplo.org/x.png",
        "file:///etc/passwd",
        (OWN_FILES / ".." / "data.py").as_uri().replace("data.py", "%2e%2e/config.py"),
        f"{OWN_FILES.as_uri()}/../pdf.py",
        f"file://otra.maquina{OWN_FILES}/report.css",
        "data:text/css,p{}",
        "ftp://ejemplo.org/x",
    ],
)
def test_no_other_address_is_opened(address: str) -> None:
    with pytest.raises(AddressRefused):
        OwnFilesOnly().fetch(address)


def test_a_report_that_asks_for_a_foreign_file_is_not_made() -> None:
    with pytest.raises(AddressRefused):
        pdf_of('<html lang="es"><title>x</title><img alt="x" src="file:///etc/hostname">')


def test_the_product_s_own_files_are_opened() -> None:
    assert b"@page" in OwnFilesOnly().fetch((OWN_FILES / "report.css").as_uri()).read()
