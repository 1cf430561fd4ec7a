"""A report's data freezes without loss and refuses what must not be in a report."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import State
from reports.data import Answer, ReportData, WhyNotExpected, as_json, from_json
from tests.reports import samples


@pytest.mark.parametrize("sample", [samples.realistic, samples.empty, samples.hard])
def test_a_report_comes_back_from_its_frozen_form_as_it_was(sample: object) -> None:
    assert callable(sample)
    data: ReportData = sample()
    assert from_json(json.loads(json.dumps(as_json(data)))) == data


def test_a_frozen_report_of_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown schema"):
        from_json({**as_json(samples.empty()), "schema": 99})


def test_a_frozen_report_with_a_wrong_type_is_refused() -> None:
    with pytest.raises(TypeError, match="expected int"):
        from_json({**as_json(samples.empty()), "hide_below": "five"})


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED, State.WAIVED])
def test_the_words_of_an_update_that_is_not_approved_cannot_enter_a_report(state: State) -> None:
    with pytest.raises(ValueError, match="approved"):
        Answer("GTG", state, content=UpdateContent(achieved="todavía no"))


def test_a_project_without_answers_must_say_why_none_was_expected() -> None:
    project = samples.realistic().projects[0]
    with pytest.raises(ValueError, match="reason why not"):
        replace(project, answers=())
    with pytest.raises(ValueError, match="reason why not"):
        replace(project, why_not_expected=WhyNotExpected.ENDED)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(samples.empty(), cut_off=datetime(2021, 10, 5))  # noqa: DTZ001 - that is the point


def test_the_plan_of_40_lines_has_39_projects() -> None:
    data = samples.realistic()
    assert (data.rows_in_plan, len(data.projects)) == (40, 39)
