"""A missing font is said, never replaced in silence."""

import pytest

from reports.fonts import FontMissing, is_installed, require_fonts


def test_a_missing_font_names_the_package_to_install() -> None:
    with pytest.raises(FontMissing, match=r"falta la tipografía «Familia Inventada».*apt-get install fonts-inventada"):
        require_fonts({"Familia Inventada": "fonts-inventada"})


def test_a_substitute_does_not_count_as_installed() -> None:
    assert not is_installed("Helvetica Neue Inexistente")


@pytest.mark.pdf
def test_the_fonts_of_the_report_are_installed() -> None:
    require_fonts()
