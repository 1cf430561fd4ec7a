import pytest
from weasyprint import HTML

from monitor.demo.once import count_pages, mail_sentence
from monitor.demo.processes import ROOT, DemoError

pytestmark = pytest.mark.pdf


@pytest.mark.parametrize("pages", [1, 2, 41])
def test_the_pages_of_a_report_are_counted(pages: int) -> None:
    breaks = "<p style='break-before: page'>x</p>" * (pages - 1)
    pdf = HTML(string=f"<html lang='es'><title>Informe</title><p>á</p>{breaks}").write_pdf(pdf_variant="pdf/ua-1")
    assert count_pages(pdf) == pages


def test_half_a_file_is_not_taken_for_a_report() -> None:
    with pytest.raises(DemoError, match="no parece un PDF completo"):
        count_pages(b"%PDF-1.7\n")


def test_no_new_mail_is_explained() -> None:
    assert mail_sentence(0, ROOT / "var" / "demo" / "mail") == "los que tocaban ya están en var/demo/mail"
    assert mail_sentence(3, ROOT / "var" / "demo" / "mail") == "uno por archivo en var/demo/mail"
