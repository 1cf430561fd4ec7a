"""Sentences of the domain: Spanish as they are, another language where the reader is known."""

import copy
import pickle
from datetime import date

from monitor.domain.errors import Incomplete, WrongState
from monitor.domain.sentences import Count, Sentence, Tongue, said_in, together

WORDS = {
    "Quedan %(n)s personas hasta el %(day)s.": "%(n)s people are left until %(day)s.",
    "%(name)s está en «%(page)s»": "%(name)s is in “%(page)s”",
    "Hitos": "Milestones",
    "Falta algo.": "Something is missing.",
}
ENGLISH = Tongue(
    gettext=lambda message: WORDS.get(message, message),
    day=lambda day: f"{day:%-d %B %Y}",
    number=lambda number: f"{number:,}",
)


def test_a_sentence_is_its_spanish_text_and_can_be_said_otherwise() -> None:
    said = Sentence("Quedan %(n)s personas hasta el %(day)s.", n=Count(1234), day=date(2021, 10, 5))

    assert said == "Quedan 1.234 personas hasta el 5 de octubre de 2021."
    assert said.said_in(ENGLISH) == "1,234 people are left until 5 October 2021."


def test_sentences_inside_are_said_too_and_the_words_of_people_stay() -> None:
    said = Sentence("%(name)s está en «%(page)s»", name="Taller de hitos", page=Sentence("Hitos"))

    assert said.said_in(ENGLISH) == "Taller de hitos is in “Milestones”"
    assert said_in("Hitos", ENGLISH) == "Hitos", "a text that is no sentence is somebody's own"


def test_several_sentences_are_one() -> None:
    said = together(Sentence("Falta algo."), Sentence("Falta algo."))

    assert said == "Falta algo. Falta algo."
    assert said.said_in(ENGLISH) == "Something is missing. Something is missing."


def test_a_sentence_survives_being_copied_and_stored() -> None:
    said = Sentence("%(name)s está en «%(page)s»", name="Ana", page=Sentence("Hitos"))

    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - its own pickle
        assert again == said
        assert again.said_in(ENGLISH) == "Ana is in “Milestones”"


def test_an_error_says_its_sentence_with_what_is_filled_in() -> None:
    error = WrongState("%(name)s está en «%(page)s»", name="Ana", page=Sentence("Hitos"))

    assert str(error) == "Ana está en «Hitos»"
    assert error.sentence.said_in(ENGLISH) == "Ana is in “Milestones”"
    assert Incomplete("Falta algo.", field="name").field == "name"
    assert Incomplete(Sentence("Falta algo.")).sentence.said_in(ENGLISH) == "Something is missing."
