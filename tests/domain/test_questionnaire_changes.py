"""What is said before a questionnaire is put over another."""

from dataclasses import replace

from monitor.domain.questionnaire import Question, Questionnaire, QuestionType, Section
from monitor.domain.questionnaire_changes import Change, ChangeKind, changes
from tests.survey_samples import default_questionnaire


def with_questions(form: Questionnaire, place: int, questions: tuple[Question, ...]) -> Questionnaire:
    sections = list(form.sections)
    sections[place] = replace(sections[place], questions=questions)
    return replace(form, sections=tuple(sections))


def short(found: list[Change]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind.value, each.key, each.aspects) for each in found]


def test_equal_questionnaires_differ_in_nothing() -> None:
    assert changes(default_questionnaire(), default_questionnaire()) == []


def test_each_question_says_in_what_it_changes() -> None:
    form = default_questionnaire()
    first, second, *rest = form.sections[1].questions
    changed = replace(first, labels={"es": "Otra"}, required=False, relevant="${c1} > 0")
    new = Question("b9", QuestionType.DATE, {"es": "¿Cuándo?"})
    after = with_questions(form, 1, (changed, *rest, new))
    assert short(changes(form, after)) == [
        ("changed", "b1", ("el texto", "si hay que responderla", "cuándo se pregunta")),
        ("added", "b9", ()),
        ("removed", second.key, ()),
    ]


def test_a_question_that_moves_is_the_only_one_said_to_move() -> None:
    form = default_questionnaire()
    first, *rest = form.sections[1].questions
    found = changes(form, with_questions(form, 1, (*rest, first)))
    assert short(found) == [("changed", "b1", ("su lugar en el cuestionario",))]
    away = with_questions(with_questions(form, 1, tuple(rest)), 2, (*form.sections[2].questions, first))
    assert short(changes(form, away)) == [("changed", "b1", ("su lugar en el cuestionario",))]


def test_sections_and_the_whole_are_told_too() -> None:
    form = default_questionnaire()
    sections = (*form.sections[:-1], Section("sec_z", {"es": "Z"}, form.sections[-1].questions))
    found = changes(form, replace(form, version="2", languages=("es",), indices=(), sections=sections))
    assert found[0] == Change(
        ChangeKind.CHANGED, "", form.labels, ("el número de versión", "los idiomas", "los índices o sus pesos")
    )
    assert ("added", "sec_z", ()) in short(found)
    assert ("removed", "sec_e", ()) in short(found)
