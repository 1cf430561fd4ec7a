"""Answers to a questionnaire: what is asked, what is wrong or odd, what a submission keeps."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.answer_checks import check, sentence
from monitor.domain.answers import Answers, cleared, environment, progress, visible
from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, Section
from tests.survey_samples import TODAY, default_questionnaire, whole_answers


def said(answers: Answers, language: str = "es") -> list[tuple[str, str]]:
    findings = check(default_questionnaire(), answers, TODAY)
    return [(each.key, sentence(each, language)) for each in findings.blocking]


def asked(answers: Answers) -> set[str]:
    return set(visible(default_questionnaire(), answers, TODAY).questions)


def test_whole_answers_can_be_sent() -> None:
    assert said(whole_answers()) == []


def test_nothing_answered_lacks_all_that_is_required_and_asked() -> None:
    keys = [key for key, _ in said(Answers())]
    assert keys == (
        "a1 a2 a3 a6 a7 b1 b2 b3 b4 b6 c1 c3 c4 c5 c6 d1 d4 d5 d6 e4 e5".split()  # noqa: SIM905 - read as a line
    )


@pytest.mark.parametrize(
    ("changes", "shown", "hidden"),
    [
        ({"b4": "n1"}, set(), {"b5"}),
        ({"b4": "n3"}, {"b5"}, set()),
        ({"c1": 0}, set(), {"c2"}),
        ({"c1": None}, set(), {"c2"}),
        ({"d1": "n0"}, {"d3"}, {"d2"}),
        ({"d1": "n3"}, {"d2"}, {"d3"}),
        ({"e1": None}, {"e4"}, {"e2", "e3"}),
        ({"e1": {"w2": {"sd": 1}}}, {"e2", "e3", "e4"}, set()),
        ({"e7": None}, set(), {"e8"}),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    changes: dict[str, Any], shown: set[str], hidden: set[str]
) -> None:
    found = asked(whole_answers(**changes))
    assert shown <= found
    assert not hidden & found


def test_only_groups_that_attended_are_asked_how_they_were_before() -> None:
    columns = [line.key for line in visible(default_questionnaire(), whole_answers(), TODAY).questions["e4"].columns]
    assert columns == ["antes", "hoy"]
    none = whole_answers(e1={"w1": {"m": 0}})
    assert [line.key for line in visible(default_questionnaire(), none, TODAY).questions["e4"].columns] == ["hoy"]
    assert said(none) == []


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"c2": 9}, "c2", "No puede superar el total de actividades"),
        ({"c1": 1000}, "c1", "Escriba un número de 0 a 999"),
        ({"c1": -1}, "c1", "Escriba un número de 0 a 999"),
        ({"c1": "ocho"}, "c1", "Escriba un número entero, sin decimales: por ejemplo, 25."),
        ({"c1": 2.5}, "c1", "Escriba un número entero, sin decimales: por ejemplo, 25."),
        ({"c1": 10**400}, "c1", "Escriba un número entero, sin decimales: por ejemplo, 25."),
        ({"a7": "2021-09-21"}, "a7", "La fecha no puede ser futura"),
        ({"a7": "2021-02-30"}, "a7", "Escriba una fecha que exista, con día, mes y año."),
        ({"a2": ["CL", "AR"]}, "a2", "Esa opción no está entre las de la pregunta. Elija otra."),
        ({"b1": "quizás"}, "b1", "Esa opción no está entre las de la pregunta. Elija otra."),
        ({"c8": ["ninguna", "beca"]}, "c8", "«Ninguna» no se combina con otras opciones"),
        ({"e5": ["tiempo", "datos", "mandato", "otra"]}, "e5", "Elija hasta 3"),
        ({"a4": {"cl": {"m": 10000}}, "a5": None}, "a4", "Escriba un número entero de 0 a 9999"),
        ({"a5": {"co": {"m": 1}}}, "a5", "No puede superar el número de integrantes"),
        ({"e4": {"datos": {"hoy": "6"}}, "e1": None}, "e4", "Faltan respuestas en algunas casillas."),
        ({"a2": "CL"}, "a2", "Esta respuesta no se puede leer. Respóndala de nuevo."),
        ({"e7": "x" * 5001}, "e7", "Son demasiados caracteres: el máximo es 5000."),
        ({"a4": ["m"], "a5": None}, "a4", "Esta respuesta no se puede leer. Respóndala de nuevo."),
    ],
)
def test_what_is_wrong_is_said_of_its_question(changes: dict[str, Any], key: str, words: str) -> None:
    assert (key, words) in said(whole_answers(**changes))


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    assert said(whole_answers(c2=9), "en") == [("c2", "It cannot be more than the total of activities")]


def test_a_cell_that_is_wrong_is_named() -> None:
    answers = whole_answers(a5={"cl": {"m": 4}, "pe": {"h": 1}})
    found = check(default_questionnaire(), answers, TODAY).of("a5")
    assert [(each.row, each.column) for each in found] == [("cl", "m")]


def odd_question() -> Questionnaire:
    question = Question(
        "n", QuestionType.INTEGER, {"es": "¿n?"}, warning=". < 10", warning_messages={"es": "Es mucho: explíquelo."}
    )
    return Questionnaire("k", "1", {"es": "x"}, (Section("s", {"es": "x"}, (question,)),))


def test_an_odd_answer_keeps_from_sending_until_a_comment_explains_it() -> None:
    findings = check(odd_question(), Answers({"n": 12}), TODAY)
    assert [sentence(each, "es") for each in findings.blocking] == ["Es mucho: explíquelo."]
    explained = check(odd_question(), Answers({"n": 12}, {"n": "Hubo una feria."}), TODAY)
    assert explained.blocking == ()
    assert len(explained.warnings) == 1
    assert check(odd_question(), Answers({"n": 9}), TODAY).warnings == ()


def test_what_is_not_asked_is_left_out_of_what_is_sent_and_stays_in_the_draft() -> None:
    draft = whole_answers(b4="n0", e1={"w1": {"m": 0}})
    draft = Answers(draft.values, {"b5": "Fue en 2020.", "c1": "Con la feria."})
    sent = cleared(default_questionnaire(), draft, TODAY)
    assert not {"b5", "e2", "e3"} & sent.values.keys()
    assert sent.values["e4"]["datos"] == {"hoy": "3"}
    assert sent.comments == {"c1": "Con la feria."}
    assert draft.values["b5"] == ["nacional"]


def test_what_is_not_asked_does_not_open_other_questions() -> None:
    def whether(key: str, relevant: str = "") -> Question:
        return Question(key, QuestionType.INTEGER, {"es": key}, relevant=relevant)

    chain = (whether("a"), whether("b", "${a} > 0"), whether("c", "${b} > 0"))
    questionnaire = Questionnaire("k", "1", {"es": "x"}, (Section("s", {"es": "x"}, chain),))
    assert list(visible(questionnaire, Answers({"a": 0, "b": 5}), TODAY).questions) == ["a"]
    assert list(visible(questionnaire, Answers({"a": 1, "b": 5}), TODAY).questions) == ["a", "b", "c"]


def test_a_section_that_is_not_asked_is_not_there() -> None:
    whole = default_questionnaire()
    sections = (*whole.sections[:4], replace(whole.sections[4], relevant="${c1} > 0"))
    questionnaire = replace(whole, sections=sections)
    assert len(progress(questionnaire, whole_answers(c1=0), TODAY)) == 4
    assert len(progress(questionnaire, whole_answers(), TODAY)) == 5


def test_totals_of_a_grid_count_empty_cells_as_nothing() -> None:
    seen = environment(default_questionnaire(), whole_answers())
    assert (seen["a4__t__m"], seen["a4__t__o"], seen["a4__cl__t"], seen["a4__total"]) == (5.0, 0.0, 7.0, 11.0)
    assert environment(default_questionnaire(), Answers())["e1__total"] == 0.0


def test_progress_counts_what_is_asked_answered_and_missing() -> None:
    parts = progress(default_questionnaire(), whole_answers(b1=None), TODAY)
    assert [(part.asked, part.answered, part.missing) for part in parts] == [
        (6, 6, 0),
        (6, 5, 1),
        (8, 8, 0),
        (6, 6, 0),
        (8, 8, 0),
    ]


def test_an_empty_answer_takes_the_earlier_one_away() -> None:
    answers = whole_answers().with_values({"c1": "", "a4": {"cl": {"m": ""}}, "e7": " con espacios "}, {"b1": " "})
    assert not {"c1", "a4"} & answers.values.keys()
    assert answers.values["e7"] == "con espacios"
    assert answers.comments == {}
    assert Answers.from_json(answers.as_json()) == answers


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["cl", "m", "hoy", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(default_questionnaire().by_key)), JSON, max_size=6))
def test_no_answer_from_outside_breaks_the_check(values: dict[str, Any]) -> None:
    answers = Answers().with_values(values)
    findings = check(default_questionnaire(), answers, date(2021, 9, 20))
    assert all(sentence(each, "es") for each in findings.blocking)
    cleared(default_questionnaire(), answers, date(2021, 9, 20))
    progress(default_questionnaire(), answers, date(2021, 9, 20))
