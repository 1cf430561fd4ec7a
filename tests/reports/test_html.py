"""The report's page: complete, honest about what is missing, safe whatever groups wrote."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import html5lib
import pytest

from monitor.domain.co_leads import AnswerKind, Endorsed
from monitor.domain.update_content import UpdateContent
from monitor.domain.updates import State
from reports.data import Answer, ReportData
from reports.html import render_html, short_title, web_address
from tests.reports import samples

XHTML = "{http://www.w3.org/1999/xhtml}"


def page(data: ReportData) -> str:
    return render_html(data, charts={})


def text(html: str) -> str:
    """What a reader reads, white space evened out."""
    body = html5lib.parse(html).find(f"{XHTML}body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


@pytest.mark.parametrize("sample", [samples.realistic, samples.small, samples.empty, samples.hard])
def test_headings_begin_with_one_h1_and_never_skip_a_level(sample: object) -> None:
    assert callable(sample)
    levels = [
        int(element.tag[-1])
        for element in html5lib.parse(page(sample())).iter()
        if element.tag in {f"{XHTML}h{level}" for level in range(1, 7)}
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("sample", [samples.realistic, samples.small, samples.empty, samples.hard])
def test_the_page_is_well_formed_and_its_ids_are_unique_and_its_targets_exist(sample: object) -> None:
    assert callable(sample)
    parser = html5lib.HTMLParser(strict=True)
    tree = parser.parse(page(sample()))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {element.get("data-target", "") for element in tree.iter() if element.get("data-target")}
    assert {target.removeprefix("#") for target in targets} <= set(ids)


def test_the_report_says_how_many_came_and_who_is_missing() -> None:
    assert "17 de 20 avances recibidos; faltan: GTCU (proyectos 19 y 23) y SCS (proyecto 14)." in text(
        page(samples.realistic())
    )


def test_a_quarter_without_any_update_says_so() -> None:
    said = text(page(samples.empty()))
    assert "0 de 1 avances recibidos; falta: GTPA (proyecto 1)." in said
    assert "No se recibió el avance de este trimestre." in said
    assert "El plan no tiene proyectos en esta área." in said


def test_a_quarter_in_which_nothing_was_expected_can_be_printed() -> None:
    data = samples.realistic()
    resting = tuple(project for project in data.projects if not project.expected)
    said = text(page(replace(data, projects=resting)))
    assert "Este trimestre no se esperaba ningún avance." in said


def test_no_project_is_left_out() -> None:
    data = samples.realistic()
    tree = html5lib.parse(page(data))
    cards = {element.get("id") for element in tree.iter(f"{XHTML}article")}
    assert cards == {f"proyecto-{project.number}" for project in data.projects if project.expected}
    resting = text(page(data)).split("Proyectos de los que no se esperaba avance")[1]
    for project in data.projects:
        if not project.expected:
            assert project.schedule.split("\n")[0] in resting
    assert "19 proyectos, con el motivo y las palabras del plan" in resting
    assert "Sin fecha: el plan da un plazo, pero no desde cuándo" in resting
    assert "Terminó en mayo de 2021" in resting
    assert "Empieza en enero de 2022" in resting


def test_the_40_lines_and_39_projects_are_explained() -> None:
    assert (
        "El plan tiene 40 líneas y 39 proyectos: las líneas 4 y 23 describen el mismo proyecto (el 4), que figura en "
        "las áreas 2 y 5 y cuenta una sola vez en los totales." in text(page(samples.realistic()))
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.SUBMITTED, "El avance llegó y está en revisión"),
        (State.RETURNED, "el GTG pidió correcciones"),
        (State.DRAFT, "No se recibió el avance de este trimestre."),
        (State.NOT_STARTED, "No se recibió el avance de este trimestre."),
    ],
)
def test_a_project_without_an_approved_update_says_in_words_where_it_stands(state: State, said: str) -> None:
    data = samples.small()
    first = replace(data.projects[0], answers=(Answer("GTPA", state),))
    html = page(replace(data, projects=(first, *data.projects[1:])))
    assert said in text(html)
    assert "borrador" not in html.lower(), "what a group has in its drawer is nobody else's business"


def test_what_groups_wrote_is_text_and_never_markup() -> None:
    html = page(samples.hard())
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "<b>«no»</b>" not in html
    assert "{{ 7 * 7 }}" in html, "and never a template"
    tree = html5lib.parse(html)
    assert not list(tree.iter(f"{XHTML}script"))
    links = {element.get("href", "") for element in tree.iter(f"{XHTML}a")}
    assert all(link.startswith(("#", "https://")) for link in links)


def test_a_project_that_must_count_people_and_did_not_says_so() -> None:
    data = samples.small()
    update = data.projects[0].headline
    assert update is not None
    answer = Answer("GTPA", State.APPROVED, content=replace(update, participation=()))
    for required, said in ((True, 1), (False, 0)):
        first = replace(data.projects[0], answers=(answer,), participation_required=required)
        html = page(replace(data, projects=(first, *data.projects[1:])))
        assert text(html).count("El grupo no dio cifras de personas.") == said


def test_unseen_control_characters_of_pasted_text_do_not_come_along() -> None:
    data = samples.small()
    first = replace(data.projects[0], title="Uno\x00 dos\x0b\u202e tres")
    assert "Uno dos tres" in text(page(replace(data, projects=(first,))))


def test_a_long_title_is_cut_between_words_and_one_long_word_anywhere() -> None:
    project = samples.small().projects[0]
    assert short_title(replace(project, title="corto")) == "corto"
    assert short_title(replace(project, title="una palabra y otra de más"), most=24) == "una palabra y otra…"
    assert short_title(replace(project, title="x" * 300), most=20) == "x" * 19 + "…"


def test_only_addresses_of_the_web_become_links() -> None:
    assert web_address("https://ejemplo.org/a?b=1") == "https://ejemplo.org/a?b=1"
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://a b", "ejemplo.org", ""):
        assert not web_address(bad)


def test_fictional_data_say_so_on_the_cover_and_real_data_do_not() -> None:
    assert text(page(samples.realistic())).count("Datos ficticios de demostración") == 2
    assert "ficticios" not in text(page(samples.empty()))


def test_the_other_lead_group_has_its_say() -> None:
    said = text(page(samples.realistic()))
    assert "Aporte de GTG, también responsable" in said


def with_co_lead(content: UpdateContent) -> ReportData:
    """The small sample, whose first answered project has another lead that said this."""
    data = samples.small()
    index, project = next((i, each) for i, each in enumerate(data.projects) if each.headline)
    other = Answer("GTAP", State.APPROVED, content=content)
    projects = list(data.projects)
    projects[index] = replace(project, answers=(project.answers[0], other))
    return replace(data, projects=tuple(projects))


def test_an_endorsement_says_whose_words_and_which_version_stand_for_both() -> None:
    endorsed = Endorsed(version_id=7, number=2, group="GTCU", period="2021-T3")
    said = text(page(with_co_lead(UpdateContent(kind=AnswerKind.ENDORSEMENT, endorsed=endorsed))))

    assert "GTAP suscribe el avance de GTCU (versión 2)." in said


def test_a_contribution_is_printed_beside_the_coordinating_groups_update() -> None:
    said = text(page(with_co_lead(UpdateContent(kind=AnswerKind.CONTRIBUTION, contribution="Pusimos <la> sala."))))

    assert "Aporte de GTAP, también responsable" in said
    assert "Pusimos <la> sala." in said
    assert "ve el proyecto en otro estado" not in said


def test_what_needs_attention_is_gathered_in_the_summary() -> None:
    summary = text(page(samples.realistic())).split("Quién informó y quién no")[1]
    assert "Con retraso: contratación o proveedores" in summary
    assert "Hito atrasado: Contenidos publicados (30 de septiembre de 2021)" in summary
    assert "Suspendido" in summary


def test_making_the_page_loads_neither_weasyprint_nor_the_drawer_of_charts() -> None:
    """Web workers may show the report; they must not pay for making PDFs."""
    code = "import sys, reports.html; sys.exit(bool({'weasyprint', 'vl_convert'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
