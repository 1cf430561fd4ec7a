"""Editions are numbered, checked and compared by rules that need no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.editions import (
    BLOCKING,
    Check,
    Difference,
    Found,
    differences,
    findings,
    next_number,
    passage,
    unconfirmed,
)


@pytest.mark.parametrize(
    ("published", "following"),
    [([], "1.0"), (["1.0"], "1.1"), (["1.0", "1.1"], "1.2"), ([f"1.{n}" for n in range(10)], "1.10")],
)
def test_every_correction_has_the_next_number(published: list[str], following: str) -> None:
    assert next_number(published) == following
    assert next_number([*published, following]) != following


def test_what_blocks_comes_first_and_what_found_nothing_is_not_named() -> None:
    found = findings({Check.HIDDEN: [Found("7")], Check.STALE_HIGHLIGHT: [Found("1")], Check.MISSING: []})

    assert [(each.check, each.is_blocking) for each in found] == [(Check.STALE_HIGHLIGHT, True), (Check.HIDDEN, False)]


def test_each_warning_must_be_known_and_a_blocking_one_cannot_be_waved_through() -> None:
    found = findings({check: [Found("x")] for check in Check})

    assert {each.check for each in unconfirmed(found, [])} == set(Check) - BLOCKING
    assert [each.check for each in unconfirmed(found, set(Check) - {Check.HIDDEN})] == [Check.HIDDEN]  # type: ignore[arg-type]


def test_differences_name_what_changed_came_and_went() -> None:
    before = {("Área 1", "Mujeres"): "12", ("Área 1", "Total"): "20", ("Área 2", "Total"): "5"}
    after = {("Área 1", "Mujeres"): "13", ("Área 1", "Total"): "20", ("Área 3", "Total"): "9"}

    assert differences(before, after) == (
        Difference("Área 1", "Mujeres", "12", "13"),
        Difference("Área 3", "Total", "", "9"),
        Difference("Área 2", "Total", "5", ""),
    )


figures = st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.sampled_from(["1", "2"]))


@given(figures, figures)
def test_what_a_list_of_changes_says_turns_the_old_edition_into_the_new(
    before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]
) -> None:
    changed = dict(before)
    for each in differences(before, after):
        assert before.get((each.place, each.name), "") == each.before
        changed[each.place, each.name] = each.after
    assert {place: text for place, text in changed.items() if text} == after


def test_of_two_long_texts_the_passage_where_they_part_is_shown() -> None:
    start = "La red se reunió tres veces en el trimestre y acordó su plan de trabajo con los cuatro países miembros "
    before, after = passage(start * 3 + "con 12 mujeres al final", start * 3 + "con 13 mujeres al final", most=80)

    assert before == "… cuatro países miembros con 12 mujeres al final"
    assert after == "… cuatro países miembros con 13 mujeres al final"


@given(st.text(st.sampled_from("ab \n"), max_size=300), st.text(st.sampled_from("ab \n"), max_size=300))
def test_a_passage_never_hides_that_two_texts_differ(before: str, after: str) -> None:
    if before.split() != after.split():
        old, new = passage(before, after, most=60)
        assert old != new
