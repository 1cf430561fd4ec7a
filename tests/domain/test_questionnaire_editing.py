"""Changing a questionnaire: adding, moving, renaming and removing keep everything else as it was."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.errors import NotFound
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, Section
from monitor.domain.questionnaire_checks import problems
from monitor.domain.questionnaire_editing import (
    KeyTaken,
    StillNamed,
    add_question,
    add_section,
    move,
    proposed_key,
    put_question,
    put_section,
    remove,
    rename,
    users_of,
)
from monitor.domain.questionnaire_wording import MoreThanWording, WordingChange, wording_changes
from tests.survey_samples import default_questionnaire

SURVEY = default_questionnaire()
KEYS = [each.key for each in SURVEY.questions]


def order(questionnaire: Questionnaire) -> list[list[str]]:
    return [[each.key for each in section.questions] for section in questionnaire.sections]


def new(key: str) -> Question:
    return Question(key, QuestionType.INTEGER, {"es": "¿Cuántas?", "en": "How many?"})


def test_a_new_question_stands_after_the_one_it_was_asked_after_or_at_the_end() -> None:
    section = SURVEY.sections[1].key
    assert order(add_question(SURVEY, section, new("b9"), after="b2"))[1][:3] == ["b1", "b2", "b9"]
    assert order(add_question(SURVEY, section, new("b9")))[1][-1] == "b9"


def test_a_new_section_stands_after_the_one_it_was_asked_after_or_at_the_end() -> None:
    first = SURVEY.sections[0].key
    extra = Section("sec_z", {"es": "Z"})
    assert [each.key for each in add_section(SURVEY, extra, after=first).sections][:2] == [first, "sec_z"]
    assert add_section(SURVEY, extra).sections[-1] == extra


@pytest.mark.parametrize("key", ["a4", "a4__cl__m", "a4__total", SURVEY.sections[0].key])
def test_a_key_that_a_question_a_cell_or_a_section_bears_is_taken(key: str) -> None:
    with pytest.raises(KeyTaken):
        add_question(SURVEY, SURVEY.sections[0].key, new(key))
    with pytest.raises(KeyTaken):
        rename(SURVEY, "b1", key)


def test_renaming_reaches_every_expression_that_names_the_question_or_its_cells() -> None:
    renamed = rename(rename(SURVEY, "c1", "actividades"), "e1", "asistencia")
    assert problems(renamed) == []
    assert "${actividades}" in renamed.by_key["c2"].relevant
    assert "${asistencia__total}" in renamed.by_key["e2"].relevant
    assert rename(SURVEY, "a4", "integrantes").by_key["a5"].within == "integrantes"


def test_renaming_leaves_what_does_not_name_the_question_letter_by_letter() -> None:
    spaced = put_question(SURVEY, replace(SURVEY.by_key["b5"], relevant="  ${b4}   =  'programados' "))
    assert rename(spaced, "c1", "otra").by_key["b5"].relevant == "  ${b4}   =  'programados' "


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KEYS))
def test_renaming_there_and_back_changes_no_meaning(key: str) -> None:
    once = rename(SURVEY, key, "otra_clave")
    assert problems(once) == []
    back = rename(once, "otra_clave", key)
    assert order(back) == order(SURVEY)
    assert rename(back, key, "otra_clave") == once


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([-1, 1])), max_size=12))
def test_moving_never_loses_or_doubles_a_question(moves: list[tuple[str, int]]) -> None:
    moved = SURVEY
    for key, by in moves:
        moved = move(moved, key, by)
    assert sorted(each.key for each in moved.questions) == sorted(KEYS)
    assert [each.key for each in moved.sections] == [each.key for each in SURVEY.sections]
    assert all(moved.by_key[key] == SURVEY.by_key[key] for key in KEYS)


def test_a_question_moves_on_into_the_next_section_and_back() -> None:
    last = SURVEY.sections[0].questions[-1].key
    moved = move(SURVEY, last, 1)
    assert order(moved)[0] == order(SURVEY)[0][:-1]
    assert order(moved)[1] == [last, *order(SURVEY)[1]]
    assert move(moved, last, -1) == SURVEY


def test_the_first_and_the_last_stay_where_they_are() -> None:
    assert move(SURVEY, "a1", -1) == SURVEY
    assert move(SURVEY, "e8", 1) == SURVEY
    assert move(SURVEY, SURVEY.sections[0].key, -1) == SURVEY


def test_sections_change_places_with_their_questions() -> None:
    moved = move(SURVEY, SURVEY.sections[0].key, 1)
    assert order(moved) == [order(SURVEY)[1], order(SURVEY)[0], *order(SURVEY)[2:]]


def test_a_question_that_others_name_is_not_removed_and_the_others_are_named() -> None:
    with pytest.raises(StillNamed) as refused:
        remove(SURVEY, "c1")
    assert refused.value.users == ("c2",)
    assert "a5" in users_of(SURVEY, "a4")


def test_a_section_goes_with_its_questions_when_only_they_name_each_other() -> None:
    governance = SURVEY.sections[1].key
    assert order(remove(SURVEY, governance)) == [order(SURVEY)[0], *order(SURVEY)[2:]]


def test_a_removed_question_leaves_the_rest_as_it_was() -> None:
    without = remove(SURVEY, "b3")
    assert order(without)[1] == ["b1", "b2", "b4", "b5", "b6"]
    assert problems(without) == []


def test_what_does_not_exist_is_neither_removed_nor_moved() -> None:
    for change in (lambda: remove(SURVEY, "zz"), lambda: move(SURVEY, "zz", 1), lambda: rename(SURVEY, "zz", "yy")):
        with pytest.raises(NotFound):
            change()


def test_the_proposed_key_goes_on_in_the_manner_of_the_section() -> None:
    assert proposed_key(SURVEY, SURVEY.sections[2].key) == "c9"
    assert proposed_key(add_section(SURVEY, Section("sec_f", {"es": "F"})), "sec_f") == "f1"
    assert proposed_key(add_section(SURVEY, Section("otros_temas", {"es": "Otros"})), "otros_temas") == "q1"


def test_words_of_a_section_change_and_its_questions_stay() -> None:
    key = SURVEY.sections[3].key
    changed = put_section(SURVEY, key, labels={"es": "Datos"}, hints={}, relevant="${c1} > 0")
    assert changed.sections[3].labels == {"es": "Datos"}
    assert changed.sections[3].questions == SURVEY.sections[3].questions


def test_a_mended_word_is_told_with_its_place_before_and_after() -> None:
    question = SURVEY.by_key["b2"]
    options = (
        replace(question.options[0], labels={**question.options[0].labels, "es": "Ninguno"}),
        *question.options[1:],
    )
    mended = put_question(
        SURVEY, replace(question, labels={**question.labels, "es": "¿Hay punto focal?"}, options=options)
    )
    assert wording_changes(SURVEY, mended) == [
        WordingChange("b2", "labels", "es", question.labels["es"], "¿Hay punto focal?"),
        WordingChange(
            f"b2/options/{question.options[0].key}", "labels", "es", question.options[0].labels["es"], "Ninguno"
        ),
    ]
    assert wording_changes(SURVEY, SURVEY) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: remove(SURVEY, "b3"),
        lambda: move(SURVEY, "b3", 1),
        lambda: put_question(SURVEY, replace(SURVEY.by_key["b3"], required=not SURVEY.by_key["b3"].required)),
        lambda: rename(SURVEY, "b3", "b33"),
        lambda: put_question(SURVEY, replace(SURVEY.by_key["b3"], options=SURVEY.by_key["b3"].options[1:])),
    ],
)
def test_anything_but_words_is_more_than_wording(change: object) -> None:
    assert callable(change)
    with pytest.raises(MoreThanWording):
        wording_changes(SURVEY, change())
