"""What a wave's print and files say of the change since an earlier one: plain data, words in the language asked for.

earlier_book(session, wave) -> (Wave, Book) | None      the last one before it that can be read
survey_change(session, wave, book, language) -> dict | None
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from monitor.domain.compared_grids import hidden_beside
from monitor.domain.compared_questions import Cell, ComparedQuestion, figures
from monitor.domain.questionnaire import TOTAL, Question, words
from monitor.domain.small_cells import HIDE_BELOW
from monitor.domain.survey_results import protected
from monitor.domain.wave_comparison import Comparison, IndexChange
from monitor.models import Wave
from monitor.services.survey_book import Book, book
from monitor.services.survey_succession import successors
from monitor.services.surveys import waves_of

HIDDEN = "hidden"


def earlier_book(session: Session, wave: Wave) -> tuple[Wave, Book] | None:
    """None where there is none, or one of them is of persons: nobody knows who answered both."""
    earlier = next(
        (
            each
            for each in waves_of(session, wave.survey.plan)
            if each.survey_id == wave.survey_id and each.number < wave.number and each.opened_at is not None
        ),
        None,
    )
    if earlier is None or earlier.is_personal or wave.is_personal:
        return None
    return earlier, book(session, earlier)


def compared(session: Session, wave: Wave, found: Book) -> tuple[Wave, Book, Comparison] | None:
    """None where no unit can be found in both."""
    known = earlier_book(session, wave)
    if known is None:
        return None
    earlier, before = known
    told = found.comparison(before, successors(session, earlier.id, wave.id))
    return None if told.why_none else (earlier, before, told)


def survey_change(session: Session, wave: Wave, found: Book, language: str) -> dict[str, Any] | None:
    """For print: no cell in it tells of few people, nor lets what is hidden elsewhere be worked out."""
    known = compared(session, wave, found)
    if known is None:
        return None
    earlier, before, told = known
    labels = {index.key: words(index.labels, language) for index in found.questionnaire.indices}
    return {
        "wave": earlier.name,
        "n": told.n,
        "indices": [_change(each, labels) for each in told.indices],
        "with_attendees": _change(told.with_attendees, labels) if told.with_attendees else None,
        "without_attendees": _change(told.without_attendees, labels) if told.without_attendees else None,
        "questions": [
            _question(each, before, found, language)
            for each in told.compared
            if each.has_figures and not each.after.question.filled_from
        ],
        "added": [_named(each, language) for each in told.added],
        "removed": [_named(each, language) for each in told.removed],
        "changed": [
            {**_named(each.after, language), "differences": [why.value for why in each.differences]}
            for each in told.changed
            if not each.after.filled_from
        ],
    }


def _named(question: Question, language: str) -> dict[str, str]:
    return {"key": question.key, "label": words(question.labels, language)}


def _change(told: IndexChange, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": told.key,
        "label": labels.get(told.key, ""),
        "n": told.n,
        "before": told.before,
        "after": told.after,
        "points": told.points,
        "risen": told.risen,
        "fallen": told.fallen,
        "why_not": told.why_not,
    }


def _question(told: ComparedQuestion, before: Book, after: Book, language: str) -> dict[str, Any]:
    rows = []
    for each in figures(told) if told.grid is None else ():
        parts = [words(own.labels, language) for own in (each.row, each.column, each.option) if own is not None]
        figure = {"measure": each.measure.value, "n": each.n, "before": each.before, "after": each.after}
        rows.append({"label": " · ".join(parts), **figure})
    return {
        **_named(told.after.question, language),
        "reworded": told.reworded,
        "rows": rows,
        "grid": _grid(told, before, after, language) if told.grid is not None else None,
    }


def _grid(told: ComparedQuestion, before: Book, after: Book, language: str) -> dict[str, Any]:
    """The sums of both waves in one cell, the totals last; no rows where printing them would give too much away."""
    grid, question = told.grid, told.after.question
    assert grid is not None
    sides = [
        hidden_beside(_printed(found, question.key), sums)
        for found, sums in ((before, grid.before), (after, grid.after))
    ]
    made: dict[str, Any] = {"n": grid.n, "columns": [], "rows": [], "has_hidden": False}
    old, new = sides
    if old is None or new is None:
        return made
    hidden = old | new
    columns = [column.key for column in question.columns]

    def cell(key: Cell) -> object:
        if key in hidden:
            return HIDDEN
        return [grid.before.get(key, 0), grid.after.get(key, 0)] if key in {*grid.before, *grid.after} else None

    rows = [*((row.key, words(row.labels, language)) for row in question.rows), (TOTAL, "")]
    return made | {
        "columns": [words(column.labels, language) for column in question.columns],
        "rows": [{"label": label, "cells": [cell((row, each)) for each in [*columns, TOTAL]]} for row, label in rows],
        "has_hidden": bool(hidden),
    }


def _printed(found: Book, key: str) -> Any:
    return next(protected(each, HIDE_BELOW) for each in found.results() if each.question.key == key)
