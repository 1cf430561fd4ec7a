"""The PDF: complete, the same bytes however it is made, and it opens nothing but the product's own files."""

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from reports import fonts, workers
from reports.data import ReportData
from reports.pdf import build_pdf
from reports.render import OWN_FILES, AddressRefused, OwnFilesOnly, render_part
from tests.reports import samples

pytestmark = pytest.mark.pdf


def text_of(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], check=True, capture_output=True, text=True).stdout


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_reader_finds_the_words_of_the_groups_and_who_is_missing(whole: Path) -> None:
    text = words(text_of(whole))
    assert "17 de 20 avances recibidos; faltan: GTCU (proyectos 19 y 23) y SCS (proyecto 14)." in text
    assert "Las mujeres moderaron todas las mesas y redactaron las conclusiones." in text
    assert "Contenidos publicados" in text
    assert "agosto 2021-noviembre 2021" in text, "the plan's own words"


def test_the_document_names_itself_and_its_language(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        assert str(pdf.Root.Lang) == "es"
        assert str(pdf.docinfo.Title) == "Informe trimestral de avance 2021-T3, HRAEM 2021-2023"


def test_every_page_of_a_demonstration_says_that_it_is_fictional(whole: Path) -> None:
    pages = text_of(whole).split("\f")[:-1]
    assert all("Datos ficticios de demostración" in sheet for sheet in pages)
    assert len(pages) > 20


def test_the_contents_give_the_page_where_a_section_stands(whole: Path) -> None:
    sheets = [words(sheet) for sheet in text_of(whole, "-layout").split("\f")]
    number = re.search(r"Anexo: método y calidad de los datos (\d+)", sheets[1])
    assert number
    assert "Cómo se hizo este informe" in sheets[int(number[1]) - 1]


def test_the_same_data_give_the_same_bytes_kept_parts_or_not_here_or_in_other_processes(tmp_path: Path) -> None:
    data = samples.small()
    here = build_pdf(data, workers=1)
    assert build_pdf(data, kept_in=tmp_path, workers=2) == here, "in two processes"
    assert build_pdf(data, kept_in=tmp_path, workers=1) == here, "from what was kept"


def die() -> None:
    os._exit(9)


def test_when_workers_are_killed_the_report_is_made_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _with_second_project_only(samples.small())
    expected = build_pdf(data, workers=1)
    monkeypatch.setattr(workers, "_nothing", die)
    assert build_pdf(data, workers=2) == expected


def test_when_one_update_changes_only_its_parts_are_laid_out_again(tmp_path: Path) -> None:
    data = samples.small()
    build_pdf(data, kept_in=tmp_path, workers=1)
    before = {path.name for path in tmp_path.iterdir()}
    first = data.projects[0]
    assert first.headline is not None
    answer = replace(first.answers[0], content=replace(first.headline, achieved="Otra cosa se logró."))
    changed = replace(data, projects=(replace(first, answers=(answer,)), *data.projects[1:]))
    corrected = tmp_path / "corrected.pdf"
    corrected.write_bytes(build_pdf(changed, kept_in=tmp_path, workers=1))
    new = {path.name for path in tmp_path.glob("*.part")} - before
    assert len(new) == 1, "the part of its cards"
    assert "Otra cosa se logró." in words(text_of(corrected))


def test_small_counts_are_not_in_the_pdf(tmp_path: Path) -> None:
    path = tmp_path / "small.pdf"
    path.write_bytes(build_pdf(_with_second_project_only(samples.small()), workers=1))
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
        render_part('<html lang="es"><title>x</title><img alt="x" src="file:///etc/hostname">', prefix="x")


def test_the_product_s_own_files_are_opened() -> None:
    assert b"@page" in OwnFilesOnly().fetch((OWN_FILES / "report.css").as_uri()).read()
