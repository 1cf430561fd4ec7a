"""What an English report leaves in Spanish is marked so in the PDF: a screen reader reads it in Spanish."""

import pytest

from reports.render import render_part

pytestmark = pytest.mark.pdf


def test_only_what_is_in_another_language_says_so_in_the_pdf() -> None:
    page = (
        '<html lang="en"><head><title>t</title></head><body><p>English</p><p lang="es">Español</p>'
        '<p>Area 1. <span lang="es">Formación</span></p></body></html>'
    )

    objects = [line for line in render_part(page, prefix="t").objects if b"/StructElem" in line]

    spanish = [line for line in objects if b"/Lang <6573>" in line]
    assert [b"/S /P" in line or b"/S /Span" in line for line in spanish] == [True, True]
    assert all(b"/Lang" not in line for line in objects if line not in spanish)
    assert len(objects) > len(spanish)
