"""What the quarterly report contains: each section says its figures, and says in words when there are none."""

from dataclasses import replace
from datetime import date

from monitor.domain.participation import Depth
from monitor.domain.schedules import Precision
from monitor.domain.updates import DelayReason, Punctuality, State
from reports import quality
from reports.data import Answer, ReportData, WhyNotExpected
from reports.html import SPANISH, render_html
from reports.key_figures import compared_with, key_figures
from reports.milestones import Milestone
from reports.past import Headline
from reports.people_tables import publish
from reports.remarks import Remarks
from reports.story import Story
from reports.words import words_of
from tests.reports import samples
from tests.reports.answers import content, record


def story_of(data: ReportData) -> Story:
    return Story(data, publish(data), SPANISH)


def said(data: ReportData) -> str:
    return words_of(render_html(data, charts={}))


def section(data: ReportData, name: str, following: str) -> str:
    """The words of one section, between its heading and the next one, which the contents name first."""
    return said(data).split(f" {name} ", 2)[2].split(f" {following} ", 1)[0]


def changes(data: ReportData) -> dict[str, str]:
    return {own.label: own.change for own in key_figures(story_of(data))}


def test_each_key_figure_says_its_change_since_the_period_before() -> None:
    assert changes(samples.edition()) == {
        "avances recibidos": "9 más que en 2021-T2 (8 de 9)",
        "avances a tiempo": "9 más que en 2021-T2 (6 de 9)",
        "proyectos terminados": "5 más que en 2021-T2 (2 de 9)",
        "proyectos con problemas": "igual que en 2021-T2 (2 de 9)",
        "mujeres, entre las personas de sexo conocido": "9 puntos más que en 2021-T2 (48\u00a0%)",
        "hitos cumplidos, de los que vencían": "5 más que en 2021-T2 (3 de 4)",
    }
    assert "la edición 1.1 del informe de 2021-T2" in compared_with(story_of(samples.edition()))


def test_without_a_period_before_no_figure_is_compared_and_the_page_says_so() -> None:
    data = replace(samples.edition(), previous=None)
    assert set(changes(data).values()) == {""}
    assert "No hay un trimestre anterior con datos" in said(data)


def test_a_period_before_without_an_edition_is_compared_and_the_page_says_which_data() -> None:
    previous = samples.edition().previous
    assert previous is not None
    data = replace(samples.edition(), previous=replace(previous, edition=""))
    assert "ese trimestre no tiene informe publicado" in compared_with(story_of(data))


def test_the_true_counts_of_the_period_before_are_never_printed() -> None:
    """Of an edition that hid its share of women only the hidden share is known."""
    previous = samples.edition().previous
    assert previous is not None
    data = replace(samples.edition(), previous=replace(previous, share_of_women=None))
    page = said(data)
    assert previous.people.share_of_women is not None
    assert "puntos más que en" not in page
    assert str(previous.people.women) not in page


def test_figures_that_an_old_edition_did_not_keep_are_not_compared() -> None:
    old = Headline("2021-T2", 9, 8, 8, 6, samples.edition().previous.people, 5, 6)  # type: ignore[union-attr]
    found = changes(replace(samples.edition(), previous=old))
    assert found["avances recibidos"]
    assert found["proyectos terminados"] == found["hitos cumplidos, de los que vencían"] == ""


def test_the_trend_shows_each_group_over_the_periods() -> None:
    part = section(samples.edition(), "Quién informó y quién no", "Hitos")
    assert "Llegó a tiempo" not in part, "the chart's title goes with the chart"
    assert "Grupo 2020-T4 2021-T1 2021-T2 2021-T3" in part
    assert "SCS 4 de 5 4 de 7 7 de 8 0 de 1" in part
    assert "Todos los grupos 5 de 6 5 de 8 8 de 9 17 de 20" in part
    assert "GTCU – – – 2 de 4" in part


def test_the_first_period_says_that_there_is_no_trend_yet() -> None:
    assert "todavía no hay otros con los que comparar" in said(samples.realistic())


def test_before_the_last_day_the_trend_does_not_call_missing_what_may_still_come() -> None:
    data = samples.edition()
    assert Remarks(story_of(data)).trend() == "Llegó a tiempo el 75\u00a0% de los avances; en 2021-T2, el 67\u00a0%"
    early = replace(data, due_on=data.cut_off.date())
    assert Remarks(story_of(early)).trend().startswith("Hasta la fecha de corte")


def test_milestones_are_told_as_met_moved_late_and_coming() -> None:
    part = section(samples.edition(), "Hitos", "Quiénes participaron")
    assert "Términos de referencia acordados 3 · GTPA julio de 2021 28 de julio de 2021" in part
    assert "Plataforma contratada 3 · GTPA agosto de 2021 15 de octubre de 2021 La licitación se declaró" in part
    assert "Contenidos publicados 3 · GTPA 30 de septiembre de 2021 La misma" in part
    assert "Diagnóstico de demanda laboral 9 · GTAD diciembre de 2021 Sí" in part
    assert "Los que vienen: cuarto trimestre de 2021" in part


def test_a_vague_milestone_is_coming_without_a_day_of_its_own() -> None:
    data = samples.small()
    year = Milestone("Guía", "2022", date(2022, 12, 31), precision=Precision.YEAR)
    year = replace(year, due=date(2021, 12, 31))
    first = replace(data.projects[0], milestones=(year,))
    part = section(replace(data, projects=(first,), period="2021-T2"), "Hitos", "Quiénes participaron")
    assert "Guía 1 · GTPA 2021 Puede ser, o después" in part


def test_people_are_told_by_area_group_country_and_age_with_how_much_is_known() -> None:
    part = section(samples.edition(), "Quiénes participaron", "El papel de las mujeres")
    for title in ("por área", "por grupo que los informó", "por país", "por tramo de edad"):
        assert f"Registros de participación {title}" in part
    assert "Cobertura: el dato consta y se puede publicar en el" in part
    assert "Sin edad, o junto con otro tramo" in part


def test_a_quarter_without_people_says_so_and_has_no_tables() -> None:
    part = section(samples.empty(), "Quiénes participaron", "El plan en el tiempo")
    assert "Este trimestre ningún avance aprobado cuenta personas." in part
    assert "Registros de participación" not in part


def test_the_notes_on_the_role_of_women_are_gathered_once_each() -> None:
    data = samples.edition()
    part = section(data, "El papel de las mujeres", "El plan en el tiempo")
    count = part.count("Las mujeres moderaron todas las mesas")
    assert part.startswith(f"{count} de ")
    assert count > 10


def test_the_reasons_for_delay_are_counted_and_the_most_frequent_is_named() -> None:
    data = samples.realistic()
    delayed = replace(
        content("running", 1), punctuality=Punctuality.DELAYED, delay_reason=DelayReason.FUNDING, delay_words="x"
    )
    projects = [
        replace(project, answers=(Answer("GTG", State.APPROVED, content=delayed),))
        if project.number in (1, 6)
        else project
        for project in data.projects
    ]
    part = section(replace(data, projects=tuple(projects)), "Situación de los proyectos", "Quién informó y quién no")
    assert "3 proyectos informan de retraso. El motivo más frecuente: recursos o financiamiento." in part
    assert "Recursos o financiamiento 2 1 , 6" in part
    assert "Contratación o proveedores 1 3" in part


def test_the_annex_counts_what_is_missing_and_where() -> None:
    data = samples.realistic()
    found = {gap.words: gap for gap in quality.gaps(data, publish(data), SPANISH)}
    assert found["Avances esperados que no llegaron"].projects == (14, 19, 23)
    without_date = found["Proyectos sin fechas, que nadie puede dar por atrasados"]
    assert without_date.count == sum(
        project.why_not_expected in (WhyNotExpected.NO_DATE, WhyNotExpected.OPEN_NOT_CONFIRMED)
        for project in data.projects
    )
    assert found["Proyectos cuyas cifras de personas no distinguen el sexo"].projects == (30,)


def test_a_complete_quarter_has_no_gaps() -> None:
    data = samples.small()
    update = replace(content("running", 1), participation=(replace(record(depth=Depth.SEX), total=None),))
    whole = replace(data.projects[0], answers=(Answer("GTPA", State.APPROVED, content=update),), milestones=())
    data = replace(data, projects=(whole,))
    assert quality.gaps(data, publish(data), SPANISH) == []
    assert "No falta nada de lo que se pide." in said(data)


def test_hidden_cells_are_listed_without_their_numbers() -> None:
    data = replace(samples.realistic(), hide_below=60)
    people = publish(data)
    listed = quality.hidden_tables(people)
    expected = {
        (project, group)
        for (project, group), tables in people.tables.items()
        if any(table.has_hidden or table.leaves_out_detail for table in tables)
    }
    assert {(own.project, own.group) for own in listed} == expected
    assert "Tablas de participación con cifras ocultas o sin detalle" in said(data)
    assert "Ninguna cifra de personas está oculta" in said(replace(data, projects=()))


def test_an_edition_shows_the_way_to_its_public_page_as_a_code_and_in_letters() -> None:
    data = samples.edition()
    html = render_html(data, charts={})
    address = data.page_url
    assert f"<title>Código QR que lleva a {address}</title>" in html
    assert f'<a href="{address}">{address}</a>' in html
    assert "Código QR" not in render_html(samples.realistic(), charts={})
    assert "Código QR" not in words_of(html), "it is drawn: what an edition says does not hang on it"


def test_projects_of_two_areas_and_acronyms_stand_in_the_annex() -> None:
    page = said(samples.realistic())
    assert "1 proyecto que figura en dos áreas o más" in page
    assert "4 y 23 2 y 5" in page
    assert "HRAEM Hoja de Ruta para la Autonomía y el Empoderamiento Económico de las Mujeres" in page
