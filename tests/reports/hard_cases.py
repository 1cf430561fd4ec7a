"""Reports that are hard to print: too much, too long, too little, or nothing that may be shown.

Each is small enough to be laid out in a test, and is worth looking at as pictures whenever the pages change.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from monitor.domain.participation import Cell, Country, Depth, Measure, ParticipationRecord, Sex
from monitor.domain.updates import State
from reports.data import Answer, Body, Change, EarlierEdition, Project, ReportData
from reports.milestones import Milestone
from reports.past import PastCompliance, PastPeriod
from tests.reports.answers import record
from tests.reports.samples import edition, empty, hard, realistic, small

LONG_NAME = (
    "Subcomité Interinstitucional de Seguimiento a la Incorporación de la Perspectiva de Género en las Pequeñas y "
    "Medianas Empresas Exportadoras de los Países de la Alianza del Pacífico"
)
LONG_TITLE = (
    "Programa de fortalecimiento de capacidades para la internacionalización de empresas lideradas por mujeres, con "
    "formación en comercio electrónico, acceso al financiamiento, compras públicas y encadenamientos productivos en "
    "los cuatro países, sus regiones y territorios insulares, y con acompañamiento posterior a cada una de ellas"
)


def many_activities() -> ReportData:
    """One update that counts the people of 60 activities."""
    data = small()
    first = data.projects[0]
    answer = first.answers[0]
    assert answer.content is not None
    records = tuple(
        replace(record(f"Actividad {n} de la jornada de formación", Depth.SEX, seed=n), starts_on=date(2021, 8, 1))
        for n in range(1, 61)
    )
    content = replace(answer.content, participation=records)
    return _with_first(data, replace(first, answers=(replace(answer, content=content), *first.answers[1:])))


def long_names() -> ReportData:
    """Groups that are called by a whole sentence, titles of 300 characters, and three years of quarters before."""
    data = edition()
    named = {body.acronym: f"{LONG_NAME} ({body.acronym})" for body in data.groups}
    bodies = {body.acronym: Body(named[body.acronym], named[body.acronym]) for body in data.groups}

    def long(project: Project) -> Project:
        return replace(
            project,
            title=LONG_TITLE,
            leads=tuple(bodies[own.acronym] for own in project.leads),
            supports=tuple(bodies[own.acronym] for own in project.supports),
            answers=tuple(replace(answer, group=named[answer.group]) for answer in project.answers),
            milestones=tuple(replace(own, name=f"{own.name}: {LONG_TITLE[:160]}") for own in project.milestones),
        )

    quarters = [f"{year}-T{quarter}" for year in (2018, 2019, 2020) for quarter in (1, 2, 3, 4)]
    return replace(
        data,
        projects=tuple(long(project) for project in data.projects),
        groups=tuple(bodies.values()),
        trend=tuple(
            PastPeriod(
                key,
                tuple(
                    PastCompliance(named[group], 3 + n % 4, 2 + n % 4, 1 + n % 4) for group in list(named)[: 6 + n % 3]
                ),
            )
            for n, key in enumerate(quarters)
        ),
    )


def one_project() -> ReportData:
    """A plan of one area and one project, in its first quarter, which counts nobody."""
    data = realistic()
    first = data.projects[0]
    answer = first.answers[0]
    assert answer.content is not None
    content = replace(
        answer.content, participation=(), no_participation=True, no_participation_reason="Es un estudio de gabinete."
    )
    alone = replace(first, answers=(replace(answer, content=content),), milestones=())
    return replace(data, areas=data.areas[:1], projects=(alone,), previous=None)


def nothing_expected() -> ReportData:
    """A quarter in which no project runs."""
    data = realistic()
    resting = tuple(project for project in data.projects if not project.expected)
    return replace(data, projects=resting, previous=None)


def all_hidden() -> ReportData:
    """So few people everywhere that no count may be printed."""
    data = realistic()

    def few(answer: Answer, number: int) -> Answer:
        if answer.content is None or not answer.content.participation:
            return answer
        cells = {
            Cell(Sex.WOMEN, country=Country.CL): 1 + number % 4,
            Cell(Sex.MEN, country=Country.PE): 1 + (number + 1) % 3,
        }
        own = ParticipationRecord("Mesa técnica", Measure.UNIQUE_IN_PERIOD, Depth.SEX_COUNTRY, cells)
        return replace(answer, content=replace(answer.content, participation=(own,)))

    projects = tuple(
        replace(project, answers=tuple(few(answer, project.number) for answer in project.answers))
        for project in data.projects[:12]
    )
    return replace(data, projects=projects, hide_below=400)


def corrected() -> ReportData:
    """A correction that changes many figures and long texts."""
    data = edition()
    places = ("Resumen", "Área 2", "Proyecto 7")
    changes = tuple(
        Change(places[n % 3], f"Participación · Mujeres ({n})", f"{40 + n}", f"{41 + n}") for n in range(40)
    )
    text = "Se reunieron las representantes de los cuatro países y acordaron el plan de trabajo del año. " * 12
    long = Change("Proyecto 7", "Qué se logró", text, text + "También lo publicaron.")
    return replace(
        data,
        number="1.2",
        edition="Edición 1.2",
        erratum="El grupo GTPA contó dos veces una jornada.\n\nSe corrigen sus cifras y un texto.",
        changes=(*changes[:20], long, *changes[20:]),
        earlier=(
            EarlierEdition("1.0", data.cut_off, ""),
            EarlierEdition("1.1", data.cut_off, "Se corrigió el nombre de un aliado."),
        ),
    )


def many_milestones() -> ReportData:
    """One project with 60 milestones, most of them late."""
    data = small()
    first = data.projects[0]
    milestones = tuple(
        Milestone(
            f"Entrega {n}: informe de avance de la asistencia técnica",
            "30 de agosto de 2021",
            date(2021, 8, 30),
            is_late=n % 3 != 0,
            done_on=date(2021, 8, 20) if n % 3 == 0 else None,
        )
        for n in range(1, 61)
    )
    return _with_first(data, replace(first, milestones=milestones))


def many_groups() -> ReportData:
    """A plan of 200 projects with as many groups, none of which has reported; numbers of four digits."""
    data = small()
    first = data.projects[0]
    projects = tuple(
        replace(
            first,
            number=1000 + n,
            rows=(1000 + n,),
            areas=(1 + n % 2,),
            title=f"Proyecto de prueba {n}",
            leads=(Body(f"GRUPO{n}", f"Grupo técnico {n}"),),
            supports=(),
            answers=(Answer(f"GRUPO{n}", State.DRAFT),),
            milestones=(),
        )
        for n in range(200)
    )
    return replace(data, projects=projects, groups=tuple(project.leads[0] for project in projects))


def _with_first(data: ReportData, project: Project) -> ReportData:
    return replace(data, projects=(project, *data.projects[1:]))


HARD_CASES: dict[str, Callable[[], ReportData]] = {
    "long texts": hard,
    "zero updates": empty,
    "60 activities": many_activities,
    "long names": long_names,
    "one project": one_project,
    "nothing expected": nothing_expected,
    "all hidden": all_hidden,
    "corrected": corrected,
    "60 milestones": many_milestones,
    "200 groups": many_groups,
}
