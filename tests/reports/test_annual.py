"""The annual report says what the quarters said: it adds what adds up, hides what they hid, names what is missing."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.updates import Status
from reports import figures
from reports.annual import Annual
from reports.annual_data import AnnualData, thaw
from reports.annual_html import render_annual
from reports.annual_people import ProjectYear
from reports.annual_tables import annual_tables
from reports.data import ReportData
from reports.html import SPANISH
from reports.languages import annual_in_language, speaking
from reports.words import words_of
from tests.reports import samples
from tests.reports.annual_samples import annual, quarter, year
from tests.reports.languages_read import unmarked
from tests.reports.test_archive import assert_valid


def counted(measure: Measure, women: int, men: int, *, activity: str = "Taller") -> ParticipationRecord:
    return ParticipationRecord(activity, measure, Depth.SEX, {Cell(Sex.WOMEN): women, Cell(Sex.MEN): men})


def with_people(*records: ParticipationRecord) -> ReportData:
    """One project whose coordinating group counted these people, and nobody else did."""
    data = samples.small()
    project = next(own for own in data.projects if own.headline)
    content = project.answers[0].content
    assert content is not None
    answer = replace(project.answers[0], content=replace(content, participation=records))
    return replace(data, projects=(replace(project, answers=(answer,), is_part_of_another=False),))


def people_of(*quarters: dict[str, Any]) -> ProjectYear:
    (own,) = Annual(annual(*quarters), SPANISH).people.projects
    return own


def test_it_is_made_of_whole_snapshots_that_nobody_changed() -> None:
    frozen = year(quarter("2021-T3"), quarter("2021-T4", number="1.1"))
    data = thaw(frozen)

    assert [(own.period, own.number) for own in data.quarters] == [("2021-T3", "1.0"), ("2021-T4", "1.1")]
    assert data.missing == ["2021-T1", "2021-T2"]
    frozen["quarters"][0]["snapshot"]["foreword"] = "Otra cosa."
    with pytest.raises(ValueError, match="2021-T3"):
        thaw(frozen)
    with pytest.raises(ValueError, match="schema"):
        thaw(frozen | {"schema": 99})


def test_what_is_missing_is_said_plainly_and_every_edition_is_named_with_its_hash() -> None:
    data = annual(quarter("2021-T3"), quarter("2021-T4", number="1.1"))
    said = words_of(render_annual(data, charts={}))

    assert "Faltan los informes del primer trimestre de 2021 y del segundo trimestre de 2021: no se publicaron" in said
    assert said.count("No se publicó informe de este trimestre.") == 2
    for own in data.quarters:
        assert f"{own.sha256[:32]} {own.sha256[32:]}" in said
    assert data.fingerprint[:32] in said
    assert "Lo que el GTG escribió del 2021-T3." in said


def test_a_whole_year_misses_nothing() -> None:
    data = annual(*(quarter(period) for period in ("2021-T1", "2021-T2", "2021-T3", "2021-T4")))
    assert "no se publicó" not in words_of(render_annual(data, charts={})).lower()


def test_updates_add_up_over_the_quarters() -> None:
    own = Annual(annual(quarter("2021-T2", samples.empty()), quarter("2021-T3")), SPANISH)
    quarters = [figures.compliance(figures.all_answers(each)) for each in (samples.empty(), samples.realistic())]

    assert own.overall.expected == sum(each.expected for each in quarters)
    assert own.overall.received == sum(each.received for each in quarters)
    assert sum(row[2].expected for row in own.by_group) == own.overall.expected


def test_a_project_stands_at_the_end_where_the_last_quarter_that_knew_it_put_it() -> None:
    own = Annual(annual(quarter("2021-T3"), quarter("2021-T4", samples.empty())), SPANISH)

    line = next(each for each in own.lines if each.status is Status.COMPLETED)
    assert line.known_in == "2021-T3"
    assert own.statuses().total() == len(own.lines)
    told_only_later = [each for each in own.lines if "2021-T4" in each.by_period]
    assert told_only_later
    assert all(each.by_period["2021-T4"] == "Falta el avance" for each in told_only_later)


def test_unique_people_of_several_quarters_are_not_added() -> None:
    unique = Measure.UNIQUE_IN_PERIOD
    own = people_of(
        quarter("2021-T1", with_people(counted(unique, 30, 10))),
        quarter("2021-T2", with_people(counted(unique, 40, 15))),
    )
    assert own.so_far is not None
    assert (own.so_far.tally.total, own.so_far.at_least) == (55, True)


def test_the_last_cumulative_figure_stands_and_is_a_lower_bound_once_people_were_counted_after_it() -> None:
    since = Measure.UNIQUE_SINCE_START
    quarters = [
        quarter("2021-T1", with_people(counted(since, 30, 20))),
        quarter("2021-T2", with_people(counted(since, 60, 30))),
    ]
    rest = [quarter(period, with_people()) for period in ("2021-T3", "2021-T4")]
    known = people_of(*quarters, *rest).so_far
    assert known is not None
    assert (known.tally.total, known.measure, known.at_least) == (90, since, False)
    more = people_of(*quarters, quarter("2021-T3", with_people(counted(Measure.UNIQUE_IN_PERIOD, 10, 10))), rest[1])
    assert more.so_far is not None
    assert (more.so_far.tally.total, more.so_far.at_least) == (90, True)
    unpublished = people_of(*quarters).so_far
    assert unpublished is not None
    assert unpublished.at_least, "two quarters came out with nothing: there may be more"


def test_attendances_add_up() -> None:
    own = people_of(
        *(quarter(key, with_people(counted(Measure.ATTENDANCES, 20, 10))) for key in ("2021-T1", "2021-T2"))
    )
    assert own.so_far is not None
    assert own.so_far.tally.total == 60


def test_what_a_quarter_hid_is_hidden_in_the_year() -> None:
    few = with_people(counted(Measure.UNIQUE_IN_PERIOD, 3, 20))
    alone = people_of(quarter("2021-T3", few))
    assert (alone.so_far, alone.hidden_in) == (None, ("2021-T3",))
    both = people_of(quarter("2021-T3", few), quarter("2021-T4", with_people(counted(Measure.UNIQUE_IN_PERIOD, 12, 9))))
    assert both.so_far is not None
    assert (both.so_far.tally.total, both.so_far.at_least, both.hidden_in) == (21, True, ("2021-T3",))
    page = render_annual(annual(quarter("2021-T3", few)), charts={})
    cells = re.findall(r"<td class=\"n\">(.*?)</td>", page[page.index('id="personas"') : page.index('id="trimestres"')])
    assert "oculto" in cells
    assert not {"3", "20", "23"} & set(cells)
    (people,) = [
        own for own in annual_tables(Annual(annual(quarter("2021-T3", few)), SPANISH)) if own.key == "participation"
    ]
    assert people.rows[0][3:] == ("oculto", "oculto", "oculto")


def test_a_year_without_a_published_quarter_is_no_report() -> None:
    data = annual(quarter("2021-T3"))
    with pytest.raises(ValueError, match="at least one"):
        replace(data, quarters=())


def test_long_texts_and_empty_quarters_are_printed() -> None:
    long = "Una frase muy larga que se repite. " * 60
    hard = samples.hard()
    crowded = replace(hard, areas=tuple(replace(own, name=(long * 2)[:300]) for own in hard.areas))
    page = render_annual(annual(quarter("2021-T3", samples.empty()), quarter("2021-T4", crowded)), charts={})
    assert "<script>" not in page.replace("</script>", "")
    assert "Ningún informe publicado del año da cifras de personas." in render_annual(
        annual(quarter("2021-T3", samples.empty())), charts={}
    )


@pytest.mark.pdf
def test_its_pdf_is_accessible_archival_and_made_again_the_same(tmp_path: Path) -> None:
    from reports.annual_pdf import build_annual

    data: AnnualData = annual(quarter("2021-T1", samples.empty()), quarter("2021-T3", samples.small()))
    made = build_annual(data, workers=1, kept_in=tmp_path / "parts")
    path = tmp_path / "annual.pdf"
    path.write_bytes(made)

    assert_valid(path)
    assert build_annual(data, workers=1, kept_in=tmp_path / "other") == made

    english = tmp_path / "annual-en.pdf"
    english.write_bytes(build_annual(annual_in_language(data, "en"), language=speaking("en"), workers=1))
    assert_valid(english)
    with pikepdf.open(english) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == "Annual progress report 2021, HRAEM 2021-2023"


def test_in_english_it_says_nothing_in_spanish_but_what_the_plan_and_people_wrote() -> None:
    data = annual_in_language(annual(quarter("2021-T1", samples.empty()), quarter("2021-T3")), "en")

    page = render_annual(data, charts={}, language=speaking("en"))

    assert unmarked(page) == []
