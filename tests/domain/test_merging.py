"""Two people on one page: what is saved, what stays, what has to be chosen; and that no word goes away by itself."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.merging import Settled, both, mark_of, settle
from monitor.domain.updates import Status

ANSWERS = st.fixed_dictionaries({name: st.sampled_from(["", "uno", "dos", "tres"]) for name in ("a", "b", "c")})


def drawn(**answers: object) -> dict[str, str]:
    return {name: mark_of(answer) for name, answer in answers.items()}


def test_each_question_keeps_the_answer_of_whoever_changed_it() -> None:
    settled = settle(
        {"a": "de Ana", "b": "", "c": "igual"},
        {"a": "", "b": "de Beto", "c": "igual"},
        drawn=drawn(a="", b="", c="igual"),
    )

    assert settled == Settled(to_save={"b": "de Beto"}, theirs=("a",), clashes=())


def test_one_question_answered_by_both_in_different_ways_is_a_clash() -> None:
    assert settle({"a": "de Ana"}, {"a": "de Beto"}, drawn=drawn(a="")).clashes == ("a",)
    assert settle({"a": "lo mismo"}, {"a": "lo mismo"}, drawn=drawn(a="")) == Settled()
    assert settle({"a": ""}, {"a": "de Beto"}, drawn=drawn(a="lo que Ana borró")).clashes == ("a",)


def test_a_page_that_does_not_say_what_it_was_drawn_with_never_writes_over_anything() -> None:
    assert settle({"a": "de Ana"}, {"a": "de Beto"}, drawn={}).clashes == ("a",)


def test_what_the_same_page_sent_before_is_not_somebody_elses() -> None:
    settled = settle({"a": "Hola"}, {"a": "Hola y adiós"}, drawn=drawn(a=""), sent={"a": ["Ho", "Hola"]})

    assert settled.to_save == {"a": "Hola y adiós"}


def test_marks_tell_answers_apart_and_take_nothing_for_nothing() -> None:
    assert mark_of("") == mark_of(None)
    assert len({mark_of(each) for each in (None, 0, False, "0", date(2021, 10, 5), Status.COMPLETED)}) == 6
    assert mark_of(Status.COMPLETED) == mark_of("completed")


@given(before=ANSWERS, stored=ANSWERS, typed=ANSWERS)
def test_no_answer_of_either_goes_away_unseen(
    before: dict[str, str], stored: dict[str, str], typed: dict[str, str]
) -> None:
    settled = settle(stored, typed, drawn=drawn(**before))
    after = stored | settled.to_save

    for name in before.keys() - set(settled.clashes):
        for answer in (stored[name], typed[name]):
            assert answer in (before[name], after[name])


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_both_texts_are_in_the_united_one(one: str, other: str) -> None:
    assert one in both(one, other)
    assert other in both(one, other)
