"""A missing font is said, never replaced in silence."""

import pytest

from reports.fonts import FontMissing, can_print, is_installed, require_fonts


def test_a_missing_font_names_the_package_to_install() -> None:
    with pytest.raises(FontMissing, match=r"falta la tipografía «Familia Inventada».*apt-get install fonts-inventada"):
        require_fonts({"Familia Inventada": "fonts-inventada"})


def test_a_substitute_does_not_count_as_installed() -> None:
    assert not is_installed("Helvetica Neue Inexistente")


@pytest.mark.pdf
def test_the_fonts_of_the_report_are_installed() -> None:
    require_fonts()


@pytest.mark.pdf
def test_spanish_can_be_printed_and_what_no_font_has_cannot() -> None:
    assert all(can_print(character) for character in "áéíóúüñÑ¿¡«»–—…€□−")
    assert not can_print("\U0010fffd"), "a private character that no font draws"
