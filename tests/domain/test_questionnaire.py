"""The questionnaire as data: the default one, its JSON, and what keeps one from being used."""

import json
from dataclasses import replace
from typing import Any

import pytest

from monitor.domain.questionnaire import (
    Line,
    Option,
    Question,
    Questionnaire,
    QuestionType,
    Section,
    words,
)
from monitor.domain.questionnaire_checks import problems
from monitor.domain.questionnaire_json import NotAQuestionnaire, as_json, canonical, from_json
from tests.survey_samples import DEFAULT_QUESTIONNAIRE, default_questionnaire

YES = (Option("si", {"es": "Sí"}), Option("no", {"es": "No"}))


def asked(key: str, kind: QuestionType = QuestionType.INTEGER, **more: Any) -> Question:
    return Question(key, kind, {"es": f"¿{key}?"}, **more)


def made_of(*questions: Question, **more: Any) -> Questionnaire:
    return Questionnaire("k", "1", {"es": "Prueba"}, (Section("s", {"es": "Sección"}, questions, **more),))


def said(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    return [(problem.place, problem.where) for problem in problems(questionnaire)]


def test_the_default_questionnaire_can_be_used_in_both_languages() -> None:
    questionnaire = default_questionnaire()
    assert problems(questionnaire) == []
    assert problems(replace(questionnaire, languages=("en",))) == []
    assert [len(section.questions) for section in questionnaire.sections] == [7, 6, 8, 6, 8]
    assert words(questionnaire.by_key["e8"].labels, "en").startswith("Do you authorise")


def test_the_default_questionnaire_names_every_cell_and_total() -> None:
    names = default_questionnaire().names
    assert {"a4__cl__m", "a4__t__m", "a4__cl__t", "a4__total", "e4__datos__hoy", "c1"} <= names.keys()
    assert names["e1__total"].key == "e1"


def test_a_questionnaire_is_the_same_after_json() -> None:
    questionnaire = default_questionnaire()
    again = from_json(json.loads(json.dumps(as_json(questionnaire))))
    assert again == questionnaire
    assert canonical(again) == canonical(questionnaire)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda data: data.update(schema=2), "schema"),
        (lambda data: data.update(sections={}), "sections"),
        (lambda data: data["sections"][0].update(title="x"), "sections[0].title"),
        (lambda data: data["sections"][0]["questions"][1].update(type="video"), "sections[0].questions[1].type"),
        (lambda data: data["sections"][0]["questions"][1].pop("key"), "sections[0].questions[1].key"),
        (lambda data: data["sections"][0]["questions"][1].update(labels="x"), "sections[0].questions[1].labels"),
        (lambda data: data["sections"][2]["questions"][0].update(minimum=True), "sections[2].questions[0].minimum"),
        (
            lambda data: data["sections"][1]["questions"][0]["options"][0].update(score="x"),
            "sections[1].questions[0].options[0].score",
        ),
    ],
)
def test_json_of_another_shape_is_refused_with_its_place(change: Any, place: str) -> None:
    data = json.loads(DEFAULT_QUESTIONNAIRE.read_text(encoding="utf-8"))
    change(data)
    with pytest.raises(NotAQuestionnaire) as refused:
        from_json(data)
    assert refused.value.place == place


@pytest.mark.parametrize(
    ("questionnaire", "expected"),
    [
        (Questionnaire("k", "1", {"es": "x"}), [("", "sections")]),
        (made_of(), [("s", "questions")]),
        (made_of(asked("a"), asked("a")), [("a", "key")]),
        (made_of(asked("s")), [("s", "key")]),
        (made_of(asked("1a")), [("1a", "key")]),
        (made_of(replace(asked("a"), labels={"en": "x"})), [("a", "labels")]),
        (made_of(asked("a", QuestionType.SINGLE)), [("a", "options")]),
        (made_of(asked("a", QuestionType.YES_NO, options=YES[:1])), [("a", "options")]),
        (made_of(asked("a", QuestionType.MULTIPLE, options=(YES[0], YES[0]))), [("a", "options")]),
        (made_of(asked("a", QuestionType.MULTIPLE, options=YES, max_choices=3)), [("a", "max_choices")]),
        (made_of(asked("a", QuestionType.SINGLE, options=(Option("x", {"es": "x"}, 120),))), [("a", "options")]),
        (made_of(asked("a", QuestionType.GRID)), [("a", "rows")]),
        (made_of(asked("a", minimum=3, maximum=2)), [("a", "maximum")]),
        (made_of(asked("a", relevant="${b} > 0")), [("a", "relevant")]),
        (made_of(asked("a", relevant="${a} > 0")), [("a", "relevant")]),
        (made_of(asked("a", relevant=". > 0")), [("a", "relevant")]),
        (made_of(asked("a", constraint=". > ")), [("a", "constraint")]),
        (made_of(asked("a", warning="sí")), [("a", "warning")]),
        (made_of(asked("a", score="${z}")), [("a", "score")]),
        (made_of(asked("a"), relevant="${a} > 0"), [("s", "relevant")]),
        (made_of(asked("a", relevant="${b} > 0"), asked("b", relevant="${a} > 0")), [("a", "relevant")]),
    ],
)
def test_what_is_wrong_with_a_questionnaire_is_said_with_its_place(
    questionnaire: Questionnaire, expected: list[tuple[str, str]]
) -> None:
    assert said(questionnaire) == expected
    assert all(str(problem) for problem in problems(questionnaire))


def test_a_grid_within_another_needs_its_rows_and_columns_before_it() -> None:
    lines = {"rows": (Line("cl", {"es": "Chile"}),), "columns": (Line("m", {"es": "Mujeres"}),)}
    whole, part = asked("w", QuestionType.GRID, **lines), asked("p", QuestionType.GRID, within="w", **lines)
    assert problems(made_of(whole, part)) == []
    assert said(made_of(part, whole)) == [("p", "within")]
    assert said(made_of(part, replace(whole, type=QuestionType.INTEGER))) == [("p", "within")]


def test_the_key_of_a_total_is_nobody_elses() -> None:
    grid = asked("w", QuestionType.GRID, rows=(Line("t", {"es": "x"}),), columns=(Line("m", {"es": "y"}),))
    assert ("w", "rows") in said(made_of(grid))
    other = replace(grid, rows=(Line("cl", {"es": "x"}),))
    assert said(made_of(asked("w__cl__m"), other)) == [("w", "rows")]
