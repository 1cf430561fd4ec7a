"""Dates, numbers and lists as a Spanish reader writes them."""

from datetime import UTC, date, datetime, timedelta, timezone
from gettext import NullTranslations

import pytest

from reports.language import Language

ES = Language()


def test_dates() -> None:
    assert ES.day(date(2021, 10, 5)) == "5 de octubre de 2021"
    assert ES.month(date(2022, 1, 1)) == "enero de 2022"
    assert ES.quarter("2021-T3") == "tercer trimestre de 2021"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2021-08-25", "2021-08-25", "25 de agosto de 2021"),
        ("2021-08-25", "2021-08-26", "25 y 26 de agosto de 2021"),
        ("2021-08-12", "2021-08-14", "12 a 14 de agosto de 2021"),
        ("2021-08-31", "2021-09-03", "31 de agosto a 3 de septiembre de 2021"),
        ("2021-12-30", "2022-01-02", "30 de diciembre de 2021 a 2 de enero de 2022"),
    ],
)
def test_spans_of_days(first: str, last: str, said: str) -> None:
    assert ES.span(date.fromisoformat(first), date.fromisoformat(last)) == said


def test_a_moment_says_its_zone() -> None:
    bogota = timezone(timedelta(hours=-5))
    assert ES.moment(datetime(2021, 10, 5, 9, 3, tzinfo=bogota)) == "5 de octubre de 2021, 9:03 (UTC−5)"
    assert ES.moment(datetime(2021, 10, 5, 9, 3, tzinfo=UTC)).endswith("(UTC)")


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a, b y c"),
        (["Perú", "Italia"], "Perú e Italia"),
        (["sal", "hielo"], "sal y hielo"),
    ],
)
def test_lists(items: list[str], said: str) -> None:
    assert ES.listing(items) == said


def test_numbers() -> None:
    assert ES.number(9876) == "9876"
    assert ES.number(12345) == "12\u202f345"
    assert ES.percent(0.567) == "57\u00a0%"
    assert ES.decimal(1.2) == "1,20"


def test_another_language_enters_through_its_catalogue() -> None:
    class Upper(NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

    assert Language(catalogue=Upper()).gettext("hola") == "HOLA"
