"""The report as plain tables: what every other form of an edition is made from (CSV, XLSX, JSON, the Word document).

Figures of people are those that may be published; a hidden one reads as the word for it, never as a number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain import words
from monitor.domain.rounding import halves_up
from monitor.domain.update_content import UpdateContent
from reports import figures, open_data_told
from reports import open_data_columns as columns
from reports.data import Answer, Body, Project, ReportData
from reports.html import print_dimensions
from reports.language import N_, Language
from reports.languages import speaking
from reports.open_data_columns import Column, Value
from reports.people_rows import Column as PeopleColumn
from reports.people_rows import Figure, PeopleRow
from reports.people_tables import PublishedPeople, publish
from reports.story import Story

HIDDEN = N_("oculto")


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def tables_of(
    data: ReportData, *, language: Language | None = None, people: PublishedPeople | None = None
) -> list[Table]:
    """All tables of a report, the data dictionary last."""
    writer = _Writer(data, people or publish(data), language or speaking(data.language))
    made = [
        writer.table("edition", N_("Edición"), columns.EDITION, writer.edition()),
        writer.table("projects", N_("Proyectos"), columns.PROJECTS, writer.projects()),
        writer.table("updates", N_("Avances"), columns.UPDATES, writer.updates()),
        writer.table("milestones", N_("Hitos"), columns.MILESTONES, writer.milestones()),
        writer.table("participation", N_("Participación"), columns.PARTICIPATION, writer.participation()),
        writer.table("areas", N_("Áreas"), columns.AREAS, writer.areas()),
        writer.table("people", N_("Personas por grupo, país y edad"), columns.PEOPLE_BY, writer.people_by()),
        writer.table("trend", N_("Cumplimiento por trimestre"), columns.TREND, writer.trend()),
        writer.table("groups", N_("Grupos"), columns.GROUPS, writer.groups()),
        writer.table("actions", N_("Acciones"), columns.ACTIONS, writer.actions()),
        *(writer.table(key, title, own, rows(writer.story)) for key, title, own, rows in open_data_told.TABLES),
    ]
    rows = [
        (table.key, column.key, column.title, column.kind.value, column.meaning)
        for table in made
        for column in table.columns
    ]
    return [*made, writer.table("dictionary", N_("Diccionario de datos"), columns.DICTIONARY, iter(rows))]


@dataclass(frozen=True)
class _Writer:
    data: ReportData
    people: PublishedPeople
    language: Language

    def _(self, message: str) -> str:
        return self.language.gettext(message)

    @property
    def story(self) -> Story:
        return Story(self.data, self.people, self.language)

    def word(self, value: StrEnum | None) -> str | None:
        return self._(words.word_for(value)) if value is not None else None

    def table(self, key: str, title: str, own: tuple[Column, ...], rows: Iterator[tuple[Value, ...]]) -> Table:
        named = tuple(Column(each.key, self._(each.title), each.kind, self._(each.meaning)) for each in own)
        return Table(key, self._(title), named, tuple(rows))

    def edition(self) -> Iterator[tuple[Value, ...]]:
        data, overall = self.data, figures.compliance(figures.all_answers(self.data))
        facts: list[tuple[str, Value]] = [
            (N_("Plan"), data.plan_name),
            (N_("Publica"), data.publisher),
            (N_("Período"), data.period),
            (N_("Desde"), data.period_start.isoformat()),
            (N_("Hasta"), data.period_end.isoformat()),
            (N_("Edición"), data.edition),
            (N_("Fecha de corte"), data.cut_off.isoformat()),
            (N_("Líneas del plan"), str(data.rows_in_plan)),
            (N_("Proyectos"), str(len(data.projects))),
            (N_("Avances esperados"), str(overall.expected)),
            (N_("Avances recibidos"), str(overall.received)),
            (N_("Avances aprobados"), str(overall.approved)),
        ]
        if data.fictional:
            facts.insert(0, (N_("Atención"), self._(N_("Datos ficticios de demostración"))))
        return ((self._(name), value) for name, value in facts)

    def projects(self) -> Iterator[tuple[Value, ...]]:
        story = self.story
        for project in self.data.projects:
            yield (
                project.number,
                ", ".join(map(str, project.rows)),
                ", ".join(map(str, project.areas)),
                project.title,
                project.activity,
                project.schedule,
                project.when,
                project.start,
                project.end,
                _names(project.leads[:1]),
                _names(project.leads[1:]),
                _names(project.supports),
                _names(project.allies),
                project.expected,
                None if project.expected else story.why_not_expected(project),
                *self._headline(project.headline),
            )

    def _headline(self, content: UpdateContent | None) -> tuple[Value, ...]:
        if content is None:
            return (None,) * 8
        delay = ". ".join(filter(None, (self.word(content.delay_reason), content.delay_words)))
        return (
            self.word(content.status),
            content.percent_done,
            self.word(content.punctuality),
            delay or None,
            content.nothing_reason if content.nothing_to_report else content.achieved or None,
            content.obstacles or None,
            content.next_steps or None,
            content.womens_role or None,
        )

    def updates(self) -> Iterator[tuple[Value, ...]]:
        story = self.story
        for project, answer in self._answers():
            yield (
                project.number,
                answer.group,
                answer is project.answers[0],
                story.answer(answer),
                answer.submitted_on,
                answer.on_time,
                answer.waived_reason or None,
            )

    def _answers(self) -> Iterator[tuple[Project, Answer]]:
        return ((project, answer) for project in self.data.projects for answer in project.answers)

    def milestones(self) -> Iterator[tuple[Value, ...]]:
        for project in self.data.projects:
            for each in project.milestones:
                yield (
                    project.number,
                    each.name,
                    each.due_text,
                    each.due,
                    each.done_on,
                    each.new_due,
                    each.reason or None,
                    each.is_late,
                )

    def participation(self) -> Iterator[tuple[Value, ...]]:
        for (project, group), tables in self.people.tables.items():
            for table in tables:
                for row in table.rows:
                    yield (
                        project,
                        group,
                        table.record.activity,
                        self.word(table.record.measure),
                        table.record.starts_on,
                        table.record.ends_on,
                        print_dimensions(row.dimensions, self.language),
                        *self._people(row),
                    )

    def _people(self, row: PeopleRow) -> tuple[Value, ...]:
        counts = (self._figure(row.by_sex.get(column)) for column in PeopleColumn)
        return (*counts, self._figure(row.total), printed_share(row.share_of_women), printed_share(row.coverage))

    def _figure(self, figure: Figure | None) -> Value:
        if figure is None:
            return None
        return self._(HIDDEN) if figure.is_hidden else figure.value

    def areas(self) -> Iterator[tuple[Value, ...]]:
        for area in self.data.areas:
            own = figures.in_area(self.data, area.number)
            yield (area.number, area.name, *self._sum(own, self.people.areas[area.number]))
        yield (None, self._(N_("Todo el plan")), *self._sum(list(self.data.projects), self.people.whole))

    def _sum(self, projects: list[Project], row: PeopleRow) -> tuple[Value, ...]:
        return (
            len(projects),
            sum(project.expected for project in projects),
            *self._people(row),
            figures.people(projects).projects_reporting,
            figures.asked_for_people(projects),
        )

    def people_by(self) -> Iterator[tuple[Value, ...]]:
        """The sums by group, country and age, as the report prints them."""
        group, country, age = self._(N_("grupo")), self._(N_("país")), self._(N_("edad"))
        for name, row in self.people.groups.items():
            yield (group, name, *self._people(row), figures.people_of_group(self.data, name).reporting)
        for by, spread, rest in (
            (country, self.people.countries, N_("Sin país, o junto con otro")),
            (age, self.people.ages, N_("Sin edad, o junto con otro tramo")),
        ):
            for own in spread.rows:
                who = print_dimensions(own.row.dimensions, self.language)
                yield (by, who, *self._people(own.row), own.projects)
            if spread.rows and spread.rest:
                yield (by, self._(rest), *self._people(spread.rest), None)

    def trend(self) -> Iterator[tuple[Value, ...]]:
        for period in figures.trend(self.data):
            for own in period.groups:
                late, missing = own.received - own.on_time, own.expected - own.received
                yield (period.period, own.group, own.expected, own.received, own.on_time, late, missing)

    def groups(self) -> Iterator[tuple[Value, ...]]:
        names = {body.acronym: body.name for body in self.data.groups}
        getters: tuple[Callable[[figures.Compliance], int], ...] = (
            lambda own: own.expected,
            lambda own: own.received,
            lambda own: own.on_time,
            lambda own: own.approved,
            lambda own: own.missing,
            lambda own: own.waived,
        )
        for group, own in figures.by_group(self.data):
            yield (group, names.get(group, group), *(read(own) for read in getters))

    def actions(self) -> Iterator[tuple[Value, ...]]:
        return ((area.number, action.code, action.text) for area in self.data.areas for action in area.actions)


def printed_share(share: float | None) -> float | None:
    """A share in whole per cent, as the report prints it: all its decimals would tell the counts that are hidden."""
    return None if share is None else float(halves_up(share))


def _names(bodies: tuple[Body, ...]) -> str | None:
    return ", ".join(body.acronym for body in bodies) or None
