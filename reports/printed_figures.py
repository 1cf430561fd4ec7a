"""Every figure and text as the report prints it, by its place: what two editions are compared by.

Only what may be published is here: a hidden figure is its word «oculto», in both editions.
"""

from collections.abc import Callable, Iterator

from monitor.domain import words
from monitor.domain.editions import TEXT_NAMES, TEXTS, Place
from monitor.domain.update_content import UpdateContent
from reports import figures
from reports.data import Answer, Area, Project, ReportData
from reports.html import SPANISH, print_dimensions, print_figure, print_sex
from reports.language import Language
from reports.people_rows import PeopleRow
from reports.people_tables import PublishedPeople, publish
from reports.story import Story

Line = tuple[str, str, str]
"""Place, name, text."""


def printed_figures(data: ReportData, language: Language = SPANISH) -> dict[Place, str]:
    """In the order of the report. Texts stand in full."""
    people = publish(data)
    printer = _Printer(data, people, Story(data, people, language), language)
    lines = [*printer.summary(), *(line for area in data.areas for line in printer.area(area))]
    lines += [line for project in data.projects for line in printer.project(project)]
    found: dict[Place, str] = {}
    for place, name, text in lines:
        # Two activities of one name are two lines.
        key, number = (place, name), 2
        while key in found:
            key, number = (place, f"{name} ({number})"), number + 1
        found[key] = text
    return found


class _Printer:
    def __init__(self, data: ReportData, people: PublishedPeople, story: Story, language: Language) -> None:
        self.data, self.people, self.story, self.language = data, people, story, language
        self._: Callable[..., str] = language.gettext

    def summary(self) -> Iterator[Line]:
        place = self._("Resumen")
        overall = self.story.overall
        for name, value in (
            (self._("Avances esperados"), overall.expected),
            (self._("Avances recibidos"), overall.received),
            (self._("Avances aprobados"), overall.approved),
            (self._("Recibidos a tiempo"), overall.on_time),
            (self._("Recibidos tarde"), overall.late),
        ):
            yield place, name, self.language.number(value)
        yield from self._statuses(place, list(self.data.projects))
        for delay in figures.delays(self.data):
            reason = self._(words.DELAY_REASON[delay.reason]) if delay.reason else self._("sin motivo")
            name = self._("Retrasos: %(reason)s", reason=reason.lower())
            yield place, name, self.language.number(len(delay.projects))
        yield from self._row(place, self._("Participación"), self.people.whole)
        yield from self._spreads(self._("Participación"))
        met = figures.milestones(self.data)
        for name, value in (
            (self._("Hitos que vencían"), met.total),
            (self._("Hitos cumplidos"), met.done),
            (self._("Hitos con fecha nueva"), met.moved),
            (self._("Hitos atrasados"), met.late),
        ):
            yield place, name, self.language.number(value)
        yield self._("Presentación"), self._("Texto"), self.data.foreword
        for position, highlight in enumerate(self.data.highlights, start=1):
            name = self._("Destacado %(position)s", position=position)
            yield place, name, f"{highlight.text} ({highlight.group}, {highlight.project})"

    def _spreads(self, place: str) -> Iterator[Line]:
        """The sums by group, country and age."""
        for group, row in self.people.groups.items():
            yield from self._row(place, group, row)
        for spread in (self.people.countries, self.people.ages):
            for own in spread.rows:
                yield from self._row(place, print_dimensions(own.row.dimensions, self.language), own.row)

    def area(self, area: Area) -> Iterator[Line]:
        place = self._("Área %(number)s", number=area.number)
        projects = figures.in_area(self.data, area.number)
        yield place, self._("Síntesis del GTG"), self.data.synthesis(area.number)
        yield from self._statuses(place, projects)
        yield from self._row(place, self._("Participación"), self.people.areas[area.number])

    def project(self, project: Project) -> Iterator[Line]:
        place = self._("Proyecto %(number)s", number=project.number)
        yield place, self._("Título"), project.title
        yield place, self._("Fechas"), project.when
        for answer in project.answers:
            yield from self._answer(place, project, answer)
        for milestone in project.milestones:
            name = self._("Hito: %(name)s", name=milestone.name)
            parts = (milestone.due_text, self.story.milestone(milestone), milestone.reason)
            yield place, name, "; ".join(part for part in parts if part)

    def _answer(self, place: str, project: Project, answer: Answer) -> Iterator[Line]:
        own = f"{answer.group}: " if len(project.answers) > 1 else ""
        yield place, own + self._("Avance"), self.story.answer(answer)
        if answer.printed:
            for name, text in self._content(answer.printed):
                yield place, own + name, text
        for table in self.people.tables.get((project.number, answer.group), ()):
            for row in table.rows:
                dimensions = print_dimensions(row.dimensions, self.language) if row.dimensions else ""
                name = " · ".join(part for part in (table.record.activity, dimensions) if part)
                yield from self._row(place, own + name, row)

    def _content(self, content: UpdateContent) -> Iterator[tuple[str, str]]:
        if content.status:
            yield self._("Estado"), self._(words.STATUS[content.status])
        if content.percent_done is not None:
            yield self._("Porcentaje hecho"), f"{content.percent_done} %"
        if content.punctuality:
            yield self._("Plazo"), self._(words.PUNCTUALITY[content.punctuality])
        if content.delay_reason:
            yield self._("Causa del retraso"), self._(words.DELAY_REASON[content.delay_reason])
        for field in TEXTS:
            if text := getattr(content, field):
                yield self._(TEXT_NAMES[field]), text
        if content.evidence:
            names = [item.title or item.filename or item.url for item in content.evidence]
            yield self._("Evidencias"), "; ".join(names)

    def _statuses(self, place: str, projects: list[Project]) -> Iterator[Line]:
        for status, count in sorted(figures.statuses(projects).items(), key=lambda item: item[0] or ""):
            name = self._(words.STATUS[status]) if status else self._("Sin avance aprobado")
            yield place, self._("Proyectos: %(status)s", status=name.lower()), self.language.number(count)

    def _row(self, place: str, name: str, row: PeopleRow) -> Iterator[Line]:
        """The figures of one row of people."""
        for column, figure in row.by_sex.items():
            yield place, f"{name} · {print_sex(column, self.language)}", print_figure(figure, self.language)
        yield place, f"{name} · {self._('Total')}", print_figure(row.total, self.language)
        if row.share_of_women is not None:
            yield place, f"{name} · {self._('% de mujeres')}", self.language.percent(row.share_of_women)
        if row.coverage is not None:
            yield place, f"{name} · {self._('Cobertura')}", self.language.percent(row.coverage)
