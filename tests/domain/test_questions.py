"""Every answer that is compared or commented on has a name people read."""

from monitor.domain.questions import CAN_BE_COMMENTED, QUESTIONS, label_of
from monitor.domain.update_content import UpdateContent


def test_every_field_of_an_update_is_a_question_with_a_name() -> None:
    assert set(UpdateContent.__dataclass_fields__) == set(QUESTIONS)
    assert all(question.label for question in QUESTIONS.values())


def test_questions_are_named_once() -> None:
    labels = [question.label for question in QUESTIONS.values()]

    assert len(set(labels)) == len(labels)
    assert {question.field for question in CAN_BE_COMMENTED} <= set(QUESTIONS)


def test_the_whole_has_a_name_too() -> None:
    assert label_of("") == "Todo el avance"
