"""Extracts say what their edition says and nothing more; the summary is one page, whatever it has to tell."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from monitor.domain.participation import Cell, Depth, Sex
from reports.data import Area, ReportData, Synthesis
from reports.extracts import Kind, clip, coming, end_of_next_quarter, extracts_of, render_extract
from reports.html import SPANISH, print_figure, render_html
from reports.people_tables import PublishedPeople, publish
from tests.reports import samples
from tests.reports.test_archive import assert_valid

ADDRESS = "https://informes.example.org/publicaciones/2021-T3/1.0"
LONG = "Una frase muy larga, que no termina nunca y que dice con muchas palabras lo que cabe en pocas, "


def edition(data: ReportData) -> ReportData:
    return replace(data, number="1.0", edition="Edición 1.0")


def with_small_counts() -> ReportData:
    """Two women in one project: the report hides them, and more where a sum would give them away."""
    data = edition(samples.realistic())
    place = next(n for n, own in enumerate(data.projects) if own.headline and own.headline.participation)
    project = data.projects[place]
    content = project.answers[0].content
    assert content is not None
    few = replace(content.participation[0], depth=Depth.SEX, cells={Cell(Sex.WOMEN): 2, Cell(Sex.MEN): 20}, total=None)
    answer = replace(project.answers[0], content=replace(content, participation=(few,)))
    projects = list(data.projects)
    projects[place] = replace(project, answers=(answer, *project.answers[1:]))
    return replace(data, projects=tuple(projects))


def pages(data: ReportData, kinds: frozenset[Kind] = frozenset(Kind)) -> dict[str, str]:
    people = publish(data)
    return {
        extract.name: render_extract(extract, data, people=people, charts={}, address=ADDRESS, language=SPANISH)
        for extract in extracts_of(data, SPANISH)
        if extract.kind in kinds
    }


@pytest.fixture(scope="module")
def of_small_counts() -> tuple[ReportData, dict[str, str]]:
    """An edition that hides figures, and the pages of all its extracts."""
    data = with_small_counts()
    return data, pages(data)


def rows_of_people(html: str) -> set[tuple[str, ...]]:
    """The figures of every row of a table of people, without its head."""
    tables = [
        table
        for table in re.findall(r"<table class=\"figures\">.*?</table>", html, re.DOTALL)
        if "Registros de participación" in table or "Participación: " in table
    ]
    rows = [row for table in tables for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)]
    return {tuple(re.findall(r'<td class="n">(.*?)</td>', row)) for row in rows if "<td" in row}


def sums_of_groups(people: PublishedPeople) -> set[tuple[str, ...]]:
    """The row of each group, as all tables of the report were decided at once."""
    return {
        (*(print_figure(cell, SPANISH) for cell in row.by_sex.values()), print_figure(row.total, SPANISH))
        for row in people.groups.values()
    }


def test_there_is_one_for_each_area_and_each_group_and_their_names_stay() -> None:
    data = samples.realistic()
    found = extracts_of(data, SPANISH)

    names = [own.name for own in found]
    assert names[:3] == ["resumen.pdf", "area-1.pdf", "area-2.pdf"]
    assert "grupo-fondo-de-cooperacion.pdf" in names
    assert len(set(names)) == len(names) == 1 + len(data.areas) + len({b for p in data.projects for b in p.leads})
    assert names == [own.name for own in extracts_of(data, SPANISH)]


def test_no_extract_prints_a_figure_of_people_that_the_edition_does_not(
    of_small_counts: tuple[ReportData, dict[str, str]],
) -> None:
    data, own_pages = of_small_counts
    people = publish(data)
    whole = rows_of_people(render_html(data, charts={}, people=people))
    assert any("oculto" in row for row in whole)
    groups, counted = sums_of_groups(people), len(people.columns) + 1

    found = {name: rows_of_people(page) for name, page in own_pages.items()}

    assert sum(map(len, found.values())) > len(whole) / 2
    for name, rows in found.items():
        new = {row for row in rows - whole if not (name.startswith("grupo-") and row[:counted] in groups)}
        assert not new, name
    assert "oculto" in "".join(cell for rows in found.values() for row in rows for cell in row)


def test_an_older_edition_gets_no_sum_by_group_that_it_did_not_print() -> None:
    data = replace(edition(samples.realistic()), schema=2)
    assert all("Registros de participación" not in page for page in pages(data, frozenset({Kind.GROUP})).values())


def test_each_says_which_edition_it_comes_from_and_where_that_stands() -> None:
    for name, page in pages(edition(samples.small())).items():
        assert "edición 1.0" in page, name
        assert f'href="{ADDRESS}"' in page
        assert f"<title>Código QR que lleva a {ADDRESS}</title>" in page
        assert re.search(r"[0-9a-f]{32}<wbr>[0-9a-f]{32}", page), name


def test_no_link_leads_to_a_page_that_is_not_there(of_small_counts: tuple[ReportData, dict[str, str]]) -> None:
    for page in of_small_counts[1].values():
        here = set(re.findall(r'id="([^"]+)"', page))
        assert set(re.findall(r'(?:href|data-target)="#([^"]+)"', page)) <= here


def test_a_project_of_two_areas_has_its_card_in_both_extracts() -> None:
    data = edition(samples.realistic())
    place, double = next((n, own) for n, own in enumerate(data.projects) if own.expected and own.areas == (5,))
    double = replace(double, areas=(4, 5))
    data = replace(data, projects=(*data.projects[:place], double, *data.projects[place + 1 :]))
    found = pages(data, frozenset({Kind.AREA}))
    assert [f'id="proyecto-{double.number}"' in found[f"area-{number}.pdf"] for number in double.areas] == [True, True]


def test_what_comes_next_is_what_falls_into_the_next_quarter() -> None:
    data = samples.realistic()
    last = end_of_next_quarter(data.period_end)
    assert str(last) == "2021-12-31"
    days = [own.day for own in coming(data)]
    assert days == sorted(days)
    assert days
    assert all(data.period_end < day <= last for day in days)


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("corto", 10, "corto"),
        ("dos palabras largas", 14, "dos palabras…"),
        ("palabras de la gente", 15, "palabras…"),
        ("x" * 20, 10, "x" * 9 + "…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, most: int, cut: str) -> None:
    assert clip(text, most) == cut


def lengthened(data: ReportData) -> ReportData:
    """Everything that people write, as long as it may be."""
    projects = tuple(
        replace(
            project,
            title=(LONG * 4)[:300],
            milestones=tuple(replace(own, name=LONG * 3, due_text=own.due_text) for own in project.milestones),
        )
        for project in data.projects
    )
    areas = (*data.areas, *(Area(number, LONG * 3) for number in range(6, 15)))
    return replace(
        data,
        projects=projects,
        publisher=LONG * 2,
        plan_short="HRAEM" + "x" * 200,
        areas=tuple(replace(area, name=f"{area.name} {LONG * 3}"[:300]) for area in areas),
        syntheses=tuple(Synthesis(area.number, LONG * 30) for area in areas),
    )


def many() -> ReportData:
    """400 projects, each a copy of one that told a lot."""
    data = samples.realistic()
    told = [own for own in data.projects if own.headline]
    copies = [
        replace(told[n % len(told)], number=n + 1, rows=(n + 1,), areas=(n % 5 + 1,), is_part_of_another=False)
        for n in range(400)
    ]
    return replace(data, projects=tuple(copies))


@pytest.mark.pdf
@pytest.mark.parametrize(
    "sample", [samples.realistic, samples.empty, samples.hard, many, lambda: lengthened(many())],
    ids=["realistic", "empty", "hard", "many", "long"],
)  # fmt: skip
def test_the_summary_is_one_page(sample: Callable[[], ReportData], parts: Path) -> None:
    from reports.extracts_pdf import build_extracts

    ((_, pdf),) = build_extracts(
        edition(sample()), address=ADDRESS, language=SPANISH, names=["resumen.pdf"], kept_in=parts, workers=1
    )
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts")


@pytest.mark.pdf
def test_each_kind_is_accessible_archival_and_made_again_the_same(tmp_path: Path, parts: Path) -> None:
    from reports.extracts_pdf import build_extracts

    data, names = edition(samples.small()), ["resumen.pdf", "area-1.pdf", "grupo-gtpa.pdf"]
    made = build_extracts(data, address=ADDRESS, language=SPANISH, names=names, kept_in=parts, workers=1)

    assert [extract.name for extract, _ in made] == names
    for extract, pdf in made:
        path = tmp_path / extract.name
        path.write_bytes(pdf)
        assert_valid(path)
    again = build_extracts(data, address=ADDRESS, language=SPANISH, names=names[:1], workers=1)
    assert again == made[:1]
