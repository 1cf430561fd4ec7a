"""Who presides on a day, and what a table of presidencies may not say."""

from datetime import date

from monitor.domain.participation import Country
from monitor.domain.presidencies import Gap, Term, gaps, last_days, overlapping, presiding

COLOMBIA = Term(Country.CO, date(2020, 12, 11), date(2022, 1, 25), id=1)
MEXICO = Term(Country.MX, date(2022, 1, 26), id=2)
PERU = Term(Country.PE, date(2023, 8, 1), id=3)


def country_on(*day: int) -> Country | None:
    term = presiding([PERU, COLOMBIA, MEXICO], date(*day))
    return term.country if term else None


def test_a_term_lasts_to_its_day_or_until_the_next_begins() -> None:
    assert country_on(2020, 12, 10) is None
    assert country_on(2022, 1, 25) is Country.CO
    assert country_on(2022, 1, 26) is Country.MX
    assert country_on(2023, 7, 31) is Country.MX
    assert country_on(2031, 1, 1) is Country.PE
    assert [last for _term, last in last_days([PERU, COLOMBIA, MEXICO])] == [
        date(2022, 1, 25), date(2023, 7, 31), None,
    ]  # fmt: skip


def test_two_may_not_preside_at_once() -> None:
    terms = [COLOMBIA, MEXICO, PERU]
    assert overlapping(terms, Term(Country.CL, date(2022, 1, 25))) is COLOMBIA
    assert overlapping(terms, Term(Country.CL, date(2022, 1, 26))) is MEXICO
    assert overlapping(terms, Term(Country.CL, date(2023, 1, 1), date(2023, 8, 1))) is PERU
    assert overlapping(terms, Term(Country.CL, date(2023, 1, 1), date(2023, 7, 31))) is None, "México ends before"
    assert overlapping(terms, Term(Country.CL, date(2024, 4, 1))) is None
    assert overlapping(terms, Term(Country.CO, date(2020, 12, 11), date(2022, 1, 25), id=1)) is None, "it is itself"
    assert overlapping(terms, Term(Country.CO, date(2020, 12, 11), date(2022, 2, 1), id=1)) is MEXICO


def test_days_without_a_presidency_are_told() -> None:
    chile = Term(Country.CL, date(2022, 2, 1))
    assert gaps([chile, COLOMBIA]) == [Gap(date(2022, 1, 26), date(2022, 1, 31))]
    assert gaps([COLOMBIA, MEXICO, PERU]) == []
