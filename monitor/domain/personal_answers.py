"""What files may tell of a wave of persons: nothing that fewer than five answered, and texts apart from the rest.

    without_rare(questions, answers) -> list[Answers]      each person's, without texts, comments and what few answered
    texts_apart(questions, answers) -> (name, text) ...    by question and alphabet; a comment is called `key__comment`

Somebody may be known by what they write; then nothing else must be known of them. The alphabet says nothing of who
wrote first.
"""

from collections.abc import Iterator, Sequence

from monitor.domain.answers import Answers, cell_of
from monitor.domain.questionnaire import Question
from monitor.domain.waves import LEAST_PERSONAL

COMMENT = "comment"


def comment_name(question: Question) -> str:
    return f"{question.key}__{COMMENT}"


def without_rare(questions: Sequence[Question], answers: Sequence[Answers]) -> list[Answers]:
    kept: list[dict[str, object]] = [{} for _ in answers]
    for question in questions:
        given = [each.values.get(question.key) for each in answers]
        if question.type.is_text or _answered(given) < LEAST_PERSONAL:
            continue
        told = _without_rare_cells(question, given) if question.type.has_lines else given
        for own, value in zip(kept, told, strict=True):
            if value is not None:
                own[question.key] = value
    return [Answers(values) for values in kept]


def _without_rare_cells(question: Question, given: Sequence[object]) -> list[object]:
    """Of a matrix or grid; the totals are reckoned from what is left, so that none gives a cell away."""
    cells = [
        (row.key, column.key)
        for row, column in question.cells
        if _answered([cell_of(each, row.key, column.key) for each in given]) >= LEAST_PERSONAL
    ]
    found: list[object] = []
    for each in given:
        left: dict[str, dict[str, object]] = {}
        for row, column in cells:
            cell = cell_of(each, row, column)
            if cell is not None:
                left.setdefault(row, {})[column] = cell
        found.append(left or None)
    return found


def _answered(given: Sequence[object]) -> int:
    return sum(each is not None for each in given)


def texts_apart(questions: Sequence[Question], answers: Sequence[Answers]) -> Iterator[tuple[str, str]]:
    for question in questions:
        if question.type.is_text:
            yield from _by_alphabet(question.key, [each.values.get(question.key) for each in answers])
        yield from _by_alphabet(comment_name(question), [each.comments.get(question.key) for each in answers])


def _by_alphabet(name: str, given: Sequence[object]) -> list[tuple[str, str]]:
    said = [str(each) for each in given if each is not None]
    if len(said) < LEAST_PERSONAL:
        return []
    return [(name, each) for each in sorted(said, key=lambda each: (each.casefold(), each))]
