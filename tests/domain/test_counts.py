"""Whole numbers as people of four countries write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.counts import LARGEST, NotACount, read_count, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", 25),
        ("0", 0),
        ("007", 7),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1234567),
        ("  12  ", 12),
        ("1.234.567", 1234567),
    ],
)
def test_whole_numbers_are_read_in_every_way_people_write_them(text: str, value: int) -> None:
    assert read_count(text) == value


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t"])
def test_empty_is_not_zero(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.parametrize("text", ["1.5", "12,5", "1,234", "3.14159", "1.23", "12.3456", "0.5"])
def test_decimals_and_commas_are_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotACount, match=r"^Escriba personas enteras, sin decimales ni comas"):
        read_count(text)


@pytest.mark.parametrize("text", ["-3", "\u22123", "- 3", "-1.5"])
def test_negative_numbers_are_refused(text: str) -> None:
    with pytest.raises(NotACount, match="negativo"):
        read_count(text)


@pytest.mark.parametrize(
    "text", ["doce", "12 personas", "1e3", "0x10", "+5", "12 34", "1.2.3", "\u0663", "²", "½", "<b>"]
)
def test_anything_else_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(NotACount) as refusal:
        read_count(text)
    assert text in str(refusal.value) or "decimales" in str(refusal.value)


def test_a_number_no_event_can_hold_is_refused() -> None:
    assert read_count(str(LARGEST)) == LARGEST
    with pytest.raises(NotACount, match="demasiado grande"):
        read_count(str(LARGEST + 1))


@given(st.text(max_size=30))
def test_any_text_is_a_count_nothing_or_refused(text: str) -> None:
    try:
        value = read_count(text)
    except NotACount:
        return
    assert value is None or 0 <= value <= LARGEST


@given(st.integers(min_value=0, max_value=LARGEST))
def test_a_number_written_with_dots_or_spaces_is_the_same_number(value: int) -> None:
    dotted = f"{value:,}".replace(",", ".")
    assert read_count(dotted) == read_count(dotted.replace(".", " ")) == read_count(str(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,87", "0.87"),
        ("0.87", "0.87"),
        ("12,5", "12.5"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("1 234", "1234"),
        ("0,875", "0.875"),
        ("25", "25"),
    ],
)
def test_numbers_with_decimals_are_read_in_the_ways_of_four_countries(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


def test_a_number_of_two_readings_is_asked_again() -> None:
    with pytest.raises(NotACount, match=r"Escriba 1234 si son miles, o 1,23 si es decimal"):
        read_number("1,234")


@pytest.mark.parametrize("text", ["-3", "doce", "1e3", "1.2.3", "12 34", "5,", str(LARGEST + 1)])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotACount):
        read_number(text)


def test_no_number_is_not_zero() -> None:
    assert read_number(" ") is None
