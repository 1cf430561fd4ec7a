"""XLSForm there and back: the file gives every questionnaire back, and the field's own converter takes it."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from monitor.domain.questionnaire import Questionnaire, QuestionType
from monitor.domain.xlsform import SheetIn
from monitor.domain.xlsform_limits import Limits, read_limits, write_limits
from monitor.domain.xlsform_reading import read_form
from monitor.domain.xlsform_writing import sheets_of
from monitor.xlsform_files import read_xlsform, write_xlsform
from tests.questionnaire_samples import constraints, numbers, questionnaires
from tests.survey_samples import default_questionnaire

SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def as_cells(questionnaire: Questionnaire) -> dict[str, SheetIn]:
    """The sheets as reading a file would give them."""
    found = {}
    for name, grid in sheets_of(questionnaire).items():
        rows = (grid.headings, *grid.rows)
        cells = {
            (row, column): value
            for row, values in enumerate(rows, start=1)
            for column, value in enumerate(values, start=1)
            if value != ""
        }
        found[name] = SheetIn(cells)
    return found


def test_the_default_questionnaire_comes_back_as_it_went() -> None:
    content = write_xlsform(default_questionnaire())
    found = read_xlsform(content)
    assert found.problems == found.notices == []
    assert found.questionnaire == default_questionnaire()
    assert content == write_xlsform(default_questionnaire())


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(questionnaires())
def test_every_questionnaire_comes_back_as_it_went(questionnaire: Questionnaire) -> None:
    found = read_form(as_cells(questionnaire))
    assert [str(problem) for problem in found.problems] == []
    assert found.questionnaire == questionnaire


@settings(max_examples=3, deadline=None, suppress_health_check=SLOW)
@given(questionnaires())
def test_a_file_keeps_what_its_cells_say(questionnaire: Questionnaire) -> None:
    found = read_xlsform(write_xlsform(questionnaire))
    assert found.problems == []
    assert found.questionnaire == questionnaire


@given(
    st.sampled_from([QuestionType.INTEGER, QuestionType.SHORT_TEXT, QuestionType.MULTIPLE, QuestionType.DATE]),
    st.none() | numbers,
    st.none() | st.integers(1, 9),
    st.sets(st.sampled_from(["a", "b", "c"])),
    st.just("") | constraints,
)
@settings(max_examples=60, deadline=None)
def test_limits_are_told_apart_from_the_constraint_beside_them(
    kind: QuestionType, minimum: float | None, most: int | None, exclusive: set[str], rest: str
) -> None:
    if kind is QuestionType.MULTIPLE:
        limits = Limits(max_choices=most, exclusive=frozenset(exclusive), rest=rest)
    else:
        limits = Limits(minimum=None if kind is QuestionType.DATE else minimum, rest=rest)
    assert read_limits(write_limits(limits, kind), kind) == limits


def test_no_text_becomes_a_formula() -> None:
    form = default_questionnaire()
    labels = {"es": '=HYPERLINK("http://example.org")', "en": "+1"}
    section = replace(form.sections[0], labels=labels)
    content = write_xlsform(replace(form, sections=(section, *form.sections[1:])))
    page = load_workbook(io.BytesIO(content))["survey"]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}
    found = read_xlsform(content).questionnaire
    assert found
    assert found.sections[0].labels == labels


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_fields_own_converter_takes_our_files_without_a_warning(tmp_path: Path) -> None:
    from pyxform.xls2xform import convert

    path = tmp_path / "encuesta.xlsx"
    path.write_bytes(write_xlsform(default_questionnaire()))
    found = convert(str(path))
    assert found.warnings == []
    for name in ("a4__cl__m", "a4__t__m", "e4__datos__hoy", "e8"):
        assert f'/{name}"' in found.xform
