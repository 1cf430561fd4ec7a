"""One snapshot, two languages: the product's words change, the plan's and the groups' stay."""

from dataclasses import replace
from datetime import date

from monitor.domain.schedules import Precision
from reports.data import as_json, from_json
from reports.html import render_html
from reports.languages import in_language, speaking
from reports.open_data import tables_of
from tests.reports.languages_read import unmarked
from tests.reports.samples import hard, realistic


def test_the_products_words_change_and_the_words_of_people_stay() -> None:
    spanish = realistic()
    english = in_language(spanish, "en")

    page = render_html(english, charts={}, language=speaking("en"))
    assert '<html lang="en"' in page
    assert "Contents" in page
    assert ">Contenido<" not in page
    project = next(own for own in spanish.projects if own.headline and own.headline.achieved)
    assert project.title in page, "the plan's words stay"
    assert english.publisher == "Gender Technical Group (GTG)"
    assert [own.title for own in english.projects] == [own.title for own in spanish.projects]
    assert [own.answers for own in english.projects] == [own.answers for own in spanish.projects]


def test_what_stays_spanish_in_an_english_report_is_marked_so() -> None:
    for sample in (realistic(), hard()):
        page = render_html(in_language(sample, "en"), charts={}, language=speaking("en"))
        # Samples say in free words when their projects run; real ones say it by dates, anew in each language.
        assert set(unmarked(page)) <= {project.when for project in sample.projects}


def test_dates_frozen_in_words_are_said_anew() -> None:
    sample = realistic()
    dated = replace(
        sample.projects[0],
        start=date(2021, 4, 1),
        end=date(2021, 9, 30),
        start_precision=Precision.MONTH,
        end_precision=Precision.MONTH,
        when="de abril a septiembre de 2021",
        approximate=False,
        open_ended=False,
    )
    vague = replace(dated, start=None, end=None, when="entre 6 y 12 meses, sin fecha de inicio fijada")
    named = replace(dated, start=None, end=None, when="según las fechas de sus hitos")
    report = replace(sample, projects=(dated, vague, named), edition="Edición 1.1")

    english = in_language(report, "en")

    assert [own.when for own in english.projects] == [
        "April to September 2021",
        "between 6 and 12 months, with no start date set",
        "by the dates of its milestones",
    ]
    assert english.edition == "Edition 1.1"
    assert in_language(report, "es") is report


def test_the_other_language_survives_being_frozen_and_its_tables_speak_it() -> None:
    english = from_json(as_json(in_language(realistic(), "en")))

    assert english.language == "en"
    titles = [table.title for table in tables_of(english)]
    assert "Updates" in titles or "Progress" in titles
    assert "Proyectos" not in titles


def test_english_writes_dates_shares_and_lists_its_own_way() -> None:
    english = speaking("en")

    assert english.day(date(2021, 10, 5)) == "5 October 2021"
    assert english.span(date(2021, 8, 25), date(2021, 9, 3)) == "25 August to 3 September 2021"
    assert english.month(date(2021, 10, 5)) == "October 2021"
    assert english.quarter("2021-T3") == "third quarter of 2021"
    assert english.percent(0.63) == "63%"
    assert english.decimal(1.5) == "1.50"
    assert english.listing(["Chile", "Colombia", "Italia"]) == "Chile, Colombia and Italia"
