"""The difference of two answers, applied to the first, gives the second: for texts and for whole updates."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.differences import Change, Kind, Piece, apply, changes, difference, leaves, word_pieces
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.update_content import EvidenceItem, MilestoneAnswer, UpdateContent, as_json
from monitor.domain.updates import Status
from tests.domain.test_update_content import CONTENTS

WORDS = ["el", "taller", "se", "hizo", "en", "Lima,", "y", "Cali.\n"]
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join)


@given(TEXTS, TEXTS)
def test_what_stayed_and_came_is_the_new_text_and_what_stayed_and_went_the_old(before: str, after: str) -> None:
    pieces = word_pieces(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.REMOVED) == after
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.ADDED) == before


@given(CONTENTS, CONTENTS)
def test_applying_the_difference_gives_the_new_answers(before: UpdateContent, after: UpdateContent) -> None:
    old, new = leaves(as_json(before)), leaves(as_json(after))

    assert apply(old, changes(old, new)) == new


@given(CONTENTS)
def test_the_same_answers_do_not_differ(content: UpdateContent) -> None:
    assert difference(content, content) == []


def test_words_are_compared_whole() -> None:
    assert word_pieces("Hubo 12 talleres.", "Hubo 13 talleres.") == (
        Piece(Kind.SAME, "Hubo "),
        Piece(Kind.REMOVED, "12"),
        Piece(Kind.ADDED, "13"),
        Piece(Kind.SAME, " talleres."),
    )


def test_numbers_say_by_how_much() -> None:
    [status, done] = difference(
        UpdateContent(status=Status.NOT_STARTED, percent_done=45),
        UpdateContent(status=Status.IN_PROGRESS, percent_done=40),
    )

    assert (status.path, status.before, status.after, status.by) == (("status",), "not_started", "in_progress", None)
    assert done.by == -5


@pytest.mark.parametrize(("before", "after"), [(None, 0), (0, None)])
def test_no_answer_and_zero_are_not_the_same(before: int | None, after: int | None) -> None:
    [change] = difference(UpdateContent(percent_done=before), UpdateContent(percent_done=after))

    assert (change.before, change.after, change.by) == (before, after, None)


def test_items_are_compared_with_themselves_wherever_they_stand() -> None:
    first, second = MilestoneAnswer(1, "Taller"), MilestoneAnswer(2, "Informe", reason="Cambio")
    moved = dataclasses.replace(second, reason="Cambio de consultora")

    [change] = difference(UpdateContent(milestones=(first, second)), UpdateContent(milestones=(moved, first)))

    assert change.path == ("milestones", "2", "reason")


def test_an_added_piece_of_evidence_was_not_there() -> None:
    found = difference(UpdateContent(), UpdateContent(evidence=(EvidenceItem("Nota", "https://example.org"),)))

    assert {change.path[:2] for change in found} == {("evidence", "https://example.org·Nota")}
    assert not any(change.was_there for change in found)


def test_cells_are_compared_one_by_one() -> None:
    def with_women(value: int) -> UpdateContent:
        record = ParticipationRecord("Taller", Measure.ATTENDANCES, Depth.SEX, {Cell(Sex.WOMEN): value}, total=20)
        return UpdateContent(participation=(record,))

    [change] = difference(with_women(8), with_women(12))

    assert (change.question, change.path[-1], change.by) == ("participation", "value", 4)


def test_plain_values_in_a_list_are_compared_place_by_place() -> None:
    def measured(amount: str) -> dict[str, object]:
        return {"indicators": [{"indicator_id": 3, "value": {"amounts": {"women": [amount, None]}}}]}

    [change] = changes(leaves(measured("12")), leaves(measured("13")))

    assert (change.path, change.before, change.after) == (
        ("indicators", "3", "value", "amounts", "women", "0"),
        "12",
        "13",
    )


def test_a_question_nobody_knew_of_is_compared_too() -> None:
    old, new = {"indicators": [{"indicator_id": 3, "value": 10}]}, {"indicators": [{"indicator_id": 3, "value": 12}]}

    assert changes(leaves(old), leaves(new)) == [Change(("indicators", "3", "value"), 10, 12)]
