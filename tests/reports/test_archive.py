"""One file for readers and for the archive: PDF/UA-1 and PDF/A-3a at once, sound, with its data inside."""

import csv
import subprocess
from datetime import datetime
from pathlib import Path

import page
import pikepdf
import pytest

from reports.pdf import build_pdf
from tests.reports import samples

pytestmark = pytest.mark.pdf

PROFILES = [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A]


def assert_valid(path: Path) -> None:
    for profile in PROFILES:
        report = str(page.validate_pdf(str(path), profile=profile))
        assert " 0 failed" in report, report
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)


def test_it_is_accessible_and_archival_at_once(whole: Path) -> None:
    assert_valid(whole)


@pytest.mark.parametrize("sample", [samples.empty, samples.hard])
def test_hard_cases_are_too(sample: object, tmp_path: Path) -> None:
    assert callable(sample)
    path = tmp_path / "hard.pdf"
    path.write_bytes(build_pdf(sample(), workers=1))
    assert_valid(path)


def test_it_carries_its_data_and_says_what_they_are(whole: Path) -> None:
    with pikepdf.open(whole) as pdf:
        attached = {name: pdf.attachments[name] for name in pdf.attachments}
        assert {"projects.csv", "updates.csv", "participation.csv"} <= set(attached)
        assert len(pdf.Root.AF) == len(attached)
        assert all(str(own.AFRelationship) == "/Data" and str(own.Desc) for own in pdf.Root.AF)
        content = attached["projects.csv"].get_file().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(content.splitlines()))
    assert len(rows) == len(samples.realistic().projects)


def test_both_forms_of_its_metadata_say_the_same(whole: Path) -> None:
    data = samples.realistic()
    with pikepdf.open(whole) as pdf:
        assert str(pdf.Root.Lang) == "es"
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == str(pdf.docinfo.Title) == "Informe trimestral de avance 2021-T3, HRAEM 2021-2023"
            assert xmp["dc:creator"] == [str(pdf.docinfo.Author)] == [data.publisher]
            assert datetime.fromisoformat(str(xmp["xmp:CreateDate"])) == data.generated_at
        assert str(pdf.docinfo.CreationDate).startswith("D:20211021090500-05'00")
