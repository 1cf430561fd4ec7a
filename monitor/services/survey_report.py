"""What the results of a wave say in print, as plain data: nothing in it may point to a person.

    survey_report(session, wave, now=..., language=..., fictional=...) -> dict     frozen, as JSON

Words of the questionnaire are in the report's language; the report's own words are its template's. Small cells of grids
are "hidden" already. Texts are those that their groups and the GTG let be published. Of a personal wave nothing stands
here of fewer than five people.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from monitor.domain.errors import WrongState
from monitor.domain.participation import Sex
from monitor.domain.questionnaire import TOTAL, Texts, words
from monitor.domain.small_cells import HIDE_BELOW
from monitor.domain.survey_indices import OVERALL, Spread, band, bloc, weights_of
from monitor.domain.survey_people import COMPOSITION, COVERAGE, LEADERSHIP, SEXES, People, grids_of
from monitor.domain.survey_results import OptionCount, QuestionResult, protected
from monitor.domain.waves import WaveState
from monitor.models import Wave
from monitor.services import open_answers
from monitor.services.report_data import PUBLISHER
from monitor.services.survey_book import Book, book
from monitor.services.survey_change import HIDDEN, survey_change
from monitor.services.survey_panel import panel

SCHEMA = 1
NOT_ENOUGH = "Todavía no hay respuestas suficientes para hacer un informe."


def survey_report(session: Session, wave: Wave, *, now: datetime, language: str, fictional: bool) -> dict[str, Any]:
    """Raises WrongState while too few answered, or a personal wave is open."""
    found = book(session, wave)
    if not found.tells:
        raise WrongState(NOT_ENOUGH)
    plan, told, zone = wave.survey.plan, panel(session, wave), ZoneInfo(wave.survey.plan.time_zone)
    is_final = wave.state in (WaveState.CLOSED, WaveState.ARCHIVED)
    results = [protected(each, HIDE_BELOW) for each in found.results() if not each.question.filled_from]
    return {
        "schema": SCHEMA,
        "language": language,
        "publisher": PUBLISHER,
        "plan_short": plan.short_name,
        "plan_name": plan.name,
        "survey": words(found.questionnaire.labels, language) or wave.survey.name,
        "wave": wave.name,
        "number": wave.number,
        "opened_on": wave.opens_on.isoformat(),
        "closes_on": wave.closes_on.isoformat(),
        "is_final": is_final,
        "generated_at": now.astimezone(zone).isoformat(),
        "fictional": fictional,
        "is_personal": wave.is_personal,
        "questionnaire_sha256": wave.questionnaire.sha256,
        "hide_below": HIDE_BELOW,
        "least": found.least,
        "asked": told.total.asked,
        "answered": told.total.answered,
        "declined": told.total.declined,
        "kinds": [
            {"kind": row.key.value, "asked": row.asked, "answered": row.answered, "declined": row.declined}
            for row in ([] if wave.is_personal else told.kinds)
            if row.key is not None
        ],
        **_indices(found, language),
        "people": [each for each in (_people(found, results, index) for index in (COMPOSITION, LEADERSHIP)) if each],
        "webinars": _webinars(found, results),
        "comparison": survey_change(session, wave, found, language),
        "sections": [
            {
                "label": words(section.labels, language),
                "results": [
                    _result(each, language)
                    for each in results
                    if any(each.question.key == own.key for own in section.questions)
                ],
            }
            for section in found.questionnaire.sections
        ],
        "texts": [
            {"group": line.name, "question": words(line.question.labels, language), "text": line.text}
            for line in open_answers.publishable(session, wave, found)
        ],
    }


def _spread(told: Spread | None, least: int) -> dict[str, Any] | None:
    if told is None or told.n < least:
        return None
    return {
        "n": told.n,
        "mean": told.mean,
        "median": told.median,
        "lowest": told.lowest,
        "highest": told.highest,
        "band": band(told.mean).value if told.mean >= 0 else "",
    }


def _indices(found: Book, language: str) -> dict[str, Any]:
    """The bloc only: what one body comes to is between it and the GTG."""
    labels = {index.key: words(index.labels, language) for index in found.questionnaire.indices}
    weights, units = weights_of(found.questionnaire), found.indices()
    rows = [
        {"key": key, "label": labels.get(key, ""), "weight": weights.get(key), **told}
        for key in (OVERALL, *weights)
        if (told := _spread(bloc(units, key), found.least))
    ]
    bands = Counter(band(each.overall.value) for each in units if each.overall.value is not None)
    enough = sum(bands.values()) >= found.least
    return {"indices": rows, "bands": {each.value: count for each, count in bands.items()} if enough else {}}


def _people(found: Book, results: Sequence[QuestionResult], index: str) -> dict[str, Any] | None:
    """Members or leaders: the grid as it may be printed, and shares that no hidden cell could be worked out from."""
    told = found.composition(index)
    keys = [question.key for question in grids_of(found.questionnaire, index)]
    grid = next((each for each in results if each.question.key in keys), None)
    if grid is None or len(keys) != 1 or len(told.bodies) < found.least:
        return None
    people, hidden = told.people, grid.hidden
    return {
        "index": index,
        "question": grid.question.key,
        "bodies": len(told.bodies),
        "asked": told.asked,
        "women": None if hidden & _cells(TOTAL, Sex.WOMEN) else people.women,
        "known": None if hidden & _cells(TOTAL, Sex.WOMEN, Sex.MEN, Sex.OTHER) else people.known,
        "share_of_women": _share(people, TOTAL, hidden),
        "parity_index": None if hidden & _cells(TOTAL, Sex.WOMEN, Sex.MEN) else people.parity_index,
        "balanced": told.balanced,
        "with_known_share": told.with_known_share,
        "countries": [
            {"country": country.value, "share_of_women": share, "women": own.women}
            for country, own in told.countries.items()
            if (share := _share(own, country.value.lower(), hidden)) is not None
        ],
    }


def _cells(row: str, *sexes: Sex) -> set[tuple[str, str]]:
    return {(row, column) for column, sex in SEXES.items() if sex in sexes}


def _share(people: People, row: str, hidden: frozenset[tuple[str, str]]) -> float | None:
    """The share of women, if no hidden count could be worked out from it as it is printed, in whole per cent."""
    if people.share_of_women is None or hidden & _cells(row, Sex.WOMEN, Sex.MEN):
        return None
    if not hidden & _cells(row, Sex.OTHER):
        return people.share_of_women
    known = people.women + people.men
    possible = {round(100 * people.women / (known + others)) for others in range(1, HIDE_BELOW)}
    return people.share_of_women if possible == {round(100 * people.share_of_women)} else None


def _webinars(found: Book, results: Sequence[QuestionResult]) -> dict[str, Any]:
    told, coverage, least = found.impact, found.coverage, found.least
    grids = {each.key for index in (COMPOSITION, COVERAGE) for each in grids_of(found.questionnaire, index)}
    hides = any(each.hidden for each in results if each.question.key in grids)
    enough = told.asked_changes >= least
    return {
        "attended": told.attended,
        "not_attended": told.not_attended,
        "before": _spread(told.before, least),
        "today": _spread(told.today, least),
        "change": _spread(told.change, least),
        "without": _spread(told.without, least),
        "asked_changes": told.asked_changes if enough else 0,
        "changed": told.changed if enough else 0,
        "usefulness": _spread(told.usefulness, least),
        "attendances": coverage.attended if coverage.bodies >= least and not hides else None,
        "members": coverage.members if coverage.bodies >= least and not hides else None,
    }


def _result(told: QuestionResult, language: str) -> dict[str, Any]:
    question = told.question

    def said(texts: Texts) -> str:
        return words(texts, language)

    return {
        "key": question.key,
        "label": said(question.labels),
        "type": question.type.value,
        "asked": told.asked,
        "not_applicable": told.not_applicable,
        "n": told.n,
        "withheld": told.withheld,
        "options": _options(told.options, language),
        "mean_score": told.mean_score,
        "lines": [
            {
                "label": f"{said(line.row.labels)} · {said(line.column.labels)}",
                "asked": line.asked,
                "n": line.n,
                "options": _options(line.options, language),
                "mean_score": line.mean_score,
            }
            for line in told.lines
        ],
        "grid": _grid(told, language) if told.cells and told.n else None,
        "numbers": None
        if told.numbers is None
        else {
            "mean": told.numbers.mean,
            "median": told.numbers.median,
            "lowest": told.numbers.lowest,
            "highest": told.numbers.highest,
            "total": told.numbers.total,
        },
        "days": [each.isoformat() for each in told.days or ()],
    }


def _options(told: Sequence[OptionCount], language: str) -> list[dict[str, Any]]:
    return [{"label": words(each.option.labels, language), "count": each.count, "share": each.share} for each in told]


def _grid(told: QuestionResult, language: str) -> dict[str, Any]:
    """The totals last, in row and column; a cell nobody filled in is None."""
    rows = [(row.key, words(row.labels, language)) for row in told.question.rows]
    columns = [*(column.key for column in told.question.columns), TOTAL]
    return {
        "columns": [words(column.labels, language) for column in told.question.columns],
        "rows": [
            {
                "label": label,
                "cells": [HIDDEN if (row, each) in told.hidden else told.cells.get((row, each)) for each in columns],
            }
            for row, label in [*rows, (TOTAL, "")]
        ],
        "has_hidden": bool(told.hidden),
    }
