"""The annual report as plain tables: the CSV files inside its PDF."""

from collections.abc import Iterable

from monitor.domain import words
from reports.annual import Annual
from reports.annual_people import ProjectYear
from reports.language import N_
from reports.open_data import Table
from reports.open_data_columns import Column, Value, count, text

QUARTERS = (
    text("period", N_("Trimestre"), N_("Año y trimestre")),
    text("edition", N_("Edición"), N_("Edición del informe trimestral; vacío si no se publicó")),
    text("sha256", N_("SHA-256"), N_("Huella de los datos de esa edición")),
    count("expected", N_("Esperados"), N_("Avances que se esperaban")),
    count("received", N_("Recibidos"), N_("Avances que llegaron")),
    count("on_time", N_("A tiempo"), N_("Avances que llegaron en plazo")),
    count("approved", N_("Aprobados"), N_("Avances aprobados a la fecha de corte")),
    count("missing", N_("Faltaron"), N_("Avances que no llegaron")),
)
PROJECTS = (
    count("project", N_("Proyecto"), N_("Número del proyecto")),
    text("title", N_("Nombre"), N_("Nombre del proyecto")),
    text("period", N_("Trimestre"), N_("Año y trimestre")),
    text("said", N_("Estado"), N_("Lo que dijo el informe de ese trimestre")),
)
PEOPLE = (
    count("project", N_("Proyecto"), N_("Número del proyecto")),
    text("measure", N_("Qué se cuenta"), N_("Medida de participación")),
    text("at_least", N_("Al menos"), N_("Si puede haber más: «sí» o «no»")),
    count("women", N_("Mujeres"), N_("Mujeres, o la palabra de una cifra oculta")),
    count("men", N_("Hombres"), N_("Hombres, o la palabra de una cifra oculta")),
    count("total", N_("Total"), N_("Todas las personas, o la palabra de una cifra oculta")),
)


def annual_tables(annual: Annual) -> list[Table]:
    return [
        _table(annual, "quarters", N_("Cumplimiento por trimestre"), QUARTERS, _quarters(annual)),
        _table(annual, "project_status", N_("Estado de cada proyecto por trimestre"), PROJECTS, _projects(annual)),
        _table(annual, "participation", N_("Personas de cada proyecto"), PEOPLE, _people(annual)),
    ]


def _table(
    annual: Annual, key: str, title: str, columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]
) -> Table:
    gettext = annual.language.gettext
    named = tuple(Column(each.key, gettext(each.title), each.kind, gettext(each.meaning)) for each in columns)
    return Table(key, gettext(title), named, tuple(rows))


def _quarters(annual: Annual) -> Iterable[tuple[Value, ...]]:
    for period in annual.data.periods:
        own = annual.quarters.get(period)
        if own is None:
            yield (period, None, None, None, None, None, None, None)
            continue
        told = own.compliance
        counts = (told.expected, told.received, told.on_time, told.approved, told.missing)
        yield (period, own.edition.number, own.edition.sha256, *counts)


def _projects(annual: Annual) -> Iterable[tuple[Value, ...]]:
    for line in annual.lines:
        for period, said in line.by_period.items():
            yield (line.project.number, line.project.title, period, said)


def _people(annual: Annual) -> Iterable[tuple[Value, ...]]:
    return (_person(annual, own) for own in annual.people.projects)


def _person(annual: Annual, own: ProjectYear) -> tuple[Value, ...]:
    gettext = annual.language.gettext
    hidden, known = gettext("oculto"), own.so_far
    if known is None:
        return (own.project.number, None, None, hidden, hidden, hidden)
    at_least = gettext("sí") if known.at_least else gettext("no")
    return (
        own.project.number,
        gettext(words.MEASURE[known.measure]),
        at_least,
        known.tally.women if known.tally.known else None,
        known.tally.men if known.tally.known else None,
        known.tally.total,
    )
